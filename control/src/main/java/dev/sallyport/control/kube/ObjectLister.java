// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists objects page by page, so that of a large cluster no more than a page is held before it is
 * cut down. Safe for any thread.
 */
final class ObjectLister {
  private static final Logger log = LoggerFactory.getLogger(ObjectLister.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 500;

  /** Objects of one kind at most; prevents one kind from filling the memory. */
  private static final int OBJECTS_MAX = 100_000;

  private final KubernetesClient client;

  ObjectLister(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Hands every object of a kind to {@code sink}; a kind that the cluster does not have has none.
   *
   * @return why not all could be read, as a sentence; empty when all were
   */
  Optional<String> list(ApiKind kind, Consumer<ObjectNode> sink) {
    String next = "";
    int count = 0;
    do {
      Optional<JsonNode> page;
      try {
        page = ask(kind.path() + "?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + next));
      } catch (KubernetesClientException e) {
        log.debug("Kubernetes: {} are not listed: {}", kind.resource(), e.getMessage());
        return Optional.of(why(kind, e));
      }
      for (JsonNode each : page.map(it -> it.path("items")).orElse(JSON.createArrayNode())) {
        if (each instanceof ObjectNode object) {
          // Items of a list do not say what they are.
          object.put("apiVersion", kind.groupVersion()).put("kind", kind.kind());
          sink.accept(object);
          count++;
        }
      }
      next =
          page.map(it -> it.at("/metadata/continue").asText())
              .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8))
              .orElse("");
    } while (!next.isEmpty() && count < OBJECTS_MAX);
    return next.isEmpty()
        ? Optional.empty()
        : Optional.of("only the first " + count + " " + kind.resource() + " were read");
  }

  /**
   * Returns what the API says at a path; empty when there is nothing.
   *
   * @throws KubernetesClientException when it does not answer or refuses
   */
  Optional<JsonNode> ask(String path) {
    String text = client.raw(path);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new KubernetesClientException(path + " is answered by something that is no JSON", e);
    }
  }

  private static String why(ApiKind kind, KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN -> "control may not list " + kind.resource();
      case 0 -> kind.resource() + " could not be read: the API server does not answer";
      default -> kind.resource() + " could not be read: the API server answered " + e.getCode();
    };
  }
}
