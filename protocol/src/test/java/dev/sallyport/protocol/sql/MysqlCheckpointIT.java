// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.checkpoint.CheckedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real server with its own client, some of whose statements are refused. */
class MysqlCheckpointIT {
  private static Path directory;
  private static Process server;
  private static int port;

  @BeforeAll
  static void startServer() throws Exception {
    String mariadbd = Program.path("/usr/sbin/mariadbd");
    String install = Program.path("/usr/bin/mariadb-install-db");
    directory = Files.createTempDirectory(Path.of("/tmp"), "sallyport-mariadb");
    String user = System.getProperty("user.name");
    Program.run(
        "",
        List.of(
            install,
            "--no-defaults",
            "--user=" + user,
            "--datadir=" + directory + "/data",
            "--auth-root-authentication-method=normal",
            "--skip-test-db"));
    port = Program.freePort();
    server =
        Program.start(
            port,
            List.of(
                mariadbd,
                "--no-defaults",
                "--user=" + user,
                "--datadir=" + directory + "/data",
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory + "/s",
                "--pid-file=" + directory + "/pid",
                "--innodb-flush-log-at-trx-commit=0"));
    mariadb(
        port,
        "CREATE DATABASE shop; USE shop; CREATE TABLE orders (id int primary key, card text);"
            + "CREATE TABLE secret (word text); INSERT INTO secret VALUES ('hidden');");
  }

  private static String mariadb(int through, String sql) throws Exception {
    return Program.run(
        sql,
        List.of(
            Program.path("/usr/bin/mariadb"),
            "--no-defaults",
            "--skip-ssl",
            "-h",
            "127.0.0.1",
            "-P",
            "" + through,
            "-u",
            "root",
            "--force",
            "--batch"));
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

  @Test
  void aRefusedStatementDoesNothingAndTheSessionGoesOn() throws Exception {
    for (boolean late : new boolean[] {false, true}) {
      mariadb(port, "DELETE FROM shop.orders;");
      try (CheckedRelay relay =
          new CheckedRelay(
              Protocol.MYSQL,
              port,
              name ->
                  name.startsWith("DROP")
                      || name.startsWith("DELETE")
                      || name.endsWith(" secret"))) {
        if (late) {
          relay.late();
        }
        String printed =
            mariadb(
                relay.port(),
                "USE shop;\nINSERT INTO orders VALUES (1, 'a');\nDROP TABLE orders;\n"
                    + "SELECT concat('count ', count(*)) FROM orders;\n"
                    + "SELECT word FROM shop.secret;\nSELECT word FROM orders, secret;\n"
                    + "START TRANSACTION;\nINSERT INTO orders VALUES (2, 'b');\n"
                    + "DELETE FROM orders;\nCOMMIT;\n"
                    + "/*!50000 DROP TABLE orders */;\n"
                    + "UPDATE orders SET card = REPEAT('x', 60000);\nSELECT card FROM orders;\n"
                    + "DELIMITER //\nSELECT 'two'; DROP TABLE orders//\nDELIMITER ;\n");
        assertThat(printed)
            .contains("ERROR 1142 (42000)", "denied by policy shop/no-drop (decision 7)", "count 1")
            .contains("x".repeat(60000))
            .doesNotContain("hidden", "sallyport_refused", "\ntwo\n");
        assertThat(mariadb(port, "SELECT concat('ids ', group_concat(id)) FROM shop.orders;"))
            .contains("ids 1,2");
        assertThat(relay.connections()).isEqualTo(1);
        assertThat(relay.lost).isEmpty();
      }
    }
  }
}
