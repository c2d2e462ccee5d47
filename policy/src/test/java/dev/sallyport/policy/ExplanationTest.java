// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.ALLOW;
import static dev.sallyport.policy.Shop.CATALOG;
import static dev.sallyport.policy.Shop.CHECKOUT;
import static dev.sallyport.policy.Shop.DENY;
import static dev.sallyport.policy.Shop.STOREFRONT;
import static dev.sallyport.policy.Shop.all;
import static dev.sallyport.policy.Shop.calls;
import static dev.sallyport.policy.Shop.connection;
import static dev.sallyport.policy.Shop.from;
import static dev.sallyport.policy.Shop.http;
import static dev.sallyport.policy.Shop.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Reason;
import dev.sallyport.policy.Explanation.Applies;
import dev.sallyport.policy.Explanation.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final PolicySet SET =
      PolicySet.compile(
          List.of(
              policy("admin", CATALOG)
                  .tier(PolicyTier.ADMIN)
                  .in(calls("DELETE", "/catalog/{id}"), DENY)
                  .done(),
              policy("readers", CATALOG)
                  .in(all(from(STOREFRONT), calls("GET", "/catalog/{id}")), ALLOW)
                  .in(all(from(CHECKOUT), calls("GET")), ALLOW)
                  .denyInbound()
                  .done(),
              policy("floor", CATALOG).tier(PolicyTier.BASELINE).in(from(STOREFRONT), DENY).done(),
              policy("later", CATALOG).in(calls("GET"), DENY).observe().done()));

  @Test
  void namesTheTierThatSettlesAndWhyOtherRulesDoNotApply() {
    Explanation why = SET.explain(STOREFRONT, CATALOG, 80, http("GET", "/catalog/7"));
    assertThat(why.tiers())
        .extracting(Explanation.Asked::outcome)
        .containsExactly(Outcome.SILENT, Outcome.ALLOWS, Outcome.NOT_ASKED);
    assertThat(why.tiers().get(0).rules().getFirst().because()).isEqualTo("another call is made");
    assertThat(why.tiers().get(1).rules())
        .filteredOn(Explanation.Judged::decides)
        .extracting(each -> each.reason().toString())
        .containsExactly("shop/readers/r0");
    assertThat(why.tiers().get(1).rules())
        .filteredOn(each -> each.applies() == Applies.NO)
        .extracting(Explanation.Judged::because)
        .containsExactly("another one calls");
    assertThat(why.answer())
        .isEqualTo(
            "allowed by shop/readers/r0; if what only observes acted as well, denied by shop/later/r0");
  }

  @Test
  void namesTheDefaultWhenNothingAllows() {
    Explanation why = SET.explain(STOREFRONT, CATALOG, 80, http("POST", "/catalog/7"));
    assertThat(why.tiers().get(1).outcome()).isEqualTo(Outcome.DENIES_BY_DEFAULT);
    assertThat(why.tiers().get(1).defaults())
        .extracting(Reason::toString)
        .containsExactly("shop/readers (default)");
    assertThat(why.answer()).startsWith("denied by shop/readers (default)");
  }

  @Test
  void saysWhatHasToBeKnownFirst() {
    Explanation why = SET.explain(STOREFRONT, CATALOG, 80, connection());
    assertThat(why.decision().settled()).isFalse();
    assertThat(why.tiers().getFirst().rules().getFirst().applies()).isEqualTo(Applies.OPEN);
    assertThat(why.tiers().getFirst().rules().getFirst().because())
        .isEqualTo("the call is not known yet");
    assertThat(why.answer()).contains("not settled");
  }

  @Test
  void saysThatNoDefaultDeniesWhatOnlyKeepsASessionGoing() {
    PolicySet selects =
        PolicySet.compile(
            List.of(
                policy("selects", CATALOG)
                    .in(
                        new Condition.Calls(
                            List.of(
                                new CallPattern.Queries(
                                    Set.of(Protocol.POSTGRESQL), Set.of("SELECT"), Set.of()))),
                        ALLOW)
                    .denyInbound()
                    .done()));
    assertThat(selects.explain(STOREFRONT, CATALOG, 5432, statement("PING")).answer())
        .isEqualTo("allowed: it only keeps the session going, which no default denies");
    assertThat(selects.explain(STOREFRONT, CATALOG, 5432, statement("DELETE")).answer())
        .isEqualTo("denied by shop/selects (default)");
  }

  private static Known statement(String verb) {
    return Known.connection(Protocol.POSTGRESQL, Instant.EPOCH)
        .called(new QueryOperation(verb, "", Protocol.POSTGRESQL), "", "")
        .requested(new QueryOperation(verb, "", Protocol.POSTGRESQL), "", List.of(), List.of());
  }
}
