// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that this program runs, with its data under the state directory. It listens on
 * the loopback address alone, on a port that was free, and asks for a password that only the owner
 * of the directory can read. A server that an earlier life left behind is stopped first.
 *
 * <p>Not thread-safe but for {@link #connect} and {@link #close}.
 */
final class EmbeddedDatabase implements Database {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String USER = "sallyport";
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(8);

  private final @Nullable Path home;
  private final Path directory;
  private final Path data;
  private final Path passwordFile;
  private final Path output;
  private volatile @Nullable Process process;
  private volatile int port;
  private volatile String password = "";

  /** Runs the PostgreSQL inside the program, unpacked under {@code directory}. */
  EmbeddedDatabase(Path directory) {
    this(directory, null);
  }

  /** Runs the PostgreSQL in {@code home}, or the one inside the program when there is none. */
  EmbeddedDatabase(Path directory, @Nullable Path home) {
    this.home = home;
    this.directory = requireNonNull(directory, "directory").toAbsolutePath();
    this.data = this.directory.resolve("data");
    this.passwordFile = this.directory.resolve("password");
    this.output = this.directory.resolve("server.log");
  }

  @Override
  public String kind() {
    return "embedded";
  }

  @Override
  public void open() throws IOException, InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      return;
    }
    Files.createDirectories(directory);
    Path programs = programs();
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(programs);
    }
    password = Files.readString(passwordFile).strip();
    stopLeftOver();
    start(programs);
  }

  @Override
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  @Override
  public void close() {
    Process running = process;
    process = null;
    if (running != null) {
      stop(running.toHandle());
    }
  }

  private Path programs() throws IOException {
    Path given = home;
    if (given == null) {
      return PostgresBinaries.unpacked(directory);
    }
    if (Files.isExecutable(given.resolve("bin/postgres"))) {
      return given;
    }
    log.warn("PostgreSQL: {} holds no bin/postgres; the one in the program is used", given);
    return PostgresBinaries.unpacked(directory);
  }

  /** Makes the data in a directory beside its place, so that half a directory is never taken. */
  private void initialise(Path programs) throws IOException, InterruptedException {
    Path partial = directory.resolve("data.partial");
    PostgresBinaries.delete(partial);
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, HexFormat.of().formatHex(random) + "\n");
    Process initdb =
        run(
            List.of(
                programs.resolve("bin/initdb").toString(),
                "-D",
                partial.toString(),
                "-U",
                USER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"));
    if (!initdb.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw new IOException("PostgreSQL could not make its directory " + data + ": " + lastLines());
    }
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    log.info("PostgreSQL: made {}", data);
  }

  private void start(Path programs) throws IOException, InterruptedException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port)));
    settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Process started = run(command);
    process = started;
    long end = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      try (Connection connection = connect()) {
        log.info("PostgreSQL: runs on 127.0.0.1:{}, data in {}", port, data);
        return;
      } catch (SQLException e) {
        if (!started.isAlive()) {
          throw new IOException("PostgreSQL ended while it started: " + lastLines(), e);
        }
        if (System.nanoTime() > end) {
          close();
          throw new IOException("PostgreSQL does not answer: " + lastLines(), e);
        }
      }
      Thread.sleep(50);
    }
  }

  /** Small and safe: a few connections, no replication, commits that survive the machine. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "12");
    settings.put("shared_buffers", "32MB");
    settings.put("max_wal_senders", "0");
    settings.put("wal_level", "minimal");
    settings.put("max_wal_size", "128MB");
    settings.put("max_worker_processes", "2");
    settings.put("autovacuum_max_workers", "1");
    settings.put("io_method", "sync");
    settings.put("jit", "off");
    settings.put("huge_pages", "off");
    settings.put("log_min_messages", "warning");
    return settings;
  }

  /** PostgreSQL refuses to run as root, so root runs it in a user namespace without rights. */
  private Process run(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>();
    if (root()) {
      whole.addAll(List.of("unshare", "--user"));
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return builder.start();
  }

  private static boolean root() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /**
   * A server of an earlier life is stopped, and what it left is removed when it is gone: after a
   * crash another process may have its number, which would keep the new server from starting.
   */
  private void stopLeftOver() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    if (!lines.isEmpty()) {
      try {
        long pid = Long.parseLong(lines.getFirst().strip());
        if (servesOurData(pid)) {
          log.info("PostgreSQL: stopping process {} of an earlier life", pid);
          ProcessHandle.of(pid).ifPresent(EmbeddedDatabase::stop);
        }
      } catch (NumberFormatException e) {
        log.warn("PostgreSQL: {} is damaged and is removed", file);
      }
    }
    Files.deleteIfExists(file);
  }

  private boolean servesOurData(long pid) throws IOException {
    Path commandLine = Path.of("/proc", String.valueOf(pid), "cmdline");
    if (!Files.exists(commandLine)) {
      return false;
    }
    List<String> words =
        List.of(new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0"));
    return words.contains(data.toString()) && words.getFirst().endsWith("postgres");
  }

  /** Asks for a fast shutdown, then for an immediate one; both leave the data whole. */
  private static void stop(ProcessHandle server) {
    for (String signal : List.of("INT", "QUIT")) {
      try {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(server.pid())).start().waitFor();
        server.onExit().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        log.debug("PostgreSQL: not stopped by {}", signal, e);
      }
    }
    server.destroy();
  }

  private String lastLines() {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - 600));
      byte[] tail = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8).strip().replace('\n', ' ');
    } catch (IOException e) {
      return "its log " + output + " cannot be read";
    }
  }
}
