// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.baseline;

import static dev.sallyport.policy.proof.Lines.CATALOG;
import static dev.sallyport.policy.proof.Lines.REPORT;
import static dev.sallyport.policy.proof.Lines.START;
import static dev.sallyport.policy.proof.Lines.STOREFRONT;
import static dev.sallyport.policy.proof.Lines.get;
import static dev.sallyport.policy.proof.Lines.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.policy.proof.Rhythm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final Instant NOW = START.plus(Duration.ofDays(30));

  @Test
  void confidenceGrowsWithAgeAndDays() {
    assertThat(catalog(days(30)).confidence().level()).isEqualTo(Confidence.Level.HIGH);
    assertThat(catalog(days(30)).rhythm().beat()).isEqualTo(Rhythm.Beat.DAILY);
    Baseline young =
        Baseline.of(days(1).stream(), START.plus(Duration.ofHours(2))).get(CATALOG.key());
    assertThat(young.confidence().level()).isEqualTo(Confidence.Level.LOW);
  }

  @Test
  void aMonthlyCallerIsTrustedAfterThreeMonthsAndNotBefore() {
    List<LedgerLine> ledger =
        IntStream.of(0, 31, 59)
            .mapToObj(day -> line(REPORT, CATALOG, get("/"), 1).day(day).done())
            .toList();
    Confidence three =
        Baseline.of(ledger.stream(), START.plus(Duration.ofDays(60)))
            .get(REPORT.key())
            .confidence();
    Confidence one =
        Baseline.of(ledger.subList(0, 1).stream(), START.plus(Duration.ofDays(60)))
            .get(REPORT.key())
            .confidence();
    assertThat(three.regularity()).isEqualTo(1);
    assertThat(one.regularity()).isLessThan(0.1);
  }

  @Test
  void theVersionNamesWhatIsDoneAndNotHowOften() {
    String once = catalog(days(3)).version();
    assertThat(catalog(days(9)).version()).isEqualTo(once);
    List<LedgerLine> more =
        Stream.concat(
                days(3).stream(),
                Stream.of(
                    line(STOREFRONT, CATALOG, get("/items"), 5)
                        .carrying(DataClass.PERSON, Direction.FROM_SERVER, 1)
                        .done()))
            .toList();
    assertThat(catalog(more).version()).isNotEqualTo(once);
  }

  @Test
  void whatWasOnlyEverBlockedIsNoHabit() {
    assertThat(
            Baseline.of(Stream.of(line(STOREFRONT, CATALOG, get("/"), 0).blocked(9).done()), NOW))
        .isEmpty();
  }

  @Test
  void newHabitsOfAWellKnownWorkloadAreDepartures() {
    LedgerLine fresh = line(REPORT, CATALOG, get("/new"), 1).day(29).done();
    LedgerLine young =
        new LedgerLine(
            fresh.edge(),
            fresh.from(),
            fresh.length(),
            fresh.exchanges(),
            fresh.inspected(),
            fresh.carried(),
            fresh.shown(),
            fresh.from(),
            fresh.lastSeen());
    Baseline baseline = catalog(Stream.concat(days(30).stream(), Stream.of(young)).toList());
    assertThat(baseline.departures(NOW.minus(Duration.ofDays(2))))
        .singleElement()
        .satisfies(each -> assertThat(each.operation().key()).isEqualTo("GET /new"));
    assertThat(catalog(days(1)).departures(Instant.EPOCH)).as("all is new at first").isEmpty();
  }

  private static Baseline catalog(List<LedgerLine> ledger) {
    return Baseline.of(ledger.stream(), NOW).get(CATALOG.key());
  }

  private static List<LedgerLine> days(int count) {
    return IntStream.range(0, count)
        .mapToObj(day -> line(STOREFRONT, CATALOG, get("/items/{id}"), 10).day(day).done())
        .toList();
  }
}
