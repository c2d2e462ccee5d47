// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.ControlLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of one version before runs on the schema of this one, and back. */
class MigrationIT {
  private static final String PLACE = "dev/sallyport/control/store/migration";

  /** What would take something away from a program that knows nothing of it. */
  private static final Pattern TAKES_AWAY =
      Pattern.compile("\\b(drop|rename|truncate|delete)\\b|\\balter\\b.*\\b(type|set not null)\\b");

  @TempDir Path state;
  private final Instant now = Instant.now();

  @Test
  void noMigrationTakesAnythingAway() throws Exception {
    for (String each : scripts()) {
      String sql = text(each).replaceAll("--.*", "").toLowerCase(Locale.ROOT);
      for (String statement : sql.split(";")) {
        assertThat(TAKES_AWAY.matcher(statement.replaceAll("\\s+", " ")).find())
            .as(each + ":" + statement)
            .isFalse();
      }
    }
  }

  @Test
  void whatTheVersionBeforeStoredIsKnownAndThatVersionWorksOnTheNewSchema() throws Exception {
    try (EmbeddedDatabase database = new EmbeddedDatabase(state.resolve("postgres"))) {
      database.open();
      int newest = scripts().size();
      migrate(database, newest - 1);
      try (Handle handle = Jdbi.create(database::connect).open()) {
        assertThat(store(handle, 60)).hasSize(1);
        migrate(database, newest);
        assertThat(store(handle, 60)).as("known from before").isEmpty();
        // As the program before does at its start: it finds a version that it has no script of.
        migrate(database, newest - 1);
        assertThat(
                handle
                    .createQuery("SELECT max(version::int) FROM sallyport_schema")
                    .mapTo(Integer.class)
                    .one())
            .isEqualTo(newest);
        // Its own statements cannot be run here. Those of today that it had too are: what V3 added,
        // the term, they do not name.
        assertThat(store(handle, 30)).hasSize(1);
        List<Summary> read = new ArrayList<>();
        SummaryRows.read(handle, row -> read.addAll(SummaryBytes.read(row)));
        assertThat(read).hasSize(2);
      }
    }
  }

  private List<Summary> store(Handle handle, long secondsAgo) {
    Summary summary = Summaries.one("node-a", "b", now.getEpochSecond() - secondsAgo, 3);
    LedgerBook book = new LedgerBook(ControlLimits.DEFAULT, party -> party);
    return handle.inTransaction(
        transaction -> {
          List<Summary> fresh = SummaryRows.insert(transaction, List.of(summary));
          book.add(transaction, fresh);
          return fresh;
        });
  }

  /** Does at that version what the program does at its start: it has no later scripts. */
  private void migrate(Database database, int highest) throws IOException {
    Path place = Files.createDirectories(state.resolve("scripts-" + highest));
    for (String each : scripts().subList(0, highest)) {
      Files.writeString(place.resolve(each), text(each));
    }
    Flyway.configure(MigrationIT.class.getClassLoader())
        .dataSource(new ConnectionSource(database))
        .locations("filesystem:" + place)
        .table("sallyport_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .loggers("slf4j")
        .load()
        .migrate();
  }

  private static List<String> scripts() throws IOException {
    try (Stream<Path> files =
        Files.list(
            Path.of(System.getProperty("sallyport.root", ".."))
                .resolve("control/src/main/resources")
                .resolve(PLACE))) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static String text(String script) throws IOException {
    try (InputStream in =
        SummaryStore.class.getClassLoader().getResourceAsStream(PLACE + "/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
