// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {
  @Test
  void whatIsWrittenReadsAsTheSame() {
    PolicyStatus status =
        new PolicyStatus(
            2L,
            1L,
            "enforced",
            0L,
            0L,
            7L,
            new PolicyStatus.Nodes(1, 2),
            "84ms",
            List.of(new PolicyStatus.Remark("r", "Shadowed", "another covers it")),
            new PolicyStatus.Rollback(1L, "2026-01-05T10:05:01Z", "why"),
            new PolicyStatus.Stage(2L, 1, "2026-01-05T10:05:01Z"),
            List.of(
                new PolicyStatus.StatusCondition(
                    "Ready", "True", 2L, "2026-01-05T10:05:01Z", "InForce", "")));
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("status", status.json());
    assertThat(PolicyStatus.of(object)).contains(status);
    object.putObject("status").put("unknown", 1);
    assertThat(PolicyStatus.of(object)).isEmpty();
  }
}
