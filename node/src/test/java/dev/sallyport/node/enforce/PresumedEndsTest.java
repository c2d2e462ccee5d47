// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Decision;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends that are known unless late news comes: nothing waits for it, and it counts when it came. */
class PresumedEndsTest {
  private static final String GET = "GET /catalog/7 HTTP/1.1\r\nHost: catalog\r\n\r\n";
  private static final String DELETE = "DELETE /catalog/7 HTTP/1.1\r\nHost: catalog\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final HttpOperation SOME =
      new HttpOperation("GET", "/catalog/{id}", Protocol.HTTP1);
  private static final int FEW = EnforceLimits.DEFAULT.presumedExchanges();

  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);

  PresumedEndsTest() {
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.CLOSED,
                false,
                Policies.onCall("DELETE", "/catalog/{id}", Policies.deny()))));
  }

  private Wire presumed() {
    return new Wire(enforcement, 80).presumablyBetween(Wire.CALLER, Wire.CALLED);
  }

  @Test
  void policiesRuleByThemWithoutWaiting() {
    Wire wire = presumed().client(GET).server(OK).client(DELETE);
    assertThat(wire.atServer()).isEqualTo(GET);
    assertThat(wire.atClient()).startsWith(OK).contains("HTTP/1.1 403 ");
  }

  @Test
  void otherEndsThanPresumedRuleOnceTheyAreTold() {
    Wire wire = new Wire(enforcement, 80).presumablyBetween(Wire.CALLED, Wire.CALLER);
    wire.client(DELETE).server(OK);
    assertThat(wire.atServer()).as("no policy concerns these").isEqualTo(DELETE);
    wire.between(Wire.CALLER, Wire.CALLED);
    wire.client(DELETE);
    assertThat(wire.atServer()).isEqualTo(DELETE);
    assertThat(wire.atClient()).startsWith(OK).contains("HTTP/1.1 403 ");
  }

  @Test
  void manyGoOnUntilTheyAreToldThoughNotAllAreRemembered() {
    Wire wire = presumed();
    int many = EnforceLimits.DEFAULT.exchanges() + FEW;
    for (int i = 0; i < many; i++) {
      wire.client(GET).server(OK);
    }
    wire.client(DELETE);
    assertThat(wire.atServer()).isEqualTo(GET.repeat(many));
    assertThat(wire.atClient()).startsWith(OK.repeat(many)).contains("HTTP/1.1 403 ");
    wire.between(Wire.CALLER, Wire.CALLED);
    wire.client(GET).server(OK);
    assertThat(wire.atServer()).isEqualTo(GET.repeat(many + 1));
    assertThat(wire.cut || wire.hungUp).isFalse();
    assertThat(wire.acting.counted(FEW - 1, SOME))
        .as("the first ones are remembered, as they are counted")
        .map(Ruling::decision)
        .map(Decision::verdict)
        .contains(new Verdict.Allow());
    assertThat(enforcement.counters())
        .containsEntry("limit_presumed_exchanges", (long) many - FEW + 1)
        .containsEntry("limit_exchanges", 0L);
  }
}
