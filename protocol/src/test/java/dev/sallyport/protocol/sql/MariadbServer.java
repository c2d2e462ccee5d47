// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real server that a test starts, with its client.
 *
 * @param directory what it keeps
 * @param port where it listens
 */
record MariadbServer(Path directory, Process process, int port) {
  static MariadbServer start() throws Exception {
    String mariadbd = Program.path("/usr/sbin/mariadbd");
    String install = Program.path("/usr/bin/mariadb-install-db");
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "sallyport-mariadb");
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
    int port = Program.freePort();
    Process process =
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
    return new MariadbServer(directory, process, port);
  }

  /** Runs statements through a port, all of them though some fail; returns what was printed. */
  static String client(int through, String sql) throws Exception {
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

  void stop() throws Exception {
    Program.stop(process);
    Program.run("", List.of("rm", "-rf", directory.toString()));
  }
}
