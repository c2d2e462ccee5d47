// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The definitions of the two custom resources, as Kubernetes takes them. They are made of the
 * records of this package and checked in beside the chart; a test holds the two against each other.
 */
public final class CustomResources {
  /** Group of both resources. */
  public static final String GROUP = "sallyport.dev";

  /** Version of both resources. */
  public static final String VERSION = "v1alpha1";

  /** Plural of {@link PolicySpecs#KIND}. */
  public static final String PLURAL = "guardpolicies";

  /** Plural of {@link PolicySpecs#CLUSTER_KIND}. */
  public static final String CLUSTER_PLURAL = "clusterguardpolicies";

  private CustomResources() {}

  /** Returns the texts of the definitions by the names of their files. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (boolean cluster : new boolean[] {false, true}) {
      String plural = cluster ? CLUSTER_PLURAL : PLURAL;
      files.put(
          GROUP + "_" + plural + ".yaml",
          "# Made of the types in dev.sallyport.wire.kube; CustomResourcesTest tells how.\n"
              + YamlText.write(definition(cluster)));
    }
    return files;
  }

  private static Map<String, Object> definition(boolean cluster) {
    String kind = cluster ? PolicySpecs.CLUSTER_KIND : PolicySpecs.KIND;
    String plural = cluster ? CLUSTER_PLURAL : PLURAL;
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("kind", kind);
    names.put("listKind", kind + "List");
    names.put("plural", plural);
    names.put("singular", kind.toLowerCase(java.util.Locale.ROOT));
    names.put("shortNames", List.of(cluster ? "cgp" : "gp"));
    names.put("categories", List.of("sallyport"));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("group", GROUP);
    spec.put("names", names);
    spec.put("scope", cluster ? "Cluster" : "Namespaced");
    spec.put("versions", List.of(version(kind, cluster)));
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("apiVersion", "apiextensions.k8s.io/v1");
    definition.put("kind", "CustomResourceDefinition");
    definition.put("metadata", Map.of("name", plural + "." + GROUP));
    definition.put("spec", spec);
    return definition;
  }

  private static Map<String, Object> version(String kind, boolean cluster) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("apiVersion", Map.of("type", "string"));
    properties.put("kind", Map.of("type", "string"));
    properties.put("metadata", Map.of("type", "object"));
    properties.put(
        "spec",
        SchemaWriter.write(
            Shape.of(PolicySpec.class, cluster), "What the policy says; rules have no order."));
    properties.put(
        "status",
        SchemaWriter.write(Shape.of(PolicyStatus.class, cluster), "What Sallyport says of it."));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("description", about(kind, cluster));
    schema.put("required", List.of("spec"));
    schema.put("properties", properties);
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("name", VERSION);
    version.put("served", true);
    version.put("storage", true);
    version.put("subresources", Map.of("status", Map.of()));
    version.put("additionalPrinterColumns", columns(cluster));
    version.put("schema", Map.of("openAPIV3Schema", schema));
    return version;
  }

  private static String about(String kind, boolean cluster) {
    return kind
        + (cluster
            ? " says what workloads of the whole cluster may send and be sent."
            : " says what workloads of its namespace may send and be sent.");
  }

  private static List<Object> columns(boolean cluster) {
    List<Object> columns = new java.util.ArrayList<>();
    if (cluster) {
      columns.add(column("Tier", "string", ".spec.tier", 0));
    }
    columns.add(column("Mode", "string", ".spec.mode", 0));
    columns.add(column("Hits", "integer", ".status.hits", 0));
    columns.add(column("Denied", "integer", ".status.denials", 1));
    columns.add(column("Would-deny", "integer", ".status.wouldBeDenials", 0));
    columns.add(column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", 0));
    columns.add(column("Because", "string", ".status.effective", 0));
    columns.add(column("Nodes", "integer", ".status.nodes.current", 1));
    columns.add(column("Convergence", "string", ".status.convergence", 1));
    columns.add(column("Age", "date", ".metadata.creationTimestamp", 0));
    return columns;
  }

  private static Map<String, Object> column(String name, String type, String path, int priority) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("name", name);
    column.put("type", type);
    column.put("jsonPath", path);
    if (priority > 0) {
      column.put("priority", priority);
    }
    return column;
  }
}
