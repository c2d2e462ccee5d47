// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BlueprintTest {
  /** As a real cluster gave it: at first only the client's end was proven, then both were. */
  private static final String TWO_VANTAGES =
      """
      {"parties":[
        {"id":"a","namespace":"shop","name":"client"},
        {"id":"b","namespace":"shop","name":"server"},
        {"id":"c","namespace":"other","name":"server"}],
       "edges":[
        {"source":"a","target":"b","protocol":"http","vantage":"client","exchanges":40},
        {"source":"a","target":"b","protocol":"http","vantage":"server","exchanges":300},
        {"source":"a","target":"b","protocol":"tcp","vantage":"server","exchanges":5000},
        {"source":"a","target":"c","protocol":"http","vantage":"client","exchanges":7000}]}
      """;

  @Test
  void callsCountWhicheverEndToldOfThem() throws IOException {
    Blueprint blueprint = new Blueprint(new ObjectMapper().readTree(TWO_VANTAGES));

    assertThat(blueprint.calls("shop", "client", "server")).isEqualTo(340);
    assertThat(blueprint.edge("shop", "client", "server"))
        .hasValueSatisfying(edge -> assertThat(edge.path("exchanges").asLong()).isEqualTo(300));
    assertThat(blueprint.edge("shop", "server", "client")).isEmpty();
    assertThat(blueprint.calls("shop", "server", "client")).isZero();
  }
}
