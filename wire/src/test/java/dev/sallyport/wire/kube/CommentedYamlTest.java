// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommentedYamlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void writesWhatPeopleLikeToRead() throws Exception {
    JsonNode object =
        JSON.readTree(
            """
            {"kind": "GuardPolicy", "spec": {"inbound": [{"name": "from-web",
              "from": [{"workload": "web"}],
              "calls": [{"http": {"methods": ["GET"], "paths": ["/items/{id}"]}}],
              "then": {"allow": {}}}]}}
            """);
    assertThat(
            CommentedYaml.write(
                List.of("Proposed."), object, Map.of("/spec/inbound/0", List.of("41 exchanges"))))
        .isEqualTo(
            """
            # Proposed.
            kind: GuardPolicy
            spec:
              inbound:
                # 41 exchanges
                - name: from-web
                  from:
                    - {workload: web}
                  calls:
                    - {http: {methods: [GET], paths: ["/items/{id}"]}}
                  then: {allow: {}}
            """);
  }

  @Test
  void quotesWhateverAParserCouldTakeForSomethingElse() {
    ObjectNode object = JSON.createObjectNode();
    for (String each :
        List.of(
            "no", "1.5", "1e3", ".5", "a: b", "# x", "{}", "\"", "\\", "\n", "", "é", "*", "-")) {
      object.put("k" + object.size(), each);
    }
    assertThat(CommentedYaml.write(List.of(), object, Map.of()).lines())
        .allSatisfy(line -> assertThat(line).matches("k[0-9]+: \".*\""));
  }

  @Test
  void aCommentCannotBecomeContent() {
    String text =
        CommentedYaml.write(
            List.of("evil\nkind: Pod", "x".repeat(300) + " y"), JSON.createObjectNode(), Map.of());
    assertThat(text.lines()).allMatch(line -> line.startsWith("#"));
  }
}
