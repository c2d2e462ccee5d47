// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.SourceOwners;
import dev.sallyport.node.capture.SteerListener;
import dev.sallyport.node.capture.SteerSettings;
import dev.sallyport.node.capture.Steering;
import dev.sallyport.node.enforce.EnforceLimits;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.enforce.Redactor;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.link.WindowSchedule;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies in front of servers and clients that are not ours. */
class EnforcementIT {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Workload CATALOG = Workload.of("shop", "Service", "catalog");

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE);
  private EventLoopGroup peers;
  private NodeIdentity identity;
  private Dataplane dataplane;
  private Steering steering;
  private int port;

  @BeforeEach
  void start() throws IOException {
    peers = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    identity =
        NodeIdentity.start(
            NodeIdentity.Settings.of("test", freePort(), Optional.empty(), Optional.empty()),
            peers,
            EpollDatagramChannel.class);
    WindowSchedule schedule =
        new WindowSchedule("test", "boot", 10, System.currentTimeMillis(), System.nanoTime());
    dataplane =
        new Dataplane(
            identity.connections(),
            identity.names(),
            schedule.clock(),
            true,
            Optional.empty(),
            enforcement,
            uid -> List.of());
    steering = Steering.start(SteerSettings.defaults(1), dataplane, SourceOwners.NONE);
    port = freePort();
  }

  @AfterEach
  void stop() throws Exception {
    steering.close();
    identity.close();
    peers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    for (Process each : processes) {
      each.destroy();
      assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void curlIsRefusedOneMethodByNginxNeverSawIt() throws Exception {
    Path log = nginx();
    apply(deny("DELETE", "/**"));
    String got = curl("-i", "http://127.0.0.1:" + port + "/a");
    assertThat(got).startsWith("HTTP/1.1 200").endsWith("hello");
    String denied =
        curl(
            "-i",
            "-X",
            "DELETE",
            "http://127.0.0.1:" + port + "/a",
            "--next",
            "http://127.0.0.1:" + port + "/b");
    assertThat(denied)
        .startsWith("HTTP/1.1 403")
        .contains("x-sallyport-policy: shop/catalog/deny")
        .contains("application/problem+json")
        .endsWith("hello");
    await(() -> logged(log).contains("GET /b"));
    assertThat(logged(log)).contains("GET /a").doesNotContain("DELETE");
    assertThat(enforcement.counters()).containsEntry("exchanges_denied", 1L);
  }

  @Test
  void uploadsToADeniedPathNeverReachTheServer() throws Exception {
    Path log = nginx();
    apply(deny("POST", "/up"));
    Path body = Files.write(folder.resolve("body"), new byte[3 << 20]);
    assertThat(curl("-i", "-T", body.toString(), "-X", "POST", "http://127.0.0.1:" + port + "/up"))
        .contains("HTTP/1.1 403");
    assertThat(curl("http://127.0.0.1:" + port + "/ok")).isEqualTo("hello");
    await(() -> logged(log).contains("GET /ok"));
    assertThat(logged(log)).doesNotContain("/up");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    Path log = nginx();
    apply(deny("DELETE", "/**"));
    try (Socket socket = new Socket(HERE, port)) {
      String get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
      String delete = "DELETE /b HTTP/1.1\r\nHost: x\r\n\r\n";
      String last = "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((get + delete + get + delete + last).getBytes(US_ASCII));
      socket.setSoTimeout(60_000);
      String all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(all.replaceAll("(?s)HTTP/1.1 (\\d+).*?(?=HTTP/1.1|$)", "$1 "))
          .isEqualTo("200 403 200 403 200 ");
    }
    assertThat(Files.readString(log)).doesNotContain("DELETE");
  }

  @Test
  void oneStreamOfHttp2IsRefusedAndTheOthersGoOn() throws Exception {
    nghttpd();
    apply(deny("GET", "/secret"));
    String url = "http://127.0.0.1:" + port;
    String got = run("nghttp", "-v", url + "/index.html", url + "/secret", url + "/index.html?2");
    assertThat(got).contains(":status: 403").contains("x-sallyport-policy: shop/catalog/deny");
    assertThat(got.split(":status: 200", -1)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(got).doesNotContain("GOAWAY (error_code=PROTOCOL_ERROR");
    Path body = Files.write(folder.resolve("body"), new byte[50_000]);
    String uploaded =
        run("nghttp", "-v", "-d", body.toString(), "-H", ":method: GET", url + "/secret");
    assertThat(uploaded).contains(":status: 403").doesNotContain("error_code=PROTOCOL_ERROR");
    assertThat(run("curl", "-s", "--http2-prior-knowledge", url + "/index.html"))
        .isEqualTo("hello");
  }

  @Test
  void manyStreamsOfHttp2PassAGateUnharmed() throws Exception {
    nghttpd();
    apply(deny("GET", "/secret"));
    String got =
        run("h2load", "-n", "2000", "-c", "4", "-m", "20", "http://127.0.0.1:" + port + "/big");
    assertThat(got).contains("2000 succeeded, 0 failed, 0 errored");
    assertThat(got).contains("status codes: 2000 2xx");
    String denied =
        run("h2load", "-n", "2000", "-c", "4", "-m", "20", "http://127.0.0.1:" + port + "/secret");
    assertThat(denied).contains("2000 4xx");
  }

  @Test
  void aCallOfGrpcIsRefusedInItsWords() throws Exception {
    nghttpd();
    apply(
        new Rule(
            "deny",
            Side.INBOUND,
            new Condition.Calls(
                List.of(
                    new CallPattern.Rpc(
                        Set.of(new NamePattern("shop.Stock")), Set.of(new NamePattern("Drop"))))),
            new Response.Deny(403, "not to you")));
    String got =
        run(
            "curl",
            "-si",
            "--http2-prior-knowledge",
            "-H",
            "content-type: application/grpc",
            "-H",
            "te: trailers",
            "--data-binary",
            "abc",
            "http://127.0.0.1:" + port + "/shop.Stock/Drop");
    assertThat(got).startsWith("HTTP/2 200").contains("grpc-status: 7", "grpc-message: not to you");
  }

  @Test
  void callersAreToldToSlowDown() throws Exception {
    nginx();
    apply(
        new Rule(
            "slow",
            Side.INBOUND,
            Condition.ALWAYS,
            new Response.Throttle(new RateLimit(0.01, 2, RateLimit.Per.CALLER))));
    String url = "http://127.0.0.1:" + port + "/";
    assertThat(curl("-w", "%{http_code}", url)).isEqualTo("hello200");
    assertThat(curl("-w", "%{http_code}", url)).isEqualTo("hello200");
    assertThat(curl("-i", url)).startsWith("HTTP/1.1 429").contains("retry-after: ");
  }

  @Test
  void aNewPolicyCutsAnOpenConnection() throws Exception {
    nginx();
    try (Socket socket = new Socket(HERE, port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      enforcement.apply(List.of(policy(true)));
      dataplane.ruled();
      await(() -> ended(socket));
    }
    await(() -> enforcement.counters().get("connections_cut") == 1L);
    try (Socket socket = new Socket(HERE, port)) {
      await(() -> ended(socket));
    }
  }

  @Test
  void withoutAPolicyThatConcernsItAConnectionIsNotGuarded() throws Exception {
    nginx();
    assertThat(curl("http://127.0.0.1:" + port + "/")).isEqualTo("hello");
    assertThat(enforcement.counters()).containsEntry("connections_guarded", 0L);
  }

  private void apply(Rule... rules) throws IOException {
    assertThat(enforcement.apply(List.of(policy(false, rules)))).isEmpty();
    dataplane.ruled();
  }

  private static Policy policy(boolean denyByDefault, Rule... rules) {
    return new Policy(
        new PolicyId("shop", "catalog"),
        1,
        PolicyTier.NAMESPACE,
        Selector.of(CATALOG),
        List.of(rules),
        denyByDefault,
        false,
        Mode.ENFORCE,
        100,
        OnFailure.CLOSED,
        Policy.DEFAULT_BUDGET);
  }

  private static Rule deny(String method, String path) {
    return new Rule(
        "deny",
        Side.INBOUND,
        new Condition.Calls(List.of(new CallPattern.Http(Set.of(method), Set.of(path)))),
        new Response.Deny(403, "no"));
  }

  private void listen(int upstream) throws IOException {
    steering.listeners(
        List.of(
            new SteerListener(
                new SteerListener.Service("shop", "catalog"),
                port,
                new InetSocketAddress(HERE, port),
                List.of(new SteerListener.Upstream(new InetSocketAddress(HERE, upstream), "")))));
    await(() -> accepts(port));
  }

  private Path nginx() throws Exception {
    int upstream = freePort();
    Path log = folder.resolve("access.log");
    Path config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
            events {}
            http {
              access_log %1$s/access.log;
              client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
              uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s; client_max_body_size 100m;
              server { listen 127.0.0.1:%2$d; location / { return 200 "hello"; } }
            }
            """
                .formatted(folder, upstream));
    processes.add(
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start());
    await(() -> accepts(upstream));
    listen(upstream);
    return log;
  }

  private static String logged(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void nghttpd() throws Exception {
    int upstream = freePort();
    Files.writeString(folder.resolve("index.html"), "hello");
    Files.writeString(folder.resolve("secret"), "secret");
    Files.write(folder.resolve("big"), new byte[40_000]);
    processes.add(
        new ProcessBuilder(
                "nghttpd", "--no-tls", "-d", folder.toString(), Integer.toString(upstream))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nghttpd.out").toFile())
            .start());
    await(() -> accepts(upstream));
    listen(upstream);
  }

  private String curl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output;
    try (InputStream all = process.getInputStream()) {
      output = new String(all.readAllBytes(), US_ASCII);
    }
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(output).isTrue();
    return output;
  }

  private static boolean accepts(int port) {
    try (Socket ignored = new Socket(HERE, port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
      return free.getLocalPort();
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
