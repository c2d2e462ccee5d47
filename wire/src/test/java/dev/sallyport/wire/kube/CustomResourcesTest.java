// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Holds the definitions in the chart against the types. {@code ./mvnw -pl wire -am test
 * -Dtest=CustomResourcesTest -Dcrd.write=true} writes them anew.
 */
class CustomResourcesTest {
  private static final Path CHART = Path.of("../deploy/charts/sallyport/crds");

  @Test
  void theChartHasTheDefinitionsThatTheTypesMake() throws IOException {
    for (Map.Entry<String, String> each : CustomResources.files().entrySet()) {
      Path file = CHART.resolve(each.getKey());
      if (Boolean.getBoolean("crd.write")) {
        Files.createDirectories(CHART);
        Files.writeString(file, each.getValue());
      }
      assertThat(file).hasContent(each.getValue());
    }
  }

  @Test
  void everythingInASpecIsBounded() {
    for (String text : CustomResources.files().values()) {
      List<String> unbounded = new ArrayList<>();
      walk("", schema(text).at("/properties/spec"), unbounded);
      assertThat(unbounded).isEmpty();
    }
  }

  @Test
  void onlyTheClustersPolicyHasATier() {
    List<String> texts = List.copyOf(CustomResources.files().values());
    assertThat(schema(texts.get(0)).at("/properties/spec/properties/tier").isMissingNode())
        .isTrue();
    assertThat(schema(texts.get(1)).at("/properties/spec/properties/tier").isMissingNode())
        .isFalse();
  }

  @Test
  void textThatCouldMeanSomethingElseIsQuoted() {
    Map<String, Object> odd = new java.util.LinkedHashMap<>();
    odd.put("a", "true");
    odd.put("b", "1.5");
    odd.put("c", "x: y # z");
    odd.put("d", List.of(Map.of("e", "\"\n"), "no"));
    odd.put("f", Map.of());
    JsonNode read = Yaml.parse(YamlText.write(odd));
    assertThat(read).isEqualTo(new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(odd));
  }

  private static JsonNode schema(String definition) {
    return Yaml.parse(definition).at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static void walk(String at, JsonNode schema, List<String> unbounded) {
    String type = schema.path("type").asText();
    boolean bounded =
        switch (type) {
          case "string" -> schema.has("maxLength") || schema.has("enum");
          case "array" -> schema.has("maxItems");
          case "object" -> !schema.has("additionalProperties") || schema.has("maxProperties");
          default -> true;
        };
    if (!bounded) {
      unbounded.add(at);
    }
    schema
        .path("properties")
        .properties()
        .forEach(each -> walk(at + "." + each.getKey(), each.getValue(), unbounded));
    if (schema.has("items")) {
      walk(at + "[]", schema.path("items"), unbounded);
    }
  }
}
