// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Program;
import dev.sallyport.protocol.TappedRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MariaDB with its client. */
class MysqlIT {
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
        port, "CREATE DATABASE shop; CREATE TABLE shop.orders (id int primary key, card text);");
  }

  private static String mariadb(int port, String sql) throws Exception {
    return Program.run(
        sql,
        List.of(
            Program.path("/usr/bin/mariadb"),
            "--no-defaults",
            "--skip-ssl",
            "-h",
            "127.0.0.1",
            "-P",
            "" + port,
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
  void theRealClientIsUnderstoodStatementByStatement() throws Exception {
    try (TappedRelay relay = new TappedRelay(port)) {
      mariadb(
          relay.port(),
          "USE shop;\n"
              + "INSERT INTO orders VALUES (1, '4111111111111111');\n"
              + "SELECT * FROM orders WHERE card = 'it\\'s from x';\n"
              + "SELECT * FROM orders, orders b;\n"
              + "SELECT broken FROM orders;\n"
              + "PREPARE p FROM 'SELECT 1'; EXECUTE p;\n"
              + "DELIMITER //\nCREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END//\nDELIMITER ;\n"
              + "CALL two();\n"
              + "UPDATE orders SET card = REPEAT('x', 60000);\nSELECT card FROM orders;\n"
              + "DELETE FROM `shop`.`orders`;\n");
      assertThat(relay.counts())
          .containsEntry("LOGIN", 1L)
          .containsEntry("USE", 1L)
          .containsEntry("INSERT orders", 1L)
          .containsEntry("SELECT orders", 3L)
          .containsEntry("SELECT orders failed", 1L)
          .containsEntry("PREPARE", 1L)
          .containsEntry("EXECUTE", 1L)
          .containsEntry("CALL two", 1L)
          .containsEntry("UPDATE orders", 1L)
          .containsEntry("DELETE shop.orders", 1L);
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.protocol()).isEqualTo(Protocol.MYSQL);
        assertThat(each.reader.visibility().unseen()).doesNotContainKey(Layer.OPERATION);
        assertThat(each.addsUp()).isTrue();
      }
    }
  }
}
