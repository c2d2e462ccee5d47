// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.model.Vantage;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that live through enrolment, its end, and enrolment again; none may break. */
class LongSessionIT {

  @TempDir Path state;

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLongDownloadLivesThroughEnrolmentAndItsEnd(boolean v6) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress at =
              server.serve(
                  v6,
                  8080,
                  channel -> {
                    for (long number = 0; ; number++) {
                      channel.write(ByteBuffer.allocate(8).putLong(number).flip());
                      TimeUnit.MICROSECONDS.sleep(200);
                    }
                  });
          RecordingObserver observer = new RecordingObserver();
          try (SocketChannel early = client.connect(at);
              Capture capture = Capture.start(config(), observer)) {
            AtomicLong earlyRead = follow(early);
            goesOn(earlyRead);
            enrol(capture, client, server);
            goesOn(earlyRead);
            assertThat(observer.adopted.get(client.uid()))
                .singleElement()
                .satisfies(
                    adopted -> {
                      assertThat(adopted.vantage()).isEqualTo(Vantage.CLIENT);
                      assertThat(adopted.destination()).isEqualTo(at);
                    });
            assertThat(observer.adopted.get(server.uid()))
                .singleElement()
                .satisfies(
                    adopted -> {
                      assertThat(adopted.vantage()).isEqualTo(Vantage.SERVER);
                      assertThat(adopted.destination()).isEqualTo(at);
                    });
            try (SocketChannel during = client.connect(at)) {
              AtomicLong duringRead = follow(during);
              goesOn(duringRead);
              assertThat(observer.seen).hasSize(2);
              PodNetwork.release(capture, client, server);
              assertThat(capture.states().get(client.uid()).toString()).contains("switched off");
              goesOn(earlyRead, duringRead);
              try (SocketChannel between = client.connect(at)) {
                AtomicLong betweenRead = follow(between);
                goesOn(betweenRead);
                assertThat(observer.seen).hasSize(2);
                for (int i = 0; i < 3; i++) {
                  enrol(capture, client, server);
                  goesOn(earlyRead, duringRead, betweenRead);
                  PodNetwork.release(capture, client, server);
                }
                enrol(capture, client, server);
                goesOn(earlyRead, duringRead, betweenRead);
                try (SocketChannel again = client.connect(at)) {
                  goesOn(follow(again));
                  assertThat(observer.seen).hasSize(4);
                }
              }
            }
          }
        });
  }

  @Test
  void whenOneOfThoseOpenBeforeEndsItIsTold() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          InetSocketAddress at = server.echo(false, 8080);
          RecordingObserver observer = new RecordingObserver();
          CaptureConfig often = config().withCanaryInterval(Duration.ofMillis(200));
          try (SocketChannel first = client.connect(at);
              SocketChannel second = client.connect(at);
              Capture capture = Capture.start(often, observer)) {
            enrol(capture, client);
            PodNetwork.eventually(() -> observer.adopted.containsKey(client.uid()));
            assertThat(observer.adopted.get(client.uid())).hasSize(2);
            InetSocketAddress left = (InetSocketAddress) second.getLocalAddress();
            first.close();
            PodNetwork.eventually(() -> observer.stillOpen.containsKey(client.uid()));
            assertThat(observer.stillOpen.get(client.uid()))
                .singleElement()
                .satisfies(each -> assertThat(each.source()).isEqualTo(left));
            capture.forget(client.sandbox()).get(60, TimeUnit.SECONDS);
            PodNetwork.eventually(() -> observer.stillOpen.get(client.uid()).isEmpty());
          }
        });
  }

  @Test
  void aPostgresSessionLivesThroughEnrolmentAndItsEnd() throws Exception {
    Path programs = postgres();
    assumeTrue(programs != null, "needs Debian's postgresql");
    Path data = Files.createTempDirectory(Path.of("/tmp"), "sallyport-pg");
    try {
      runPostgres(programs, data);
    } finally {
      new ProcessBuilder("rm", "-rf", data.toString()).start().waitFor();
    }
  }

  private void runPostgres(Path programs, Path data) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          network.sh("chown postgres " + data);
          String as = "setpriv --reuid postgres --regid postgres --clear-groups ";
          network.sh(
              as
                  + programs
                  + "/initdb -A trust -U shop -D "
                  + data
                  + "/d >/dev/null; echo"
                  + " host all all 0.0.0.0/0 trust >> "
                  + data
                  + "/d/pg_hba.conf");
          Process database =
              server.start(
                  "setpriv",
                  "--reuid",
                  "postgres",
                  "--regid",
                  "postgres",
                  "--clear-groups",
                  programs + "/postgres",
                  "-D",
                  data + "/d",
                  "-k",
                  data.toString(),
                  "-h",
                  server.address(false).getHostAddress());
          InetSocketAddress at = new InetSocketAddress(server.address(false), 5432);
          PodNetwork.eventually(
              () -> {
                try (SocketChannel channel = client.connect(at)) {
                  return true;
                } catch (IOException e) {
                  return false;
                }
              });
          TimeUnit.SECONDS.sleep(1);
          RecordingObserver observer = new RecordingObserver();
          try (Session early = new Session(client, programs, at);
              Capture capture = Capture.start(config(), observer)) {
            early.checks(1);
            enrol(capture, client, server);
            early.checks(2);
            try (Session during = new Session(client, programs, at)) {
              during.checks(3);
              assertThat(observer.seen).hasSize(2);
              PodNetwork.release(capture, client, server);
              early.checks(4);
              during.checks(5);
              enrol(capture, client, server);
              early.checks(6);
              during.checks(7);
            }
          } finally {
            database.destroy();
            database.waitFor(10, TimeUnit.SECONDS);
          }
        });
  }

  /** One psql that stays connected. */
  private static final class Session implements AutoCloseable {

    private final Process psql;
    private final BufferedWriter input;
    private final BufferedReader output;

    Session(TestPod client, Path programs, InetSocketAddress at) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
                  programs + "/psql",
                  "-h",
                  at.getAddress().getHostAddress(),
                  "-U",
                  "shop",
                  "-d",
                  "postgres",
                  "-Atq")
              .redirectErrorStream(true);
      psql = client.inside(builder::start);
      input = new BufferedWriter(new OutputStreamWriter(psql.getOutputStream()));
      output = new BufferedReader(new InputStreamReader(psql.getInputStream()));
      input.write("create temp table held (n int);\n");
    }

    /** The temporary table is there only as long as the session is the same one. */
    void checks(int number) throws IOException {
      input.write("insert into held values (" + number + "); select max(n) from held;\n");
      input.flush();
      assertThat(output.readLine()).isEqualTo(Integer.toString(number));
    }

    @Override
    public void close() throws Exception {
      input.close();
      psql.waitFor(10, TimeUnit.SECONDS);
      psql.destroyForcibly();
    }
  }

  private static Path postgres() {
    File[] versions = new File("/usr/lib/postgresql").listFiles();
    return versions == null || versions.length == 0 ? null : versions[0].toPath().resolve("bin");
  }

  private static void enrol(Capture capture, TestPod... pods) throws Exception {
    for (TestPod pod : pods) {
      PodNetwork.capture(capture, pod);
    }
  }

  /** Reads numbers in the background and returns the last that came in order; -1 for a break. */
  private static AtomicLong follow(SocketChannel channel) {
    AtomicLong last = new AtomicLong();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              ByteBuffer number = ByteBuffer.allocate(8);
              try {
                for (long expected = 0; ; expected++) {
                  number.clear();
                  while (number.hasRemaining()) {
                    if (channel.read(number) < 0) {
                      last.set(-1);
                      return;
                    }
                  }
                  if (number.getLong(0) != expected) {
                    last.set(-1);
                    return;
                  }
                  last.set(expected);
                }
              } catch (IOException e) {
                last.set(-1);
              }
            });
    return last;
  }

  private static void goesOn(AtomicLong... readers) throws Exception {
    for (AtomicLong each : readers) {
      long before = each.get();
      assertThat(before).isNotNegative();
      PodNetwork.eventually(() -> each.get() > before + 100 || each.get() < 0);
      assertThat(each.get()).isPositive();
    }
  }

  private CaptureConfig config() {
    return CaptureConfig.defaults(state).withDrain(Duration.ofMillis(100)).withEventLoops(2);
  }
}
