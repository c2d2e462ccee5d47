// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static dev.sallyport.deploy.chart.ChartTest.CHART;
import static dev.sallyport.deploy.chart.ChartTest.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What the Kubernetes API does not let anybody change once an object is there. Were it changed in
 * the chart, {@code helm upgrade} would fail half way on every cluster that has it. The file holds
 * what the chart of 22 November 2026 said of it.
 */
class ChartUpgradeTest {
  private static final String FILE = "immutable-fields.txt";

  /** The fields, by kind of object. */
  private static final Map<String, List<String>> IMMUTABLE =
      Map.ofEntries(
          Map.entry("Deployment", List.of("spec.selector")),
          Map.entry("DaemonSet", List.of("spec.selector")),
          Map.entry(
              "StatefulSet",
              List.of(
                  "spec.selector",
                  "spec.serviceName",
                  "spec.volumeClaimTemplates",
                  "spec.podManagementPolicy")),
          Map.entry("Job", List.of("spec.selector", "spec.template")),
          Map.entry("Service", List.of("spec.clusterIP", "spec.clusterIPs")),
          Map.entry(
              "PersistentVolumeClaim",
              List.of("spec.accessModes", "spec.storageClassName", "spec.volumeMode")),
          Map.entry("PriorityClass", List.of("value", "preemptionPolicy")),
          Map.entry("RoleBinding", List.of("roleRef")),
          Map.entry("ClusterRoleBinding", List.of("roleRef")),
          Map.entry("Secret", List.of("type", "immutable")),
          Map.entry("ConfigMap", List.of("immutable")),
          Map.entry("CustomResourceDefinition", List.of("spec.scope", "spec.group")));

  @Test
  void whatNobodyMayChangeIsAsItWas() throws IOException {
    SortedSet<String> now = new TreeSet<>();
    for (String setting : List.of("defaults", "everything")) {
      Release release = ChartTest.release(SETTINGS.getOrDefault(setting, Map.of()), "1.32.0");
      CHART.documents(release).forEach(each -> add(each, now));
    }
    CHART.definitions().forEach(each -> add(each, now));

    assertThat(String.join("\n", now))
        .as("%s: what was there must stay; what is new is to be added", FILE)
        .isEqualTo(before());
  }

  @Test
  void aChangeIsSeen() {
    String document =
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: a}
        spec:
          selector: {matchLabels: {b: c, a: b}}
          template: {}
        """;
    SortedSet<String> fields = new TreeSet<>();
    add(document, fields);

    assertThat(fields).containsExactly("DaemonSet a spec.selector = {matchLabels={a=b, b=c}}");
  }

  private static String before() throws IOException {
    try (InputStream in = ChartUpgradeTest.class.getResourceAsStream(FILE)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static void add(String document, SortedSet<String> fields) {
    Map<String, Object> object = Chart.object(document).orElseThrow();
    String kind = String.valueOf(object.get("kind"));
    Object name = object.get("metadata") instanceof Map<?, ?> all ? all.get("name") : "";
    for (String field : IMMUTABLE.getOrDefault(kind, List.of())) {
      fields.add(kind + " " + name + " " + field + " = " + value(object, field));
    }
  }

  private static Object value(Map<?, ?> object, String path) {
    Object at = object;
    for (String part : path.split("\\.")) {
      at = at instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return at == null ? "none" : sorted(at);
  }

  private static Object sorted(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, each) -> sorted.put(String.valueOf(key), sorted(each)));
    return sorted;
  }
}
