// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real server that a test starts, with its programs. */
final class PostgresServer {
  private final String bin;
  private final Path directory;
  private final Process process;
  private final int port;

  private PostgresServer(String bin, Path directory, Process process, int port) {
    this.bin = bin;
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /** Starts one, or skips the test where it is not installed. */
  static PostgresServer start() throws Exception {
    String bin = "";
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        bin = all.max(Comparator.naturalOrder()).map(each -> each + "/bin/").orElse("");
      }
    }
    String initdb = Program.path(bin + "initdb");
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "sallyport-postgres");
    Program.run("", List.of("chown", "postgres", directory.toString()));
    Program.run(
        "",
        asPostgres(initdb, "-D", directory + "/data", "-A", "trust", "-U", "shop", "--no-sync"));
    int port = Program.freePort();
    Process process =
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
    return new PostgresServer(bin, directory, process, port);
  }

  int port() {
    return port;
  }

  void stop() throws Exception {
    Program.stop(process);
    Program.run("", List.of("rm", "-rf", directory.toString()));
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

  String psql(int through, String sql) throws Exception {
    return psqlAs("shop", through, sql);
  }

  String psqlAs(String user, int through, String sql) throws Exception {
    return Program.run(
        sql,
        List.of(
            bin + "psql",
            "-X",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            "" + through,
            "-U",
            user,
            "postgres"));
  }

  String pgbench(int through, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(bin + "pgbench", "-h", "127.0.0.1", "-p", "" + through, "-U", "shop"));
    command.addAll(List.of(more));
    command.add("postgres");
    return Program.run("", command);
  }
}
