// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.lab.LabCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ./sallyport up} as a user without any privilege would start it, without customers. Where
 * the test is root it becomes nobody.
 */
final class UnprivilegedShop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final Pattern PAGE = Pattern.compile("Web page +(http://127.0.0.1:\\d+)/");
  private static final String NO_CUSTOMERS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: customers
        namespace: default
        labels: {lab.sallyport.dev/outside: "true"}
      data:
        hosts: |
          - {name: customers, address: 203.0.113.77, command: [sleep, "100000"]}
      """;

  private final Path home;
  private final Path place;
  private final String name = "steer-" + ProcessHandle.current().pid();
  private final Process up;
  private final Path words;

  private UnprivilegedShop(Path home) throws IOException, InterruptedException {
    this.home = home;
    this.place = Files.createTempDirectory("sallyport-steer");
    Path customers = Files.writeString(place.resolve("no-customers.yaml"), NO_CUSTOMERS);
    words = place.resolve("up.log");
    if (isRoot()) {
      new ProcessBuilder("chmod", "755", place.toString()).start().waitFor();
      new ProcessBuilder("chown", "65534:65534", place.toString()).start().waitFor();
    }
    List<String> command = new ArrayList<>(List.of("up", "--name", name, "--port", "0"));
    shopWithoutCustomers().forEach(file -> command.addAll(List.of("-f", file.toString())));
    command.addAll(List.of("-f", customers.toString()));
    up = sallyport(command).redirectErrorStream(true).redirectOutput(words.toFile()).start();
  }

  /** Starts it and returns when every pod is ready. */
  static UnprivilegedShop start(Path home) throws IOException, InterruptedException {
    UnprivilegedShop shop = new UnprivilegedShop(home);
    boolean ready =
        LabCluster.await(PATIENCE, () -> !shop.up.isAlive() || PAGE.matcher(shop.said()).find());
    if (!ready || !shop.up.isAlive()) {
      shop.close();
      throw new AssertionError("it did not start: " + shop.said());
    }
    return shop;
  }

  /** Returns whether somebody without privilege can read what was built here. */
  static boolean isPossible(Path home) throws IOException, InterruptedException {
    List<String> look = new ArrayList<>(unprivileged());
    look.addAll(
        List.of("test", "-r", home.resolve("lab/target/lab-0.1.0-SNAPSHOT.jar").toString()));
    return new ProcessBuilder(look).start().waitFor() == 0;
  }

  /** Returns what {@code up} said so far. */
  String said() {
    try {
      return Files.readString(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ShopCounts counts() {
    Matcher page = PAGE.matcher(said());
    if (!page.find()) {
      throw new AssertionError("no page in: " + said());
    }
    return new ShopCounts(URI.create(page.group(1)), state().resolve("counts"));
  }

  /** Sends exactly so many requests as customers through the ingress; returns their counts. */
  JsonNode customers(int count) throws IOException {
    Process driver =
        sallyport(
                List.of(
                    "lab",
                    "exec",
                    "--name",
                    name,
                    "--netns",
                    "out-customers",
                    "--",
                    home.resolve("lab/shop/run").toString(),
                    "driver",
                    "--target=http://shop.example:8080",
                    "--rate=60",
                    "--connections=8",
                    "--count=" + count))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    driver.getOutputStream().close();
    return new ObjectMapper().readTree(driver.getInputStream());
  }

  /** Returns every process of the lab. */
  List<ProcessHandle> processes() {
    try {
      long janitor = Long.parseLong(Files.readString(state().resolve("janitor.pid")).strip());
      return Stream.concat(
              up.toHandle().descendants(),
              ProcessHandle.of(janitor).stream().flatMap(ProcessHandle::descendants))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process that holds it up, as a crash would. */
  void kill() {
    up.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
    up.destroyForcibly();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    sallyport(List.of("down", "--name", name)).start().waitFor();
    up.destroyForcibly().waitFor();
    new ProcessBuilder("rm", "-rf", place.toString()).start().waitFor();
  }

  private Path state() {
    return place.resolve(".local/state/sallyport/lab").resolve(name);
  }

  private ProcessBuilder sallyport(List<String> arguments) {
    List<String> command = new ArrayList<>(unprivileged());
    command.add(home.resolve("sallyport").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    builder.environment().put("HOME", place.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("XDG_STATE_HOME");
    builder.environment().remove("SALLYPORT_HOME");
    return builder;
  }

  private List<Path> shopWithoutCustomers() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lab/src/main/resources/shop"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().contains("customers"))
          .sorted()
          .toList();
    }
  }

  private static List<String> unprivileged() {
    return isRoot()
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all")
        : List.of();
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
