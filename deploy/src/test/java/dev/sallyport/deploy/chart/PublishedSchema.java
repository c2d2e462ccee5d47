// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;

/**
 * The OpenAPI document of Kubernetes, in the form of the classes that its own Java client generates
 * from it: each knows its fields and which of them must be there.
 */
final class PublishedSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PublishedSchema() {}

  /** Returns what is wrong with the document, empty when nothing is. */
  static Optional<String> problems(String document) {
    Map<String, Object> object = Chart.object(document).orElseThrow();
    String version = String.valueOf(object.get("apiVersion"));
    String name = version.substring(version.indexOf('/') + 1);
    String type =
        "io.kubernetes.client.openapi.models."
            + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            + name.substring(1)
            + object.get("kind");
    try {
      JsonElement json = JsonParser.parseString(JSON.writeValueAsString(object));
      Class.forName(type).getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(String.valueOf(e.getCause().getMessage()));
    } catch (ReflectiveOperationException | JsonProcessingException e) {
      return Optional.of(e.toString());
    }
  }
}
