// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.network;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Clusters of the tests, from YAML. */
final class Given {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Given() {}

  static ManifestReader manifests(String... documents) {
    ManifestReader reader = new ManifestReader();
    for (String text : documents) {
      try (MappingIterator<Object> all =
          YAML.readerFor(new TypeReference<Object>() {}).readValues(text)) {
        while (all.hasNextValue()) {
          reader.add("test", all.nextValue());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return reader;
  }

  /** Returns the allowed connections, a line each. */
  static List<String> connections(String... documents) {
    ManifestReader reader = manifests(documents);
    if (!reader.remarks().isEmpty()) {
      throw new AssertionError("unexpected remarks: " + reader.remarks());
    }
    return Reachability.of(reader.network()).stream()
        .map(each -> each.source() + " => " + each.target() + " : " + each.connections())
        .toList();
  }

  /** Returns those between pods alone. */
  static List<String> betweenPods(String... documents) {
    return connections(documents).stream().filter(line -> !line.contains("[External]")).toList();
  }

  static String deployment(String namespace, String name, String... ports) {
    StringBuilder named = new StringBuilder();
    for (String port : ports) {
      String[] parts = port.split("/", -1);
      named.append("{name: " + parts[0] + ", containerPort: " + parts[1]);
      named.append(", protocol: " + parts[2] + "},");
    }
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: %s}
        spec:
          template:
            metadata: {labels: {app: %s}}
            spec: {containers: [{name: main, image: none, ports: [%s]}]}
        """
        .formatted(name, namespace, name, named);
  }

  static String namespace(String name, String label, String value) {
    return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s, labels: {%s: "%s"}}
        """
        .formatted(name, label, value);
  }

  static String policy(String namespace, String name, String spec) {
    return """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: %s, namespace: %s}
        spec:
        %s
        """
        .formatted(name, namespace, spec.indent(2));
  }

  static String admin(String name, int priority, String spec) {
    return """
        apiVersion: policy.networking.k8s.io/v1alpha1
        kind: AdminNetworkPolicy
        metadata: {name: %s}
        spec:
          priority: %d
        %s
        """
        .formatted(name, priority, spec.indent(2));
  }

  static String baseline(String spec) {
    return """
        apiVersion: policy.networking.k8s.io/v1alpha1
        kind: BaselineAdminNetworkPolicy
        metadata: {name: default}
        spec:
        %s
        """
        .formatted(spec.indent(2));
  }
}
