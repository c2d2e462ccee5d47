// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static dev.sallyport.control.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryStoreIT {
  @TempDir Path state;

  @Test
  void summariesOutliveTheProgramAndAJoinKeepsTheirSum() throws Exception {
    long hour = Instant.now().getEpochSecond() / 3600 * 3600 - 4 * 3600;
    List<Summary> sent = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      sent.add(Summaries.one("node-a", "boot-1", hour + 5L * i, 2));
    }
    ControlLimits limits = ControlLimits.DEFAULT;
    Journal journal = new Journal(state.resolve("journal"), limits);
    journal.append(sent.stream().map(SummaryBytes::write).toList());
    List<Summary> first = new CopyOnWriteArrayList<>();
    try (SummaryStore store = store(journal, first)) {
      store.start();
      eventually(
          Duration.ofSeconds(90),
          () -> assertThat(store.health().ok()).as(store.health().message()).isTrue());
      eventually(() -> assertThat(journal.seal()).isEmpty());
      assertThat(first).isEmpty();
    }
    // A second copy of all arrives after the restart: it is stored once.
    journal.append(sent.stream().map(SummaryBytes::write).toList());
    List<Summary> second = new CopyOnWriteArrayList<>();
    try (SummaryStore store = store(journal, second)) {
      store.start();
      eventually(() -> assertThat(exchanges(second)).isEqualTo(48));
      assertThat(second)
          .as("windows of four hours ago were joined, to minutes and then to one hour")
          .hasSize(1);
    }
  }

  @Test
  void aServerLeftBehindByACrashIsReplaced() throws Exception {
    Path directory = state.resolve("postgres");
    EmbeddedDatabase crashed = new EmbeddedDatabase(directory);
    crashed.open();
    long before = pid(directory);
    try (EmbeddedDatabase next = new EmbeddedDatabase(directory)) {
      next.open();
      assertThat(pid(directory)).isNotEqualTo(before);
      assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isEmpty();
      try (Connection connection = next.connect();
          ResultSet row = connection.createStatement().executeQuery("SELECT 1")) {
        assertThat(row.next()).isTrue();
      }
    }
    // A number that some other process has by now does not stand in the way.
    Files.writeString(
        directory.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n/elsewhere\n");
    try (EmbeddedDatabase again = new EmbeddedDatabase(directory)) {
      again.open();
      again.connect().close();
    }
  }

  @Test
  void anExternalDatabaseIsUsedWhenNamedAndItsAbsenceIsSaid() throws Exception {
    Path directory = state.resolve("elsewhere");
    try (EmbeddedDatabase server = new EmbeddedDatabase(directory)) {
      server.open();
      String url;
      try (Connection connection = server.connect()) {
        url = connection.getMetaData().getURL();
      }
      String password = Files.readString(directory.resolve("password")).strip();
      String external =
          url.substring("jdbc:".length()).replace("//", "//sallyport:" + password + "@");
      ControlConfig config =
          ControlConfig.from(
              Map.of("SALLYPORT_STATE_DIR", state.toString(), "SALLYPORT_DATABASE_URL", external));
      Journal journal = new Journal(state.resolve("journal"), ControlLimits.DEFAULT);
      journal.append(
          List.of(
              SummaryBytes.write(
                  Summaries.one("node-a", "b", Instant.now().getEpochSecond() - 60, 3))));
      try (SummaryStore store =
          new SummaryStore(
              config,
              journal,
              ControlLimits.DEFAULT,
              InstantSource.system(),
              _ -> {},
              party -> party)) {
        store.start();
        eventually(
            () -> assertThat(store.health()).isEqualTo(new StoreHealth("external", true, "")));
        eventually(() -> assertThat(journal.seal()).isEmpty());
        server.close();
        eventually(() -> assertThat(store.health().ok()).isFalse());
        journal.append(List.of(SummaryBytes.write(Summaries.one("node-a", "b", 1_000_005, 3))));
        assertThat(journal.seal()).as("kept while the database is away").isNotEmpty();
      }
    }
  }

  private SummaryStore store(Journal journal, List<Summary> restored) {
    return new SummaryStore(
        ControlConfig.from(Map.of("SALLYPORT_STATE_DIR", state.toString())),
        journal,
        ControlLimits.DEFAULT,
        InstantSource.system(),
        rows -> rows.accept(row -> restored.addAll(SummaryBytes.read(row))),
        party -> party);
  }

  private static long exchanges(List<Summary> summaries) {
    return summaries.stream().mapToLong(Summary::exchanges).sum();
  }

  private static long pid(Path directory) throws Exception {
    return Long.parseLong(
        Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst().strip());
  }
}
