// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final Map<String, String> WEB = Map.of("app", "web", "tier", "front");

  @Test
  void everyTermMustHold() {
    check("app=web,tier=front", true);
    check("app==web,tier!=back", true);
    check("app=web,tier=back", false);
  }

  @Test
  void setsAndPresenceAreUnderstood() {
    check("app in (web, api),tier", true);
    check("app notin (web, api)", false);
    check("other notin (web)", true);
    check("!other", true);
    check("!app", false);
    check("other", false);
  }

  @Test
  void anEmptySelectorTakesAll() {
    check("", true);
  }

  @Test
  void fieldsAreComparedByPath() {
    Resource pod =
        new Resource(
            Kinds.POD,
            Json.parseYaml(
                    "{metadata: {name: a}, spec: {nodeName: node-a}, status: {phase: Running}}")
                .getFirst());
    assertThat(Selector.fields("spec.nodeName=node-a,status.phase!=Failed").test(pod)).isTrue();
    assertThat(Selector.fields("spec.nodeName=node-b").test(pod)).isFalse();
  }

  private static void check(String selector, boolean matches) {
    assertThat(Selector.labels(selector).test(WEB)).as(selector).isEqualTo(matches);
  }
}
