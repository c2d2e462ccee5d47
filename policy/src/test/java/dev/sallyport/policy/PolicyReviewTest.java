// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.ALLOW;
import static dev.sallyport.policy.Shop.CATALOG;
import static dev.sallyport.policy.Shop.CHECKOUT;
import static dev.sallyport.policy.Shop.DENY;
import static dev.sallyport.policy.Shop.STOREFRONT;
import static dev.sallyport.policy.Shop.all;
import static dev.sallyport.policy.Shop.calls;
import static dev.sallyport.policy.Shop.from;
import static dev.sallyport.policy.Shop.policy;
import static dev.sallyport.policy.Shop.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Condition;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyReviewTest {
  private static List<String> review(Policy... policies) {
    return PolicyReview.of(List.of(policies), List.of(STOREFRONT, CATALOG, CHECKOUT)).stream()
        .map(each -> each.kind() + " " + each)
        .toList();
  }

  @Test
  void soundPolicyIsNotRemarkedOn() {
    assertThat(
            review(
                policy("reads", CATALOG)
                    .in(all(from(STOREFRONT), calls("GET", "/catalog/**")), ALLOW)
                    .denyInbound()
                    .done()))
        .isEmpty();
  }

  @Test
  void saysWhoWinsWhereTwoRulesOverlap() {
    assertThat(
            review(
                policy("a", CATALOG).in(calls("GET"), ALLOW).denyInbound().done(),
                policy("b", CATALOG).in(calls("*", "/admin/**"), DENY).done()))
        .containsExactly(
            "CONFLICT shop/a/r0: it allows what shop/b/r0 denies in part; there Deny wins");
  }

  @Test
  void ruleCoveredByADenialOfItsTierIsShadowed() {
    assertThat(
            review(
                policy("a", CATALOG).in(calls("GET", "/admin/users"), ALLOW).denyInbound().done(),
                policy("b", CATALOG).in(calls("*", "/admin/**"), DENY).done()))
        .containsExactly(
            "SHADOWED shop/a/r0: it never matters: shop/b/r0 denies all that it speaks of, and Deny wins");
  }

  @Test
  void ruleSettledByAnUpperTierIsShadowed() {
    assertThat(
            review(
                new Shop.Draft("admin", Selector.namespace("shop"))
                    .tier(PolicyTier.ADMIN)
                    .in(from(STOREFRONT), ALLOW)
                    .done(),
                policy("mine", CATALOG)
                    .in(all(from(STOREFRONT), calls("GET")), DENY)
                    .denyInbound()
                    .done()))
        .contains(
            "SHADOWED shop/mine/r0: it is never asked: shop/admin/r0 of tier ADMIN allows all that it speaks of");
    assertThat(
            review(
                policy("closed", CATALOG).tier(PolicyTier.ADMIN).denyInbound().done(),
                policy("mine", CATALOG).in(from(STOREFRONT), ALLOW).done()))
        .containsExactly(
            "SHADOWED shop/mine/r0: it is never asked: shop/closed (default) of tier ADMIN settles everything");
  }

  @Test
  void observedRuleShadowsNothing() {
    assertThat(
            review(
                policy("a", CATALOG).in(calls("GET", "/x"), ALLOW).denyInbound().done(),
                policy("b", CATALOG).in(Condition.ALWAYS, DENY).observe().done()))
        .containsExactly(
            "CONFLICT shop/a/r0: it allows what shop/b/r0 denies in part; there Deny wins once that policy acts");
  }

  @Test
  void namesWhatChangesNothing() {
    Workload gone = Shop.workload("gone", "api");
    assertThat(
            review(
                policy("gone", gone).denyInbound().done(),
                policy("p", CATALOG)
                    .in(from(gone), ALLOW)
                    .in(all(from(STOREFRONT), from(CHECKOUT)), ALLOW)
                    .in(to(STOREFRONT), DENY)
                    .in(new Condition.Calls(List.of()), DENY)
                    .denyInbound()
                    .done(),
                policy("open", CHECKOUT).in(from(STOREFRONT), ALLOW).done()))
        .containsExactly(
            "USELESS shop/gone: no workload is selected by it",
            "USELESS shop/open/r0: it allows what nothing denies: no policy of its tier or below denies by default there",
            "USELESS shop/p/r0: no workload of the cluster is meant by 'from'",
            "USELESS shop/p/r1: it never holds: its parts exclude each other, or one means nothing",
            "USELESS shop/p/r2: 'to' means none of the workloads it protects, which are who is called here",
            "USELESS shop/p/r3: it never holds: its parts exclude each other, or one means nothing");
  }

  @Test
  void ofTwoThatSayTheSameOneIsCalledRepeated() {
    assertThat(
            review(
                policy("a", CATALOG).in(calls("GET"), ALLOW).denyInbound().done(),
                policy("b", CATALOG).in(calls("GET"), ALLOW).done()))
        .containsExactly(
            "USELESS shop/b/r0: it says nothing new: shop/a/r0 allows all that it speaks of");
  }
}
