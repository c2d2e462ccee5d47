// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.leader.Leadership;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  @TempDir Path state;

  @Test
  void whoStillBelievesToLeadWritesNothingAfterAnotherBegan() throws Exception {
    try (TestPostgres database = new TestPostgres(state.resolve("postgres"))) {
      Believed first = new Believed(1);
      Believed second = new Believed(0);
      Journal firstJournal = new Journal(state.resolve("first"), ControlLimits.DEFAULT);
      Journal secondJournal = new Journal(state.resolve("second"), ControlLimits.DEFAULT);
      try (SummaryStore old = store(database, firstJournal, first);
          SummaryStore next = store(database, secondJournal, second)) {
        old.start();
        CompletableFuture<Void> stored = append(old, firstJournal, 0, 3);
        eventually(PATIENCE, () -> assertThat(stored).isDone());
        assertThat(database.number("SELECT count(*) FROM summary")).isEqualTo(1);
        second.turn = 1;
        next.start();
        eventually(
            PATIENCE,
            () -> assertThat(database.number("SELECT term FROM store_term")).isEqualTo(2));
        CompletableFuture<Void> refused = append(old, firstJournal, 5, 4);
        eventually(PATIENCE, () -> assertThat(first.resigned).isTrue());
        assertThat(refused).isNotDone();
        assertThat(database.number("SELECT count(*) FROM summary")).isEqualTo(1);
        // The node sends it again, to the one that leads.
        CompletableFuture<Void> again = append(next, secondJournal, 5, 4);
        eventually(PATIENCE, () -> assertThat(again).isDone());
        assertThat(database.number("SELECT count(*) FROM summary")).isEqualTo(2);
        // And when the first leads again, its journal still holds it, which counts no second time.
        second.turn = 0;
        first.turn = 2;
        eventually(PATIENCE, () -> assertThat(firstJournal.seal()).isEmpty());
        assertThat(database.number("SELECT count(*) FROM summary")).isEqualTo(2);
        assertThat(database.number("SELECT sum(unseen) FROM ledger_count")).isEqualTo(7);
      }
    }
  }

  private final Instant now = Instant.now();

  private CompletableFuture<Void> append(
      SummaryStore store, Journal journal, long second, long count) {
    journal.append(
        List.of(
            SummaryBytes.write(
                Summaries.one("node-a", "b", now.getEpochSecond() - 60 + second, count))));
    return store.kept().toCompletableFuture();
  }

  private SummaryStore store(TestPostgres database, Journal journal, Leadership leadership)
      throws Exception {
    return new SummaryStore(
        ControlConfig.from(
            Map.of(
                "SALLYPORT_STATE_DIR", state.toString(), "SALLYPORT_DATABASE_URL", database.url())),
        journal,
        ControlLimits.DEFAULT,
        InstantSource.system(),
        rows -> rows.accept(_ -> {}),
        party -> party,
        leadership);
  }

  /** Leads for as long as the test says, as a program does that was frozen. */
  private static final class Believed implements Leadership {
    volatile long turn;
    volatile boolean resigned;

    Believed(long turn) {
      this.turn = turn;
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public long turn() {
      return turn;
    }

    @Override
    public Optional<String> leader() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> leaderApi() {
      return Optional.empty();
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void resign(long given, String why) {
      resigned = true;
      turn = 0;
    }

    @Override
    public void start(int apiPort) {}

    @Override
    public void close() {}
  }
}
