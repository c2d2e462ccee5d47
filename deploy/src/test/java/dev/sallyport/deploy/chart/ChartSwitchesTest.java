// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static dev.sallyport.deploy.chart.ChartTest.CHART;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The switches of the chart, every two of them in every way together. */
class ChartSwitchesTest {
  /** What a switch is set to, settings by their whole names; nothing: left as it is. */
  private record Choice(Map<String, Object> settings) {
    static Choice of(Object... namesAndValues) {
      Map<String, Object> settings = new LinkedHashMap<>();
      for (int at = 0; at < namesAndValues.length; at += 2) {
        settings.put((String) namesAndValues[at], namesAndValues[at + 1]);
      }
      return new Choice(settings);
    }
  }

  private static final Choice AS_IT_IS = Choice.of();

  private static final List<List<Choice>> SWITCHES =
      List.of(
          set("namespace.create", true),
          set("fullnameOverride", "guard"),
          set("logLevel", "DEBUG"),
          set("image.pullSecrets", List.of(Map.of("name", "registry"))),
          set("image.tag", "1.0"),
          set("link.tls", false),
          List.of(
              AS_IT_IS,
              Choice.of("peerKey.create", false),
              Choice.of("peerKey.existingSecret", "p")),
          // What is known is kept in one of these ways; several programs need the last.
          List.of(
              AS_IT_IS,
              Choice.of("control.persistence.enabled", true),
              Choice.of(
                  "control.persistence.enabled",
                  true,
                  "control.persistence.existingClaim",
                  "claim"),
              Choice.of("control.databaseSecret", "db"),
              Choice.of("control.databaseSecret", "db", "control.fixedUser", false),
              Choice.of("control.databaseSecret", "db", "control.replicas", 3)),
          List.of(
              AS_IT_IS,
              Choice.of("control.auth.mode", "none"),
              Choice.of(
                  "control.auth.mode", "oidc",
                  "control.auth.oidc.issuer", "https://login.example.com",
                  "control.auth.oidc.clientId", "us",
                  "control.auth.oidc.redirectUrl", "https://us.example.com/login/callback"),
              Choice.of(
                  "control.auth.mode", "oidc",
                  "control.auth.oidc.issuer", "https://login.example.com",
                  "control.auth.oidc.clientId", "us",
                  "control.auth.oidc.clientSecret", "provider",
                  "control.auth.oidc.redirectUrl", "https://us.example.com/login/callback")),
          set("control.auth.aggregate", false),
          set("control.auth.metricsLogin", true),
          set("control.policyWrites", true),
          set("control.readRoles", true),
          set("control.architectures", List.of("amd64", "arm64")),
          set("control.service.type", "NodePort"),
          set("control.podDisruptionBudget.enabled", true),
          set("control.affinity", Map.of("podAntiAffinity", Map.of())),
          set("control.tolerations", List.of(Map.of("operator", "Exists"))),
          set("control.priorityClassName", "high"),
          set("control.env", List.of(Map.of("name", "A", "value", "b"))),
          set("node.failMode", "closed"),
          set("node.inspect", "off"),
          set("node.hostStateDirectory", "/var/lib/sallyport"),
          set("node.privileged", true),
          set("node.seLinuxOptions", Map.of()),
          set("node.overlap", false),
          set("node.startupTaint", "sallyport.dev/not-ready"),
          set("node.tolerations", List.of()),
          set("node.nodeSelector", Map.of("pool", "apps")),
          List.of(
              AS_IT_IS,
              Choice.of("node.priorityClass.create", false),
              Choice.of("node.priorityClass.name", "mine")),
          List.of(
              AS_IT_IS,
              Choice.of("networkPolicy.enabled", true),
              Choice.of(
                  "networkPolicy.enabled",
                  true,
                  "networkPolicy.apiFrom",
                  List.of(Map.of("namespaceSelector", Map.of())))),
          List.of(
              AS_IT_IS,
              Choice.of("admission.enabled", true),
              Choice.of(
                  "admission.enabled", true,
                  "admission.failurePolicy", "Fail",
                  "admission.guard", "observe"),
              Choice.of(
                  "admission.enabled",
                  true,
                  "admission.guard",
                  "enforce",
                  "admission.exemptNamespaces",
                  List.of("istio-system"),
                  "admission.inject.proxy.url",
                  "http://proxy.example:3128"),
              Choice.of("admission.enabled", true, "admission.inject.ca.configMap", "roots")),
          set("metrics.annotations", false),
          set("tests.enabled", false));

  private static List<Choice> set(String name, Object value) {
    return List.of(AS_IT_IS, Choice.of(name, value));
  }

  @TestFactory
  Stream<DynamicTest> everyTwoInEveryWayTogetherGiveObjectsThatHold() {
    List<int[]> rows = rows(RandomGeneratorFactory.of("L64X128MixRandom").create(7));
    assertThat(rows).hasSizeBetween(20, 60);
    return IntStream.range(0, rows.size())
        .mapToObj(
            at ->
                DynamicTest.dynamicTest(
                    "row " + at,
                    () -> holds(values(rows.get(at)), at % 2 == 0 ? "1.28.0" : "1.32.0")));
  }

  private static void holds(Map<String, Object> values, String kubernetes) throws IOException {
    Release release = new Release("sallyport", "guarded", kubernetes, values);
    List<String> documents = CHART.documents(release);
    Set<String> names = new HashSet<>();
    for (String document : documents) {
      // Reading refuses a key that is there twice.
      Map<String, Object> object = Chart.object(document).orElseThrow();
      Map<?, ?> metadata = (Map<?, ?>) object.get("metadata");
      assertThat(names.add(object.get("kind") + "/" + metadata.get("name")))
          .as("%s twice, with %s", metadata.get("name"), values)
          .isTrue();
      assertThat(PublishedSchema.problems(document)).as("%s%nwith %s", document, values).isEmpty();
    }
    assertThat(names).as("with %s", values).anyMatch(each -> each.startsWith("DaemonSet/"));
  }

  /**
   * Rows in which any two choices of any two switches come together, made greedily: of some random
   * rows always the one that brings most that was not there.
   */
  private static List<int[]> rows(RandomGenerator random) {
    Set<Long> wanted = new HashSet<>();
    for (int one = 0; one < SWITCHES.size(); one++) {
      for (int other = one + 1; other < SWITCHES.size(); other++) {
        for (int a = 0; a < SWITCHES.get(one).size(); a++) {
          for (int b = 0; b < SWITCHES.get(other).size(); b++) {
            wanted.add(pair(one, a, other, b));
          }
        }
      }
    }
    List<int[]> rows = new ArrayList<>();
    while (!wanted.isEmpty()) {
      long seed = wanted.iterator().next();
      int[] best = new int[0];
      int most = -1;
      for (int attempt = 0; attempt < 60; attempt++) {
        int[] row = SWITCHES.stream().mapToInt(each -> random.nextInt(each.size())).toArray();
        row[(int) (seed >> 24) & 0xff] = (int) (seed >> 16) & 0xff;
        row[(int) (seed >> 8) & 0xff] = (int) seed & 0xff;
        int brings = (int) pairs(row).filter(wanted::contains).count();
        if (brings > most) {
          most = brings;
          best = row;
        }
      }
      pairs(best).toList().forEach(wanted::remove);
      rows.add(best);
    }
    return rows;
  }

  private static Stream<Long> pairs(int[] row) {
    return IntStream.range(0, row.length)
        .boxed()
        .flatMap(
            one ->
                IntStream.range(one + 1, row.length)
                    .mapToObj(other -> pair(one, row[one], other, row[other])));
  }

  private static long pair(int one, int a, int other, int b) {
    return (long) one << 24 | (long) a << 16 | (long) other << 8 | b;
  }

  private static Map<String, Object> values(int[] row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int at = 0; at < row.length; at++) {
      SWITCHES.get(at).get(row[at]).settings().forEach((name, value) -> put(values, name, value));
    }
    return values;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> values, String name, Object value) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      values.put(name, value);
    } else {
      put(
          (Map<String, Object>)
              values.computeIfAbsent(name.substring(0, dot), _ -> new LinkedHashMap<>()),
          name.substring(dot + 1),
          value);
    }
  }

  @Test
  void aWrongSettingIsToldByItsNameAndWhatIsExpected() {
    refuses("control.replicas", "two", "replicas", "integer");
    refuses("control.auth.mode", "ldap", "mode", "kubernetes", "oidc", "none");
    refuses("control.heap", 320, "heap", "string");
    refuses("node.architectures", List.of("arm"), "architectures", "amd64", "arm64");
    refuses("node.tolerations", "all", "tolerations", "array");
    refuses("node.overlap", "yes", "overlap", "boolean");
    refuses("admission.guard", true, "guard");
    refuses("image.registry", "https://registry.example", "registry");
    refuses("nod", Map.of("failMode", "closed"), "nod");
  }

  private static void refuses(String name, Object value, String... told) {
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, name, value);
    assertThatThrownBy(() -> CHART.documents(Release.standard(values)))
        .as(name)
        .satisfies(failure -> assertThat(failure.getMessage()).contains(told));
  }
}
