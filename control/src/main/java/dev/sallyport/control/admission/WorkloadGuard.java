// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.control.admission.Verdict.Refusal;
import dev.sallyport.control.config.AdmissionSettings.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds workloads that could reach beyond their pod, and model servers whose image may be another
 * one tomorrow. A change that adds no risk to what is there already is never refused, so that
 * whatever runs can be scaled, repaired and made better. Safe for any thread.
 */
final class WorkloadGuard {
  private static final List<String> CONTAINERS =
      List.of("containers", "initContainers", "ephemeralContainers");

  /** Parts of the names of images that serve models. */
  private static final List<String> MODEL_SERVERS =
      List.of(
          "vllm",
          "ollama",
          "tritonserver",
          "text-generation-inference",
          "text-embeddings-inference",
          "sglang",
          "llama.cpp",
          "llama-cpp",
          "localai",
          "kserve",
          "huggingfaceserver",
          "torchserve",
          "tensorflow/serving",
          "mlserver",
          "lmdeploy",
          "nvcr.io/nim/");

  private final Guard guard;
  private final Set<String> exempt;

  /**
   * Returns a guard.
   *
   * @param exempt namespaces in which nothing is looked at
   */
  WorkloadGuard(Guard guard, Set<String> exempt) {
    this.guard = requireNonNull(guard, "guard");
    this.exempt = Set.copyOf(exempt);
  }

  Verdict of(Request request) {
    if (guard == Guard.OFF || !request.brings() || exempt.contains(request.namespace())) {
      return Verdict.TAKEN;
    }
    List<Refusal> before = risks(request.kind(), request.before());
    List<Refusal> now = risks(request.kind(), request.object());
    List<Refusal> added = now.stream().filter(each -> !before.contains(each)).toList();
    return guard == Guard.ENFORCE
        ? new Verdict(added, List.of())
        : new Verdict(List.of(), added.stream().map(Refusal::message).toList());
  }

  private static List<Refusal> risks(String kind, JsonNode object) {
    String path =
        switch (kind) {
          case "Pod" -> "/spec";
          case "CronJob" -> "/spec/jobTemplate/spec/template/spec";
          default -> "/spec/template/spec";
        };
    JsonNode pod = object.isObject() ? object.at(path) : MissingNode.getInstance();
    List<Refusal> found = new ArrayList<>();
    String at = path.substring(1).replace('/', '.');
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.path(field).asBoolean()) {
        found.add(
            risk(at + "." + field, "true", "leave it out: the pod shares this with its node"));
      }
    }
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.has("hostPath")) {
        found.add(
            risk(
                at + ".volumes[" + volume.path("name").asText("") + "].hostPath",
                volume.at("/hostPath/path").asText(""),
                "a volume that is not a directory of the node"));
      }
    }
    for (String list : CONTAINERS) {
      for (JsonNode container : pod.path(list)) {
        String name = at + "." + list + "[" + container.path("name").asText("") + "]";
        container(name, container, found);
      }
    }
    return found;
  }

  private static void container(String at, JsonNode container, List<Refusal> found) {
    if (container.at("/securityContext/privileged").asBoolean()) {
      found.add(
          risk(
              at + ".securityContext.privileged",
              "true",
              "false, and the capabilities that it needs: privileged is the whole node"));
    }
    String image = container.path("image").asText("");
    if (servesModels(image) && !image.contains("@sha256:")) {
      found.add(
          risk(
              at + ".image",
              image,
              "a digest, as in name@sha256:…: a tag of a model server may be another image"
                  + " tomorrow"));
    }
  }

  private static boolean servesModels(String image) {
    String name = image.toLowerCase(Locale.ROOT);
    return MODEL_SERVERS.stream().anyMatch(name::contains);
  }

  private static Refusal risk(String field, String value, String expected) {
    return new Refusal(field, field + ": '" + value + "' (expected: " + expected + ")");
  }
}
