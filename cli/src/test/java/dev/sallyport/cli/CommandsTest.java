// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs whole commands against a server with fixed answers, and compares with files. After a wanted
 * change, write them anew with {@code -Dgolden=write}.
 */
class CommandsTest {
  private static final Path FILES =
      Path.of(
          System.getProperty("sallyport.root", ".."), "cli/src/test/resources/dev/sallyport/cli");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String file = answers.get(exchange.getRequestURI().getPath());
          byte[] body =
              file == null
                  ? "{\"type\":\"x\",\"title\":\"There is no such thing\",\"status\":404,\"detail\":\"none\"}"
                      .getBytes(StandardCharsets.UTF_8)
                  : Files.readAllBytes(FILES.resolve(file));
          exchange
              .getResponseHeaders()
              .set("content-type", file == null ? "application/problem+json" : "application/json");
          exchange.sendResponseHeaders(file == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    answers.put("/api/v1/blueprint", "blueprint.json");
    answers.put("/api/v1/status", "status-healthy.json");
    answers.put("/api/v1/data", "data.json");
    answers.put("/api/v1/data/trace/fp-1a2b3c4d5e6f7788", "data-trace.json");
    answers.put("/api/v1/findings", "findings.json");
    answers.put("/api/v1/workloads/shop/Deployment/catalog", "workload.json");
    answers.put("/api/v1/workloads/shop/Deployment/catalog/declared", "workload-declared.json");
    environment.put("SALLYPORT_TERMINAL", "0");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "attempts-edges.txt, edges",
    "attempts-tree.txt, blueprint",
    "attempts.dot, blueprint -o dot",
  })
  void attemptsThatReachedNobodyAreSaidWhereTheyBelong(String file, String command) {
    answers.put("/api/v1/blueprint", "attempts.json");
    assertThat(run(command.split(" "))).as(err.toString()).isZero();
    golden(file, out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "blueprint-tree.txt, blueprint",
    "blueprint-tree-operations.txt, blueprint --operations 2",
    "blueprint-table.txt, blueprint -o table",
    "blueprint.dot, blueprint -o dot",
    "blueprint.mermaid, blueprint -o mermaid",
    "edges.txt, edges",
    "edges-errors.txt, edges --sort errors",
    "edges-filtered.txt, edges --from shop/ --protocol TLS",
    "workload.txt, workload shop/catalog",
    "workload-declared.txt, workload shop/catalog --declared",
    "data.txt, data",
    "data-trace.txt, data trace fp-1a2b3c4d5e6f7788",
    "findings.txt, findings",
    "help-data.txt, data --help",
    "help-data-trace.txt, data trace --help",
    "help-findings.txt, findings --help",
    "help.txt, --help",
    "help-blueprint.txt, blueprint --help",
    "help-edges.txt, edges --help",
    "help-status.txt, status --help",
    "help-workload.txt, workload --help",
    "help-inspect-text.txt, inspect text --help",
    "help-version.txt, version --help",
  })
  void outputIsAsWrittenDown(String file, String command) {
    assertThat(run(command.split(" "))).as(err.toString()).isZero();
    golden(file, out.toString());
  }

  @Test
  void aNarrowTerminalCutsNamesAndNotFigures() {
    environment.put("SALLYPORT_TERMINAL", "1");
    environment.put("COLUMNS", "110");
    environment.put("NO_COLOR", "1");
    run("edges");
    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(111));
    golden("edges-narrow.txt", out.toString());
  }

  @Test
  void coloursAreUsedOnATerminalAndNowhereElse() {
    run("edges");
    assertThat(out.toString()).doesNotContain("\u001b");
    environment.put("SALLYPORT_TERMINAL", "1");
    run("edges");
    assertThat(out.toString()).contains("\u001b[31m");
    out.getBuffer().setLength(0);
    environment.put("NO_COLOR", "1");
    run("edges");
    assertThat(out.toString()).doesNotContain("\u001b");
  }

  @Test
  void statusIsZeroWhenAllIsWell() {
    assertThat(run("status")).isZero();
    assertThat(out.toString()).endsWith("healthy\n");
  }

  @Test
  void statusIsOneWhenSomethingIsNotAndSaysWhat() {
    answers.put("/api/v1/status", "status-degraded.json");
    assertThat(run("status")).isEqualTo(1);
    assertThat(out.toString())
        .contains("degraded\n")
        .contains("  - database: No space left on device\n")
        .contains("  - node node-b: its program is not connected\n")
        .contains("  - node node-b: 10% of the exchanges of the last window were lost\n")
        .contains("  - pod shop/payments-1 is not captured: the node program on node node-b")
        .doesNotContain("- pod sallyport/sallyport-node-x");
  }

  @Test
  void jsonIsWhatTheServerSaid() {
    assertThat(run("blueprint", "-o", "json")).isZero();
    assertThat(out.toString()).contains("\"ratePerSecond\" : 123.4");
  }

  @Test
  void aControlThatIsOlderTellsNothingOfWhatIsDeclared() {
    run("workload", "shop/catalog");
    assertThat(out.toString()).contains("CALLS", "OFFERED TO THE OUTSIDE");
    out.getBuffer().setLength(0);
    answers.remove("/api/v1/workloads/shop/Deployment/catalog/declared");
    assertThat(run("workload", "shop/catalog")).isZero();
    assertThat(out.toString()).contains("CALLS").doesNotContain("OFFERED").doesNotContain("404");
  }

  @Test
  void aServerThatIsNotThereIsExplained() {
    assertThat(run("blueprint", "--server", "http://127.0.0.1:1")).isEqualTo(69);
    assertThat(err.toString())
        .contains("cannot reach the control program: nothing listens there")
        .contains("tried: GET http://127.0.0.1:1/api/v1/blueprint")
        .contains("./sallyport up")
        .contains("port-forward")
        .contains("SALLYPORT_SERVER");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownWorkloadIsAnsweredWithThoseThereAre() {
    assertThat(run("workload", "shop/catalogue")).isEqualTo(64);
    assertThat(err.toString()).contains("in namespace shop there are: catalog,");
    assertThat(run("workload", "catalog")).isEqualTo(64);
    assertThat(err.toString()).contains("expected: NAMESPACE/NAME");
  }

  @Test
  void wrongUsageIsExplained() {
    assertThat(run("blueprint", "-o", "svg")).isEqualTo(64);
    assertThat(err.toString()).contains("TREE, TABLE, JSON, DOT, MERMAID").contains("--help");
    assertThat(run("edges", "--server", "::")).isEqualTo(64);
  }

  @Test
  void aValueGivenInsteadOfItsFingerprintIsNeitherSentNorRepeated() {
    assertThat(run("data", "trace", "4111111111111111")).isEqualTo(64);
    assertThat(err.toString()).contains("no fingerprint").doesNotContain("4111");
    assertThat(run("data", "trace", "fp-00000000000000ff")).isEqualTo(64);
  }

  private int run(String... command) {
    environment.put("COLUMNS", environment.getOrDefault("COLUMNS", "200"));
    String[] whole = java.util.Arrays.copyOf(command, command.length);
    boolean elsewhere = java.util.List.of(command).contains("--server");
    boolean help = java.util.List.of(command).contains("--help");
    if (!elsewhere && !help) {
      whole = java.util.Arrays.copyOf(command, command.length + 2);
      whole[command.length] = "--server";
      whole[command.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
    }
    return Main.run(environment, new PrintWriter(out, true), new PrintWriter(err, true), whole);
  }

  private static void golden(String name, String actual) {
    Path file = FILES.resolve(name);
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.writeString(file, actual);
      }
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
