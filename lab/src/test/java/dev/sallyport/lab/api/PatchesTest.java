// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class PatchesTest {
  @Test
  void mergeReplacesListsAndRemovesNulls() {
    assertThat(
            Patches.merge(
                yaml("{a: 1, b: {c: 2, d: 3}, l: [1, 2]}"), yaml("{a: null, b: {c: 4}, l: [9]}")))
        .isEqualTo(yaml("{b: {c: 4, d: 3}, l: [9]}"));
  }

  @Test
  void strategicMergeJoinsListsByName() {
    ObjectNode target = yaml("{l: [{name: a, v: 1}, {name: b, v: 2}]}");
    assertThat(Patches.strategicMerge(target, yaml("{l: [{name: b, v: 3}, {name: c, v: 4}]}")))
        .isEqualTo(yaml("{l: [{name: a, v: 1}, {name: b, v: 3}, {name: c, v: 4}]}"));
  }

  @Test
  void jsonPatchAddsReplacesAndRemoves() {
    ObjectNode target = yaml("{a: 1, l: [1, 3]}");
    var steps =
        yaml(
            "{s: [{op: replace, path: /a, value: 2}, {op: add, path: /l/1, value: 2}, {op: remove, path: /l/0}]}");
    assertThat(Patches.jsonPatch(target, steps.path("s"))).isEqualTo(yaml("{a: 2, l: [2, 3]}"));
  }

  @Test
  void jsonPatchStopsAtAFailedTest() {
    var steps = yaml("{s: [{op: test, path: /a, value: 5}]}");
    assertThatThrownBy(() -> Patches.jsonPatch(yaml("{a: 1}"), steps.path("s")))
        .hasMessageContaining("test");
  }

  private static ObjectNode yaml(String text) {
    return Json.parseYaml(text).getFirst();
  }
}
