// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.network.LabFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The few words of kubectl that a demonstration needs. */
@Command(
    name = "kube",
    mixinStandardHelpOptions = true,
    description =
        "Look at, apply or delete objects of the lab: kube get KIND [NAME], kube apply -f FILE,"
            + " kube delete KIND NAME.",
    footer = {
      "",
      "  ./sallyport lab kube get pods",
      "  ./sallyport lab kube get deploy -n shop catalog -o yaml",
      "  ./sallyport lab kube apply -f policy.yaml",
      "  ./sallyport lab kube get guardpolicies"
    })
final class KubeCommand implements Callable<Integer> {
  @Mixin private NameOption lab = new NameOption();

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace (default: all).")
  private String namespace = "";

  @Option(names = "-o", description = "yaml or json instead of a table.")
  private String output = "";

  @Option(names = "-f", description = "YAML files to apply.")
  private List<Path> files = new ArrayList<>();

  @Parameters(paramLabel = "VERB [KIND [NAME]]", arity = "1..3")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    if (words.getFirst().equals("apply")) {
      ApplyCommand.apply(lab, files);
      return 0;
    }
    if (words.size() < 2) {
      throw new LabFailure("say of what: kube " + words.getFirst() + " KIND [NAME]");
    }
    String name = words.size() > 2 ? words.get(2) : "";
    switch (words.getFirst()) {
      case "get" -> get(words.get(1), name);
      case "delete" -> delete(words.get(1), name);
      default ->
          throw new LabFailure("'" + words.getFirst() + "' is not one of: get, apply, delete");
    }
    return 0;
  }

  private void delete(String kind, String name) {
    var request = Json.object().put("op", "delete").put("kind", kind).put("name", name);
    request.put("namespace", namespace.isEmpty() ? "default" : namespace);
    System.out.println("deleted " + lab.admin().ask(request).path("deleted").asText());
  }

  private void get(String kind, String name) {
    var request = Json.object().put("op", "list").put("kind", kind).put("namespace", namespace);
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode item : lab.admin().ask(request).path("items")) {
      if (name.isEmpty() || item.at("/metadata/name").asText().equals(name)) {
        items.add(item);
      }
    }
    switch (output) {
      case "json" -> items.forEach(item -> System.out.println(item.toPrettyString()));
      case "yaml" -> items.forEach(item -> System.out.println("---\n" + Json.yaml(item)));
      default -> table(items);
    }
  }

  private static void table(List<JsonNode> items) {
    List<List<String>> rows = new ArrayList<>();
    items.forEach(item -> rows.add(row(item)));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width =
            rows.stream()
                .filter(r -> r.size() > at)
                .mapToInt(r -> r.get(at).length())
                .max()
                .orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> row(JsonNode item) {
    List<String> row = new ArrayList<>();
    row.add(item.at("/metadata/namespace").asText(""));
    row.add(item.at("/metadata/name").asText());
    row.add(state(item));
    if (item.path("kind").asText().equals("Pod")) {
      row.add(item.at("/status/containerStatuses/0/restartCount").asText("0") + " restarts");
      row.add(item.at("/status/podIP").asText("-"));
      row.add(item.at("/spec/nodeName").asText("-"));
    }
    row.add(age(item.at("/metadata/creationTimestamp").asText()));
    return row;
  }

  private static String state(JsonNode item) {
    return switch (item.path("kind").asText()) {
      case "Pod" -> podState(item);
      case "Service" -> item.at("/spec/clusterIP").asText("-");
      case "Deployment", "ReplicaSet", "StatefulSet" ->
          item.at("/status/readyReplicas").asText("0")
              + "/"
              + item.at("/spec/replicas").asText("1");
      case "DaemonSet" ->
          item.at("/status/numberReady").asText("0")
              + "/"
              + item.at("/status/desiredNumberScheduled").asText("?");
      case "GuardPolicy", "ClusterGuardPolicy" -> policyState(item);
      case "Job" -> item.at("/status/conditions/0/type").asText("Running");
      default -> "";
    };
  }

  private static String policyState(JsonNode policy) {
    String effective = policy.at("/status/effective").asText("");
    return policy.at("/spec/mode").asText("Observe")
        + "  hits "
        + policy.at("/status/hits").asText("-")
        + "  would deny "
        + policy.at("/status/wouldBeDenials").asText("-")
        + (effective.isEmpty() ? "" : "  " + effective);
  }

  private static String podState(JsonNode pod) {
    if (pod.at("/metadata/deletionTimestamp").isTextual()) {
      return "Terminating";
    }
    String waiting = pod.at("/status/containerStatuses/0/state/waiting/reason").asText();
    String phase = pod.at("/status/phase").asText();
    return !waiting.isEmpty()
        ? waiting
        : phase.equals("Running") && LabCluster.ready(pod) ? "Ready" : phase;
  }

  private static String age(String created) {
    Duration age = Duration.between(Instant.parse(created), Instant.now());
    return age.toSeconds() < 120
        ? age.toSeconds() + "s"
        : age.toMinutes() < 120 ? age.toMinutes() + "m" : age.toHours() + "h";
  }
}
