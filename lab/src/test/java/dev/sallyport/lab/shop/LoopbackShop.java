// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.shop.plumbing.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole shop as processes on free loopback ports, started as the lab's pods start them. */
final class LoopbackShop implements AutoCloseable {
  private static final List<String> OUTSIDE =
      List.of(
          "api.openai.com",
          "api.anthropic.com",
          "api.cardprocessor.example",
          "telemetry.unlisted.example");

  private final Path shop = Path.of(System.getProperty("sallyport.root"), "lab", "shop");
  private final Path directory;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  private Path database;

  private LoopbackShop(Path directory) {
    this.directory = directory;
  }

  static LoopbackShop start(Path directory) throws IOException, InterruptedException {
    LoopbackShop shop = new LoopbackShop(directory);
    try {
      shop.launchAll();
      return shop;
    } catch (IOException | InterruptedException | RuntimeException e) {
      shop.close();
      throw e;
    }
  }

  URI storefront() {
    return URI.create("http://127.0.0.1:" + ports.get("storefront"));
  }

  Path counts() {
    return directory.resolve("counts");
  }

  /** Returns the counts that the programs wrote, by program. */
  Map<String, JsonNode> tallies() throws IOException {
    Map<String, JsonNode> tallies = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(counts())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        JsonNode tally = Json.read(Files.readAllBytes(file));
        tallies.put(tally.path("program").asText(), tally);
      }
    }
    return tallies;
  }

  /** Returns CPU time used so far and resident memory, by program. */
  Map<String, String> costs() throws IOException {
    Map<String, String> costs = new LinkedHashMap<>();
    for (Map.Entry<String, Process> entry : processes.entrySet()) {
      Path proc = Path.of("/proc", Long.toString(entry.getValue().pid()));
      String[] stat = Files.readString(proc.resolve("stat")).replaceFirst(".*\\) ", "").split(" ");
      long ticks = Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
      long megabytes = Long.parseLong(stat[21]) * 4 / 1024;
      costs.put(entry.getKey(), ticks * 10 + " ms CPU, " + megabytes + " MB resident");
    }
    return costs;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    processes.values().forEach(Process::destroy);
    for (Process process : processes.values()) {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    if (database != null) {
      new ProcessBuilder("rm", "-rf", database.toString()).start().waitFor();
    }
  }

  private void launchAll() throws IOException, InterruptedException {
    run("prepare", List.of(shop.resolve("prepare").toString()));
    certify();
    for (String program : ShopProgram.names()) {
      ports.put(program, freePort());
    }
    for (String other : List.of("shop-db", "redis", "mcp-server", "health")) {
      ports.put(other, freePort());
    }
    connect();
    // The user postgres must be able to pass through, which it is not in the test's own directory.
    database = Files.createTempDirectory("shop-db");
    Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> place = Map.of("PGDATA_PARENT", database.toString());
    launch("shop-db", place, shop + "/shop-db", port("shop-db"));
    launch("redis", Map.of(), "redis-server", "--port", port("redis"), "--save", "");
    launch(
        "mcp-server",
        Map.of("PORT", port("mcp-server")),
        "node",
        shop + "/node_modules/@modelcontextprotocol/server-everything/dist/index.js",
        "streamableHttp");
    for (String program : ShopProgram.names()) {
      launch(
          program,
          Map.of("PORT", port(program)),
          shop + "/run",
          program,
          "-Djdk.net.hosts.file=" + directory.resolve("hosts"));
    }
    awaitReady();
  }

  private void connect() throws IOException {
    environment.put("COUNTS_DIR", counts().toString());
    environment.put("SSL_CERT_FILE", directory.resolve("ca.crt").toString());
    environment.put("CERTIFICATES", directory.toString());
    environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port("shop-db") + "/shop");
    environment.put("REDIS_URL", "redis://127.0.0.1:" + port("redis"));
    environment.put("INVENTORY_ADDRESS", "127.0.0.1:" + port("inventory"));
    environment.put("HEALTH_PORT", port("health"));
    environment.put("CATALOG_URL", local("catalog"));
    environment.put("CHECKOUT_URL", local("checkout"));
    environment.put("ASSISTANT_URL", local("assistant"));
    environment.put("PAYMENTS_URL", local("payments"));
    environment.put("PARTNER_URL", local("partner-webhooks"));
    environment.put("LOG_COLLECTOR_URL", local("log-collector"));
    environment.put("MODEL_URL", local("model-server"));
    environment.put("MCP_URL", local("mcp-server"));
    environment.put("OPENAI_URL", "https://api.openai.com:" + port("outside"));
    environment.put("ANTHROPIC_URL", "https://api.anthropic.com:" + port("outside"));
    environment.put("PROCESSOR_URL", "https://api.cardprocessor.example:" + port("outside"));
    environment.put("TELEMETRY_URL", "https://telemetry.unlisted.example:" + port("outside"));
    environment.put("TELEMETRY_SECONDS", "2");
    Files.writeString(
        directory.resolve("hosts"), "127.0.0.1 localhost " + String.join(" ", OUTSIDE) + "\n");
  }

  private void certify() throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("set -e; cd " + directory + "\n");
    String key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 ";
    script.append("openssl req -x509 " + key + "-keyout ca.key -out ca.crt -subj '/CN=Test CA'\n");
    for (String host : OUTSIDE) {
      script.append("openssl req -x509 " + key + "-CA ca.crt -CAkey ca.key -subj '/CN=" + host);
      script.append("' -addext subjectAltName=DNS:" + host + " -addext basicConstraints=CA:FALSE");
      script.append(" -keyout " + host + ".key -out " + host + ".crt\n");
    }
    script.append("rm ca.key\n");
    run("certificates", List.of("sh", "-c", script.toString()));
  }

  private void run(String name, List<String> command) throws IOException, InterruptedException {
    Process process = builder(name, command).start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          name + " failed: " + Files.readString(directory.resolve(name + ".log")));
    }
  }

  private void launch(String name, Map<String, String> more, String... command) throws IOException {
    ProcessBuilder builder = builder(name, List.of(command));
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    processes.put(name, builder.start());
  }

  private ProcessBuilder builder(String name, List<String> command) {
    return new ProcessBuilder(new ArrayList<>(command))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".log").toFile());
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    for (String program : ShopProgram.names()) {
      if (!program.equals("outside")) {
        int port = ports.get(program.equals("inventory") ? "health" : program);
        while (!healthy(port)) {
          if (System.nanoTime() > deadline) {
            throw new IOException(
                program
                    + " is not ready: "
                    + Files.readString(directory.resolve(program + ".log")));
          }
          Thread.sleep(20);
        }
      }
    }
  }

  private static boolean healthy(int port) {
    try {
      URI address = URI.create("http://127.0.0.1:" + port + "/healthz");
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String local(String program) {
    return "http://127.0.0.1:" + port(program);
  }

  private String port(String program) {
    return Integer.toString(ports.get(program));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
