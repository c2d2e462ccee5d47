// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server with psql and pgbench. */
class PostgresIT {
  private static String bin;
  private static Path directory;
  private static Process server;
  private static int port;
  private TappedRelay relay;

  @BeforeAll
  static void startServer() throws Exception {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        bin = all.max(Comparator.naturalOrder()).map(each -> each + "/bin/").orElse("");
      }
    }
    String initdb = Program.path(bin + "initdb");
    directory = Files.createTempDirectory(Path.of("/tmp"), "sallyport-postgres");
    Program.run("", List.of("chown", "postgres", directory.toString()));
    List<String> init =
        asPostgres(initdb, "-D", directory + "/data", "-A", "trust", "-U", "shop", "--no-sync");
    Program.run("", init);
    port = Program.freePort();
    server =
        Program.start(
            port,
            asPostgres(
                bin + "postgres",
                "-D",
                directory + "/data",
                "-p",
                "" + port,
                "-h",
                "127.0.0.1",
                "-k",
                directory.toString(),
                "-c",
                "fsync=off"));
    String ready = "";
    for (int i = 0; i < 100 && !ready.contains("accepting"); i++) {
      ready = Program.run("", List.of(bin + "pg_isready", "-h", "127.0.0.1", "-p", "" + port));
    }
    psql(port, "CREATE TABLE orders (id int primary key, card text);");
    pgbench(port, "-i", "-q");
  }

  /** PostgreSQL refuses to run as root. */
  private static List<String> asPostgres(String... command) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      all.addAll(
          List.of(
              Program.path("/usr/bin/setpriv", "/bin/setpriv"),
              "--reuid=postgres",
              "--regid=postgres",
              "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static String psql(int port, String sql) throws Exception {
    return Program.run(
        sql,
        List.of(
            bin + "psql",
            "-X",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            "" + port,
            "-U",
            "shop",
            "postgres"));
  }

  private static String pgbench(int port, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(bin + "pgbench", "-h", "127.0.0.1", "-p", "" + port, "-U", "shop"));
    command.addAll(List.of(more));
    command.add("postgres");
    return Program.run("", command);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      Program.stop(server);
    }
    if (directory != null) {
      Program.run("", List.of("rm", "-rf", directory.toString()));
    }
  }

  @BeforeEach
  void startRelay() throws IOException {
    relay = new TappedRelay(port);
  }

  @AfterEach
  void stopRelay() throws IOException {
    relay.close();
  }

  private void understoodAndComplete() throws InterruptedException {
    for (TappedRelay.Connection each : relay.ended()) {
      assertThat(each.reader.protocol()).isEqualTo(Protocol.POSTGRESQL);
      assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
      assertThat(each.addsUp()).isTrue();
    }
  }

  @Test
  void psqlIsUnderstoodStatementByStatement() throws Exception {
    psql(
        relay.port(),
        "INSERT INTO orders VALUES (1, '4111111111111111');\n"
            + "SELECT * FROM orders WHERE card = '4111111111111111';\n"
            + "SELECT broken FROM orders;\n"
            + "COPY orders FROM STDIN;\n2\tx\n3\ty\n\\.\n"
            + "COPY orders TO STDOUT;\n"
            + "PREPARE p AS SELECT 1 FROM orders; EXECUTE p;\n"
            + "BEGIN; DELETE FROM orders; ROLLBACK;\n");
    assertThat(relay.counts().toString())
        .isEqualTo(
            "{BEGIN=1, COPY orders=2, DELETE orders=1, EXECUTE=1, INSERT orders=1, LOGIN postgres=1,"
                + " PREPARE=1, ROLLBACK=1, SELECT orders=1, SELECT orders failed=1}");
    understoodAndComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void everyStatementOfALoadIsCounted(String mode) throws Exception {
    String printed = pgbench(relay.port(), "-M", mode, "-c", "4", "-t", "50", "-n");
    assertThat(printed).contains("transactions actually processed: 200/200");
    assertThat(relay.counts())
        .containsEntry("BEGIN", 200L)
        .containsEntry("UPDATE pgbench_accounts", 200L)
        .containsEntry("SELECT pgbench_accounts", 200L)
        .containsEntry("UPDATE pgbench_tellers", 200L)
        .containsEntry("UPDATE pgbench_branches", 200L)
        .containsEntry("INSERT pgbench_history", 200L)
        .containsEntry("END", 200L);
    understoodAndComplete();
  }

  @Test
  void aWrongLoginHasFailed() throws Exception {
    Program.run(
        "",
        List.of(
            bin + "psql",
            "-X",
            "-h",
            "127.0.0.1",
            "-p",
            "" + relay.port(),
            "-U",
            "nobody",
            "postgres"));
    assertThat(relay.counts()).containsEntry("LOGIN postgres failed", 1L);
  }
}
