// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds server-side apply to the mock of the Kubernetes API, which refuses it: what a manager
 * applies is merged by field and, in lists of named items, by item; what it applied before and does
 * not any more goes away. Conflicts between managers are not found.
 */
final class ServerSideApply extends KubernetesMixedDispatcher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONFLICT = 409;

  private final Map<String, JsonNode> applied = new ConcurrentHashMap<>();

  ServerSideApply(Map<ServerRequest, Queue<ServerResponse>> responses) {
    super(responses);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String type = request.getHeader("Content-Type");
    if (type == null || !type.startsWith("application/apply-patch")) {
      return super.dispatch(request);
    }
    try {
      return apply(request);
    } catch (JsonProcessingException e) {
      return new MockResponse().setResponseCode(400).setBody(e.getMessage());
    }
  }

  private synchronized MockResponse apply(RecordedRequest request) throws JsonProcessingException {
    String[] target = request.getPath().split("\\?", 2);
    Map<String, String> query = new HashMap<>();
    for (String each : (target.length < 2 ? "" : target[1]).split("&")) {
      String[] pair = each.split("=", 2);
      query.put(pair[0], pair.length < 2 ? "" : pair[1]);
    }
    if (query.getOrDefault("fieldManager", "").isEmpty()) {
      return new MockResponse().setResponseCode(400).setBody("fieldManager is required");
    }
    JsonNode wanted = JSON.readTree(request.getUtf8Body());
    String key = target[0] + " " + query.get("fieldManager");
    MockResponse answer;
    do {
      MockResponse now = super.dispatch(as(request, HttpMethod.GET, whole(target[0]), ""));
      if (now.code() != 200) {
        return now;
      }
      JsonNode object = JSON.readTree(now.getBody().readUtf8());
      forget(object, applied.getOrDefault(key, JSON.createObjectNode()), wanted);
      String next = merge(object, wanted).toString();
      answer = super.dispatch(as(request, HttpMethod.PUT, target[0], next));
    } while (answer.code() == CONFLICT);
    applied.put(key, wanted);
    return answer;
  }

  private static String whole(String path) {
    return path.endsWith("/status") ? path.substring(0, path.length() - 7) : path;
  }

  private static RecordedRequest as(
      RecordedRequest request, HttpMethod method, String path, String body) {
    Headers json = Headers.builder().add("Content-Type", "application/json").build();
    return new RecordedRequest(
        request.getHttpVersion(), method, path, json, new Buffer().writeUtf8(body));
  }

  private static void forget(JsonNode object, JsonNode before, JsonNode wanted) {
    if (!(object instanceof ObjectNode fields) || !before.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> each : before.properties()) {
      if (!wanted.has(each.getKey())) {
        fields.remove(each.getKey());
      } else {
        forget(fields.path(each.getKey()), each.getValue(), wanted.path(each.getKey()));
      }
    }
  }

  private static JsonNode merge(JsonNode object, JsonNode wanted) {
    if (object instanceof ArrayNode items && wanted instanceof ArrayNode some && named(some)) {
      for (JsonNode item : some) {
        items.forEach(
            each -> {
              if (each.path("name").equals(item.path("name"))) {
                merge(each, item);
              }
            });
      }
      return items;
    }
    if (!(object instanceof ObjectNode fields) || !wanted.isObject()) {
      return wanted.deepCopy();
    }
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      fields.set(each.getKey(), merge(fields.path(each.getKey()), each.getValue()));
    }
    return fields;
  }

  private static boolean named(ArrayNode items) {
    return !items.isEmpty() && items.get(0).has("name");
  }
}
