// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static dev.sallyport.policy.proof.Lines.CATALOG;
import static dev.sallyport.policy.proof.Lines.PAYMENTS;
import static dev.sallyport.policy.proof.Lines.STOREFRONT;
import static dev.sallyport.policy.proof.Lines.get;
import static dev.sallyport.policy.proof.Lines.http;
import static dev.sallyport.policy.proof.Lines.line;
import static dev.sallyport.policy.proof.Lines.workload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Side;
import dev.sallyport.model.Unidentified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftsTest {
  private static final int DAYS = 20;

  @Test
  void aNewHostAPeerAnOperationAndDataOfANewClassAreNamedEach() {
    List<LedgerLine> lines = usual();
    lines.add(line(PAYMENTS, new ExternalHost("evil.example", true), post(), 2).day(DAYS).done());
    lines.add(line(PAYMENTS, CATALOG, get("/items/{id}"), 1).day(DAYS).done());
    lines.add(line(STOREFRONT, CATALOG, http("DELETE", "/items/{id}"), 4).day(DAYS).done());
    lines.add(
        line(STOREFRONT, CATALOG, get("/items/{id}"), 9)
            .carrying(DataClass.CREDIT_CARD, Direction.FROM_SERVER, 3)
            .day(DAYS)
            .done());
    Drifts drifts = drifts(lines);
    assertThat(drifts.drifts())
        .extracting(
            each ->
                each.kind()
                    + " "
                    + each.workload().name()
                    + " "
                    + each.peer().displayName()
                    + " "
                    + each.operation().map(Operation::key).orElse("")
                    + " "
                    + each.exchanges())
        .containsExactly(
            "HOST payments evil.example  2",
            "PEER payments shop/catalog  1",
            "DATA storefront shop/catalog GET /items/{id} 3",
            "OPERATION storefront shop/catalog DELETE /items/{id} 4");
    assertThat(drifts.drifts().getFirst().confidence().age()).isEqualTo(1);
    assertThat(drifts.drifts().getFirst().firstSeen()).isEqualTo(since());
  }

  @Test
  void whatWasUsualIsNoDriftHoweverOftenItComes() {
    List<LedgerLine> lines = usual();
    lines.add(line(STOREFRONT, CATALOG, get("/items/{id}"), 90_000).day(DAYS).done());
    assertThat(drifts(lines).drifts()).isEmpty();
  }

  @Test
  void aYoungWorkloadIsCountedAndNotAccused() {
    List<LedgerLine> lines = new ArrayList<>();
    lines.add(line(PAYMENTS, CATALOG, get("/a"), 1).day(DAYS - 1).done());
    lines.add(line(PAYMENTS, CATALOG, get("/b"), 1).day(DAYS).done());
    Drifts drifts = drifts(lines);
    assertThat(drifts.drifts()).isEmpty();
    assertThat(drifts.young()).isEqualTo(2);
  }

  @Test
  void aNewCallerIsToldByWhoIsCalled() {
    List<LedgerLine> lines = usual();
    lines.add(line(workload("Deployment", "newcomer"), CATALOG, post(), 5).day(DAYS).done());
    assertThat(drifts(lines).drifts())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.workload()).isEqualTo(CATALOG);
              assertThat(each.side()).isEqualTo(Side.INBOUND);
              assertThat(each.kind()).isEqualTo(Drift.Kind.PEER);
            });
  }

  @Test
  void whatPoliciesBlockedAndWhoIsNotIdentifiedIsNoDrift() {
    List<LedgerLine> lines = usual();
    lines.add(line(PAYMENTS, CATALOG, post(), 0).blocked(7).day(DAYS).done());
    lines.add(
        line(new Unidentified(Unidentified.Why.ADDRESS_AMBIGUOUS), CATALOG, post(), 5)
            .day(DAYS)
            .done());
    assertThat(drifts(lines).drifts()).isEmpty();
  }

  @Test
  void theListIsBoundedAndSaysWhatItLeavesOut() {
    List<LedgerLine> lines = usual();
    for (int i = 0; i < Drifts.LISTED_MAX + 5; i++) {
      lines.add(line(STOREFRONT, CATALOG, get("/p" + i), 1).day(DAYS).done());
    }
    Drifts drifts = drifts(lines);
    assertThat(drifts.drifts()).hasSize(Drifts.LISTED_MAX);
    assertThat(drifts.omitted()).isEqualTo(5);
  }

  private static List<LedgerLine> usual() {
    List<LedgerLine> lines = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      lines.add(line(STOREFRONT, CATALOG, get("/items/{id}"), 40).day(day).done());
      lines.add(line(STOREFRONT, PAYMENTS, post(), 4).day(day).done());
      lines.add(
          line(PAYMENTS, new ExternalHost("api.pay.example", true), post(), 4).day(day).done());
    }
    return lines;
  }

  private static Operation post() {
    return http("POST", "/v1");
  }

  private static Drifts drifts(List<LedgerLine> lines) {
    return Drifts.of(lines, since());
  }

  private static Instant since() {
    return line(STOREFRONT, CATALOG, get("/"), 1).day(DAYS).done().from();
  }
}
