// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.control.admission.Verdict.Addition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is added to one pod, as steps of a JSON Patch: lists that are not there are made by the
 * first step that adds to them. Not thread-safe.
 */
final class PodPatch {
  private static final String ANNOTATION = "sallyport.dev/injected-";

  private final JsonNode pod;
  private final List<Addition> steps = new ArrayList<>();
  private final Set<String> made = new HashSet<>();

  PodPatch(JsonNode pod) {
    this.pod = pod;
  }

  /** A container of the pod. */
  final class Container {
    private final String path;
    private final JsonNode container;

    private Container(String path, JsonNode container) {
      this.path = path;
      this.container = container;
    }

    /** Returns whether a variable is set in it already, in capitals or not. */
    boolean says(String variable) {
      for (JsonNode each : container.path("env")) {
        if (each.path("name").asText("").equalsIgnoreCase(variable)) {
          return true;
        }
      }
      return false;
    }

    /** Returns where a volume is mounted. */
    Optional<String> mounted(String volume) {
      for (JsonNode each : container.path("volumeMounts")) {
        if (each.path("name").asText("").equals(volume)) {
          return Optional.of(tidy(each));
        }
      }
      return Optional.empty();
    }

    /** Returns whether something is mounted at that directory. */
    boolean occupied(String directory) {
      for (JsonNode each : container.path("volumeMounts")) {
        if (tidy(each).equals(directory)) {
          return true;
        }
      }
      return false;
    }

    void variable(String name, String value) {
      append(
          container.path("env"),
          path + "/env",
          JsonNodeFactory.instance.objectNode().put("name", name).put("value", value));
    }

    void mount(JsonNode mount) {
      append(container.path("volumeMounts"), path + "/volumeMounts", mount);
    }

    private static String tidy(JsonNode mount) {
      return mount.path("mountPath").asText("").replaceFirst("/+$", "");
    }
  }

  /** Returns the containers in those lists; native sidecars are among the init containers. */
  List<Container> containers(List<String> lists) {
    List<Container> all = new ArrayList<>();
    for (String list : lists) {
      JsonNode containers = pod.path("spec").path(list);
      for (int i = 0; i < containers.size(); i++) {
        all.add(new Container("/spec/" + list + "/" + i, containers.get(i)));
      }
    }
    return all;
  }

  /** Returns the volume of that name; missing when there is none. */
  JsonNode volume(String name) {
    for (JsonNode each : pod.at("/spec/volumes")) {
      if (each.path("name").asText("").equals(name)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  void volume(JsonNode volume) {
    append(pod.at("/spec/volumes"), "/spec/volumes", volume);
  }

  /** Returns what was added, if anything, with an annotation that says by whom. */
  Verdict verdict(String what) {
    if (steps.isEmpty()) {
      return Verdict.TAKEN;
    }
    JsonNode there = pod.at("/metadata/annotations");
    JsonNode said = JsonNodeFactory.instance.textNode("true");
    String name = ANNOTATION + what;
    if (!there.isObject()) {
      steps.add(
          new Addition(
              "/metadata/annotations", JsonNodeFactory.instance.objectNode().set(name, said)));
    } else if (!there.has(name)) {
      steps.add(new Addition("/metadata/annotations/" + name.replace("/", "~1"), said));
    }
    return new Verdict(List.of(), List.of(), steps);
  }

  private void append(JsonNode list, String path, JsonNode value) {
    // An empty list counts as none: clients write null for it.
    boolean there = list.isArray() && !list.isEmpty() || !made.add(path);
    steps.add(
        there
            ? new Addition(path + "/-", value)
            : new Addition(path, JsonNodeFactory.instance.arrayNode().add(value)));
  }
}
