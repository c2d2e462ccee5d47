// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import dev.sallyport.lab.shop.customers.Drive;
import dev.sallyport.lab.shop.customers.DriveCounts;
import dev.sallyport.lab.shop.customers.DrivePlan;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs all programs of the shop in one JVM on loopback for a moment, so that an archive of the
 * classes they load can be written at its end; started by {@code lab/shop/run rehearsal DIRECTORY}.
 * The directory holds {@code ca.crt} and a certificate per outside host.
 */
final class Rehearsal implements AutoCloseable {
  private static final int REQUESTS = 300;

  private final Map<ShopProgram, Integer> ports = new EnumMap<>(ShopProgram.class);
  private final Map<String, String> settings = new HashMap<>();
  private final List<Process> stores = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();

  private Rehearsal() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Main.prepareJvm();
    try (Rehearsal rehearsal = new Rehearsal()) {
      rehearsal.startAll(Path.of(args[0]), Path.of(args[1]));
      rehearsal.drive();
    }
  }

  private void startAll(Path shop, Path directory) throws IOException {
    for (ShopProgram program : ShopProgram.values()) {
      ports.put(program, freePort());
    }
    int database = freePort();
    int cache = freePort();
    store(directory, shop.resolve("shop-db").toString(), Integer.toString(database));
    store(directory, "redis-server", "--port", Integer.toString(cache), "--save", "");
    connect(directory, database, cache);
    for (ShopProgram program : ShopProgram.values()) {
      Map<String, String> own = new HashMap<>(settings);
      own.put("PORT", Integer.toString(port(program)));
      running.add(program.start(new Settings(own)));
    }
  }

  private void connect(Path directory, int database, int cache) {
    settings.put("SSL_CERT_FILE", directory.resolve("ca.crt").toString());
    settings.put("CERTIFICATES", directory.toString());
    settings.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + database + "/shop");
    settings.put("REDIS_URL", "redis://127.0.0.1:" + cache);
    settings.put("HEALTH_PORT", "0");
    settings.put("INVENTORY_ADDRESS", "127.0.0.1:" + port(ShopProgram.INVENTORY));
    settings.put("CATALOG_URL", local(ShopProgram.CATALOG));
    settings.put("CHECKOUT_URL", local(ShopProgram.CHECKOUT));
    settings.put("ASSISTANT_URL", local(ShopProgram.ASSISTANT));
    settings.put("PAYMENTS_URL", local(ShopProgram.PAYMENTS));
    settings.put("PARTNER_URL", local(ShopProgram.PARTNER_WEBHOOKS));
    settings.put("LOG_COLLECTOR_URL", local(ShopProgram.LOG_COLLECTOR));
    settings.put("MODEL_URL", local(ShopProgram.MODEL_SERVER));
    // No MCP server takes part: a client that meets another program instead gives up at once.
    settings.put("MCP_URL", local(ShopProgram.STOREFRONT));
    settings.put("OPENAI_URL", outside("api.openai.com"));
    settings.put("ANTHROPIC_URL", outside("api.anthropic.com"));
    settings.put("PROCESSOR_URL", outside("api.cardprocessor.example"));
    settings.put("TELEMETRY_URL", outside("telemetry.unlisted.example"));
  }

  private void drive() throws InterruptedException {
    DriveCounts counts = new DriveCounts();
    Drive drive =
        new Drive(
            new DrivePlan(
                URI.create(local(ShopProgram.STOREFRONT)),
                "shop.example",
                DrivePlan.Mode.STEADY,
                60,
                REQUESTS,
                Duration.ofSeconds(20),
                4,
                true,
                DrivePlan.Family.ANY,
                1),
            counts);
    drive.awaitShop();
    drive.run();
    System.out.println("rehearsed with " + counts.sent() + " requests");
  }

  @Override
  public void close() {
    running.forEach(Running::close);
    stores.forEach(Process::destroy);
    try {
      for (Process store : stores) {
        store.waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void store(Path directory, String... command) throws IOException {
    stores.add(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private int port(ShopProgram program) {
    return ports.getOrDefault(program, 0);
  }

  private String local(ShopProgram program) {
    return "http://127.0.0.1:" + port(program);
  }

  private String outside(String host) {
    return "https://" + host + ":" + port(ShopProgram.OUTSIDE);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
