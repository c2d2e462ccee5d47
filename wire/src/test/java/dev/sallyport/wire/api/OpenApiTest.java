// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.catalogue.Protection;
import dev.sallyport.blueprint.graph.PartyLayer;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Vantage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The document of the API says what the records say; where they part, this names the place. */
class OpenApiTest {
  private static final JsonMapper MAPPER = ApiJson.mapper();
  private static final List<Class<? extends Record>> ROOTS =
      List.of(
          BlueprintView.class,
          EdgeList.class,
          WorkloadView.class,
          WorkloadDeclaredView.class,
          DataView.class,
          DataTraceView.class,
          FindingsView.class,
          ApisView.class,
          ApiView.class,
          SimulationView.class,
          DraftView.class,
          EdgeRulesView.class,
          PoliciesView.class,
          PolicyView.class,
          PolicyCheckView.class,
          PolicyChangeView.class,
          ExplanationView.class,
          DenialsView.class,
          BaselineView.class,
          DriftsView.class,
          ProposalsView.class,
          StatusView.class,
          SessionView.class,
          AuditView.class,
          ProblemView.class);

  private final JsonNode document = read();
  private final JsonNode schemas = document.at("/components/schemas");

  @Test
  void everyRecordHasTheSchemaThatTheDocumentGives() {
    Map<String, ObjectNode> expected = RecordSchemas.of(ROOTS);
    assertThat(names(schemas)).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, schema) ->
            assertThat(bare(schemas.get(name)).toPrettyString())
                .as(name)
                .isEqualTo(schema.toPrettyString()));
  }

  @Test
  void everyFieldIsDescribed() {
    for (String name : names(schemas)) {
      assertThat(schemas.get(name).path("description").asText()).as(name).isNotBlank();
      JsonNode properties = schemas.get(name).get("properties");
      for (String property : names(properties)) {
        assertThat(properties.get(property).path("description").asText())
            .as(name + "." + property)
            .isNotBlank();
      }
    }
  }

  @Test
  void examplesReadAndWriteUnchanged() throws IOException {
    for (Class<? extends Record> root : ROOTS) {
      JsonNode example = schemas.get(root.getSimpleName()).at("/examples/0");
      assertThat(example.isMissingNode()).as(root.getSimpleName()).isFalse();
      ObjectReader strict =
          MAPPER.readerFor(root).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      Object value = strict.readValue(example.toString());
      assertThat(MAPPER.readTree(MAPPER.writeValueAsString(value)))
          .as(root.getSimpleName())
          .isEqualTo(MAPPER.readTree(example.toString()));
    }
  }

  @Test
  void enumerationsListWhatTheModelKnows() {
    check("PartyView", "layer", Arrays.stream(PartyLayer.values()).map(PartyLayer::id).toList());
    check("EdgeView", "tier", kebabs(CaptureTier.values()));
    check("EdgeView", "vantage", kebabs(Vantage.values()));
    check("EdgeView", "sourceProof", kebabs(Proof.values()));
    check("EdgeView", "targetProof", kebabs(Proof.values()));
    check("VisibilityView", "layer", kebabs(Layer.values()));
    check("ApiOperationView", "protection", kebabs(Protection.values()));
    check("AuthenticationView", "way", kebabs(Authentication.values()));
    List<String> classes = Arrays.stream(DataClass.values()).map(DataClass::name).toList();
    for (String schema : List.of("DataFlowView", "DataSeenView")) {
      check(schema, "dataClass", classes);
      check(schema, "group", kebabs(DataGroup.values()));
    }
    for (String schema : List.of("FindingView", "FindingSeenView")) {
      check(schema, "family", kebabs(AttackFamily.values()));
      check(schema, "severity", kebabs(Severity.values()));
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  private void check(String schema, String property, List<String> expected) {
    JsonNode values = schemas.get(schema).get("properties").get(property).get("enum");
    List<String> found =
        StreamSupport.stream(values.spliterator(), false).map(JsonNode::asText).toList();
    assertThat(found).as(schema + "." + property).isEqualTo(expected);
  }

  private static List<String> kebabs(Enum<?>[] values) {
    return Arrays.stream(values).map(ApiViews::kebab).toList();
  }

  /** What a schema says of types, without what it says to people. */
  private static JsonNode bare(JsonNode schema) {
    ObjectNode copy = schema.deepCopy();
    copy.remove(List.of("description", "examples"));
    copy.get("properties")
        .forEach(property -> ((ObjectNode) property).remove(List.of("description", "enum")));
    return copy;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode read() {
    try (InputStream in = ApiJson.class.getResourceAsStream("openapi.json")) {
      return MAPPER.readTree(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
