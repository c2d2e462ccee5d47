// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;

/** A dialogue as one line: what was asked, what was answered, and why it ended. */
public final class Shape {
  private Shape() {}

  /** Checks on the way that cuts make no difference. */
  public static String of(Dialogue dialogue) {
    Dialogue.Heard whole = dialogue.heard();
    assertThat(dialogue.heard(Dialogue.byteByByte())).isEqualTo(whole);
    return of(whole);
  }

  public static String of(Dialogue.Heard heard) {
    StringBuilder shape = new StringBuilder();
    for (Observation each : heard.observations()) {
      switch (each) {
        case Observation.RequestHead head ->
            shape.append(head.stream()).append('>').append(head.operation().key()).append("; ");
        case Observation.RequestEnd end -> {}
        case Observation.ResponseHead head ->
            shape.append(head.stream()).append('<').append(head.failed() ? "failed; " : "ok; ");
        case Observation.ResponseEnd end -> {}
        case Observation.StatusSeen seen ->
            shape.append(seen.stream()).append('=').append(seen.status()).append("; ");
        case Observation.RowsSeen seen ->
            shape.append(seen.stream()).append('#').append(seen.rows()).append("; ");
        case Observation.GivenUp givenUp -> shape.append(givenUp.stream()).append("X; ");
        case Observation.OperationNamed named ->
            shape.append(named.stream()).append('~').append(named.operation().key()).append("; ");
        case Observation.MessageSeen seen ->
            shape
                .append(seen.stream())
                .append(seen.direction() == Direction.FROM_CLIENT ? '}' : '{')
                .append(seen.bytes())
                .append("; ");
        case Observation.TlsSeen seen -> {}
        case Observation.NameSeen name -> shape.append('@').append(name.name()).append("; ");
      }
    }
    String reason = heard.visibility();
    return shape
        + (reason.contains("OPERATION") ? reason.replaceAll(".*OPERATION=([^,}]*).*", "!$1") : "");
  }
}
