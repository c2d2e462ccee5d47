// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulingCountingTest {
  private static final WindowClock CLOCK = new WindowClock(1_000_000, 0);
  private static final SummaryId ID = new SummaryId("n", "b", new Window(1000, 5));
  private static final Reason ALLOWED = reason("shop", "catalog", "storefront");
  private static final Reason DEFAULT = reason("shop", "catalog", "");
  private static final Reason WATCHING = reason("shop", "stricter", "");
  private static final Verdict DENY = new Verdict.Deny(403, "");
  private static final Verdict ALLOW = new Verdict.Allow();

  @Test
  void whatWasDecidedAndWhatWouldHaveBeenCountApart() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    Decision decision =
        new Decision(ALLOW, List.of(ALLOWED), DENY, List.of(WATCHING), List.of(), true);
    builder.add(exchange(), 0, Contents.CLEAN, new Ruling(1, decision, new Effect.Applied()));
    builder.add(exchange(), 0, new Ruling(2, decision, new Effect.Applied()));
    RulingCounts counts = finish(builder);
    assertThat(counts.byKey())
        .containsOnlyKeys(
            new RulingKey(ALLOWED, RulingKey.Says.ALLOW, RulingKey.Done.APPLIED, false),
            new RulingKey(WATCHING, RulingKey.Says.DENY, RulingKey.Done.OBSERVED, true));
    assertThat(counts.byKey().values()).allMatch(times -> times.count() == 2);
    assertThat(counts.byKey().values()).allMatch(times -> times.lastMillis() == 1_000_010);
  }

  @Test
  void whatWouldHaveBeenTheSameForTheSameReasonCountsOnce() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    Decision decision =
        new Decision(DENY, List.of(DEFAULT), DENY, List.of(DEFAULT), List.of(), true);
    builder.add(exchange(), 0, new Ruling(1, decision, new Effect.Applied()));
    assertThat(finish(builder).byKey())
        .containsOnlyKeys(
            new RulingKey(DEFAULT, RulingKey.Says.DENY, RulingKey.Done.APPLIED, false));
  }

  @Test
  void exchangesThatCouldNotBeCheckedCountAlsoWithoutAReason() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(exchange(), 0, new Ruling(1, Decision.UNRULED, new Effect.FailedOpen("late")));
    assertThat(finish(builder).byKey())
        .containsOnlyKeys(
            new RulingKey(
                RulingKey.NOBODY, RulingKey.Says.ALLOW, RulingKey.Done.FAILED_OPEN, false));
  }

  @Test
  void exchangesThatNobodyRuledCountNothing() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    builder.add(exchange(), 0, new Ruling(1, Decision.UNRULED, new Effect.Applied()));
    assertThat(finish(builder).isNone()).isTrue();
  }

  @Test
  void alertsCountBesideTheVerdict() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    Decision decision =
        new Decision(
            ALLOW,
            List.of(),
            ALLOW,
            List.of(),
            List.of(new Decision.Alerted(ALLOWED, Severity.HIGH)),
            true);
    builder.addRuling(
        exchange().conversation(),
        exchange().operation(),
        new Ruling(1, decision, new Effect.Applied()),
        5_000_000);
    RulingCounts counts = finish(builder);
    assertThat(counts.byKey().keySet())
        .extracting(RulingKey::says)
        .containsExactly(RulingKey.Says.ALERT);
  }

  @Test
  void rulesBeyondTheBoundCountByVerdictAndTheLimitIsSaid() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    for (int i = 0; i < 100; i++) {
      Decision decision =
          new Decision(
              DENY, List.of(reason("shop", "p" + i, "")), DENY, List.of(), List.of(), true);
      builder.add(exchange(), 0, new Ruling(i, decision, new Effect.Applied()));
    }
    Summary summary = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK).freeze(ID);
    RulingCounts counts = summary.edges().values().iterator().next().rulings();
    assertThat(counts.byKey()).hasSize(49);
    assertThat(
            counts
                .byKey()
                .get(
                    new RulingKey(
                        RulingKey.OTHERS, RulingKey.Says.DENY, RulingKey.Done.APPLIED, false)))
        .extracting(RulingCounts.Times::count)
        .isEqualTo(52L);
    assertThat(summary.tally().limitsHit()).containsEntry("summary.rulings", 52L);
  }

  @Test
  void aNewWindowBeginsWithoutRulings() {
    SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, CLOCK);
    Decision decision =
        new Decision(DENY, List.of(DEFAULT), DENY, List.of(DEFAULT), List.of(), true);
    builder.add(exchange(), 0, new Ruling(1, decision, new Effect.Applied()));
    OpenWindow window = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK);
    window.clear();
    assertThat(window.freeze(ID).edges()).isEmpty();
  }

  private static RulingCounts finish(SummaryBuilder builder) {
    Summary summary = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), CLOCK).freeze(ID);
    return summary.edges().values().iterator().next().rulings();
  }

  private static Reason reason(String namespace, String policy, String rule) {
    return new Reason(new PolicyId(namespace, policy), 3, rule);
  }

  private static Exchange exchange() {
    Conversation setting =
        new Conversation(
            new Attribution(Workload.of("shop", "Deployment", "storefront"), Proof.NAMESPACE),
            new Attribution(Workload.of("shop", "Deployment", "catalog"), Proof.NAMESPACE),
            8080,
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Exchange(
        setting,
        new HttpOperation("GET", "/items", Protocol.HTTP1),
        new Outcome.Answered(200, false),
        Visibility.full(),
        10,
        20,
        7_000_000,
        1_000_000,
        3_000_000);
  }
}
