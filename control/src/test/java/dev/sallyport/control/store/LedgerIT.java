// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.Eventually;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Party;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerIT {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L / 86_400 * 86_400);
  @TempDir Path state;

  @Test
  void everySummaryCountsOnceByHourAndLaterByDayAndNoneIsLost() throws Exception {
    ControlLimits limits = with(Duration.ofDays(25), 100);
    Journal journal = new Journal(state.resolve("journal"), limits);
    List<Summary> sent = new ArrayList<>();
    for (int day : new int[] {0, 10, 20}) {
      for (int hour = 0; hour < 3; hour++) {
        sent.add(window(day, hour, 2));
      }
    }
    sent.add(window(28, 0, 7));
    append(journal, sent);
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(total(lines)).isEqualTo(9 * 2 + 7));
      LedgerLine any = read(store).getFirst();
      assertThat(any.carried())
          .containsEntry(
              new LedgerLine.Carried(DataClass.EMAIL_ADDRESS, Direction.FROM_CLIENT), 7L);
      assertThat(any.shown().get(AttackFamily.SQL_INJECTION).score()).isEqualTo(0.9);
      assertThat(any.exchanges()).containsOnlyKeys(StatusClass.UNSEEN);
      assertThat(((Workload) any.edge().source()).labels()).containsEntry("app", "storefront");
      // All of it once more, as a node does that did not hear the acknowledgement.
      append(journal, sent);
      Eventually.eventually(() -> assertThat(journal.seal()).isEmpty());
      assertThat(total(read(store))).isEqualTo(9 * 2 + 7);
    }
    // At the next start what is old is added up; and what comes once more still counts once.
    append(journal, sent);
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(lines).hasSize(3 + 1 + 1));
      Eventually.eventually(() -> assertThat(journal.seal()).isEmpty());
      List<LedgerLine> lines = read(store);
      assertThat(total(lines)).as("25 days are kept").isEqualTo(9 * 2);
      assertThat(lines.getFirst().length()).isEqualTo(LedgerLine.DAY);
      assertThat(lines.getLast().length()).isEqualTo(LedgerLine.HOUR);
      assertThat(lines.getFirst().carried().values()).containsExactly(6L);
      assertThat(lines.getFirst().firstSeen())
          .as("first seen is kept for ever")
          .isEqualTo(NOW.minus(Duration.ofDays(28)));
    }
  }

  @Test
  void whatIsTooOldToBeToldFromACopyIsNotCounted() throws Exception {
    ControlLimits limits = ControlLimits.DEFAULT;
    Journal journal = new Journal(state.resolve("journal"), limits);
    append(journal, List.of(window(31, 0, 7), window(29, 0, 2)));
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(total(lines)).isEqualTo(2));
    }
  }

  @Test
  void edgesBeyondTheBoundCountOnTheirPairAndThatIsSaid() throws Exception {
    ControlLimits limits = with(Duration.ofDays(90), 2);
    Journal journal = new Journal(state.resolve("journal"), limits);
    List<Summary> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Workload caller = Workload.of("shop", "Job", "job-" + i);
      sent.add(
          Summaries.one("n", "b", NOW.getEpochSecond() + 5L * i, caller, Summaries.CATALOG, 3));
    }
    append(journal, sent);
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(total(lines)).isEqualTo(18));
      List<String> operations =
          read(store).stream().map(each -> each.edge().operation().key()).distinct().toList();
      assertThat(operations).containsExactlyInAnyOrder("GET /items/{id}", "http:0");
      assertThat(store.ledgerFolded()).isEqualTo(12);
    }
  }

  @Test
  void summariesFromBeforeThereWasALedgerAreCounted() throws Exception {
    Path directory = state.resolve("postgres");
    ControlLimits limits = ControlLimits.DEFAULT;
    Journal journal = new Journal(state.resolve("journal"), limits);
    append(journal, List.of(window(0, 1, 5)));
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(total(lines)).isEqualTo(5));
    }
    try (EmbeddedDatabase database = new EmbeddedDatabase(directory)) {
      database.open();
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        statement.execute("TRUNCATE ledger_filled, ledger_claim, ledger_count, ledger_edge");
      }
    }
    try (SummaryStore store = store(journal, limits)) {
      store.start();
      check(store, lines -> assertThat(total(lines)).isEqualTo(5));
    }
  }

  private static Summary window(int daysAgo, int hour, long count) {
    Instant start = NOW.minus(Duration.ofDays(daysAgo)).plus(Duration.ofHours(hour));
    return Summaries.one("node-a", "boot-1", start.getEpochSecond(), count);
  }

  private SummaryStore store(Journal journal, ControlLimits limits) {
    return new SummaryStore(
        ControlConfig.from(Map.of("SALLYPORT_STATE_DIR", state.toString())),
        journal,
        limits,
        InstantSource.fixed(NOW.plus(Duration.ofHours(4))),
        rows -> rows.accept(_ -> {}),
        LedgerIT::labelled);
  }

  private static Party labelled(Party party) {
    return party instanceof Workload it
        ? new Workload(
            it.namespace(),
            it.kind(),
            it.name(),
            it.serviceAccount(),
            new TreeMap<>(Map.of("app", it.name())))
        : party;
  }

  private static void append(Journal journal, List<Summary> summaries) {
    journal.append(summaries.stream().map(SummaryBytes::write).toList());
  }

  private static void check(SummaryStore store, Consumer<List<LedgerLine>> check) {
    Eventually.eventually(Duration.ofSeconds(90), () -> check.accept(read(store)));
  }

  private static List<LedgerLine> read(SummaryStore store) throws Ledger.Unavailable {
    List<LedgerLine> lines = new ArrayList<>();
    store.ledger().read(Instant.EPOCH, Instant.ofEpochSecond(2_000_000_000L), lines::add);
    return lines;
  }

  private static long total(List<LedgerLine> lines) {
    return lines.stream().mapToLong(LedgerLine::total).sum();
  }

  private static ControlLimits with(Duration ledgerDays, int edges) {
    ControlLimits it = ControlLimits.DEFAULT;
    return new ControlLimits(
        it.ledgerKept(),
        it.ledgerIntervalsPerAddressMax(),
        it.endedWorkloadsMax(),
        it.gonePodsMax(),
        it.inventoryDebounce(),
        it.nodesMax(),
        it.linkMessageBytesMax(),
        it.rulesLargeBytes(),
        it.rulesLargeAtOnce(),
        it.journalFileBytesMax(),
        it.journalFilesMax(),
        it.journalMemoryBytesMax(),
        it.streamsMax(),
        it.requestBytesMax(),
        it.windowsFine(),
        it.windowsMinutes(),
        it.windowsHours(),
        it.windowsKept(),
        it.ledgerHours(),
        ledgerDays,
        edges);
  }
}
