// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The custom resources of the chart in the lab's API. */
class CustomResourcesTest {
  private static final String POLICY =
      """
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: p, namespace: shop}
      spec:
        inbound:
        - name: no-deletes
          calls: [{http: {methods: [DELETE]}}]
          then: {deny: {}}
      """;

  private final ObjectStore store = new ObjectStore((_, _, _) -> {});

  @BeforeEach
  void define() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../deploy/charts/sallyport/crds"))) {
      files.forEach(file -> store.apply(yaml(read(file))));
    }
  }

  @Test
  void aDefinitionBringsItsKindWithPluralShortNameAndScope() {
    assertThat(store.kinds().named("guardpolicies")).isPresent();
    assertThat(store.kinds().named("gp")).isEqualTo(store.kinds().named("guardpolicy"));
    assertThat(store.kinds().named("cgp").orElseThrow().namespaced()).isFalse();
  }

  @Test
  void defaultsArePutIn() {
    Resource policy = store.apply(yaml(POLICY));
    assertThat(policy.text("/spec/mode")).isEqualTo("Observe");
    assertThat(policy.at("/spec/inbound/0/then/deny/status").asInt()).isEqualTo(403);
  }

  @Test
  void whatTheSchemaForbidsIsRefusedWithTheField() {
    refused("[DELETE]", "[delete]", "spec.inbound[0].calls[0].http.methods[0]");
    refused("inbound:", "mod: Enforce\n  inbound:", "unknown field \"spec.mod\"");
    refused("then: {deny: {}}", "then: {deny: {status: 200}}", "spec.inbound[0].then.deny.status");
    refused("- name: no-deletes\n", "- tier: x\n", "spec.inbound[0].name: Required value");
    refused("  inbound:", "  mode: Maybe\n  inbound:", "spec.mode: Unsupported value");
  }

  @Test
  void aStatusThatIsAppliedLeavesSpecAndGenerationAlone() {
    store.apply(yaml(POLICY));
    ObjectNode status = yaml(POLICY);
    status.remove("spec");
    status.putObject("status").put("hits", 7);
    Resource after = store.apply(status, ObjectStore.Part.STATUS);
    assertThat(after.at("/status/hits").asInt()).isEqualTo(7);
    assertThat(after.at("/metadata/generation").asInt()).isEqualTo(1);
    assertThat(after.at("/spec/inbound")).isNotEmpty();
  }

  private void refused(String from, String to, String expected) {
    assertThatThrownBy(() -> store.apply(yaml(POLICY.replace(from, to))))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(expected);
  }

  private static ObjectNode yaml(String text) {
    return Json.parseYaml(text).getFirst();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
