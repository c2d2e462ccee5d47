// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On loopback addresses, as any user. */
class SteeringIT {
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final List<SteeredConnection> seen = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<CloseReason> ended = new CopyOnWriteArrayList<>();
  private volatile boolean ownersSilent;
  private Steering steering;

  @BeforeEach
  void start() throws Exception {
    SteerSettings settings =
        new SteerSettings(
            CaptureLimits.DEFAULT, Duration.ofMillis(200), Duration.ofMillis(500), PATIENCE, 1);
    steering =
        Steering.start(
            settings,
            connection -> {
              seen.add(connection);
              return new Recording();
            },
            (source, accepted, podUid) -> {
              if (!ownersSilent) {
                podUid.accept("uid-caller");
              }
            });
  }

  @AfterEach
  void stop() {
    steering.close();
  }

  @Test
  void bytesPassBothWaysAndAreSeenWithBothEnds() throws Exception {
    try (Echo echo = new Echo()) {
      SteerListener listener = listener(freePort(), upstream(echo.port(), "uid-callee"));
      open(listener);
      try (Socket client = dial(listener)) {
        assertThat(exchange(client, "hello")).isEqualTo("hello");
        assertThat(seen).hasSize(1);
        SteeredConnection connection = seen.getFirst();
        assertThat(connection.sourcePodUid()).isEqualTo("uid-caller");
        assertThat(connection.upstream().podUid()).isEqualTo("uid-callee");
        assertThat(connection.source().getPort()).isEqualTo(client.getLocalPort());
      }
      await(() -> ended.equals(List.of(CloseReason.FINISHED)));
      assertThat(said).containsExactly("FROM_CLIENT hello", "FROM_SERVER hello");
    }
  }

  @Test
  void aConnectionWhoseOwnerIsNotFoundInTimeGoesOnWithoutAndIsCounted() throws Exception {
    ownersSilent = true;
    try (Echo echo = new Echo()) {
      SteerListener listener = listener(freePort(), upstream(echo.port(), "uid-callee"));
      open(listener);
      try (Socket client = dial(listener)) {
        assertThat(exchange(client, "late")).isEqualTo("late");
      }
      assertThat(seen.getFirst().sourcePodUid()).isEmpty();
      assertThat(steering.counters()).containsEntry("limit_owner_wait", 1L);
    }
  }

  @Test
  void upstreamsTakeTurnsAndChangeWhileOpenConnectionsGoOn() throws Exception {
    try (Echo one = new Echo();
        Echo other = new Echo()) {
      int port = freePort();
      open(listener(port, upstream(one.port(), "a"), upstream(other.port(), "b")));
      try (Socket first = dial(port);
          Socket second = dial(port)) {
        assertThat(exchange(first, "1") + exchange(second, "2")).isEqualTo("12");
        assertThat(seen).extracting(c -> c.upstream().podUid()).containsExactly("a", "b");
        steering.listeners(List.of(listener(port, upstream(other.port(), "b"))));
        await(() -> !steering.states().containsKey("a"));
        assertThat(exchange(first, "3")).isEqualTo("3");
        try (Socket third = dial(port)) {
          assertThat(exchange(third, "4")).isEqualTo("4");
        }
        assertThat(seen.getLast().upstream().podUid()).isEqualTo("b");
      }
    }
  }

  @Test
  void aListenerThatLeadsNowhereRefuses() throws Exception {
    int port = freePort();
    open(listener(port));
    assertThatThrownBy(
            () -> {
              try (Socket client = dial(port)) {
                exchange(client, "x");
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(seen).isEmpty();
  }

  @Test
  void aListenerThatIsTakenAwayIsClosed() throws Exception {
    int port = freePort();
    open(listener(port));
    steering.listeners(List.of());
    await(() -> refused(port));
    assertThat(steering.counters()).containsEntry("listeners_open", 0L);
  }

  @Test
  void aPodBehindAListenerIsNeverCalledCapturedAndATakenPortIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, HERE);
        Echo echo = new Echo()) {
      SteerListener good = listener(freePort(), upstream(echo.port(), "uid-good"));
      SteerListener bad = listener(taken.getLocalPort(), upstream(echo.port(), "uid-bad"));
      steering.listeners(List.of(good, bad));
      await(() -> steering.troubles().toString().contains("cannot listen"));
      await(
          () ->
              new CaptureState.NotCaptured(Steering.BY_SERVICE)
                  .equals(steering.states().get("uid-good")));
      assertThat(steering.states().get("uid-bad").toString())
          .contains("the listener of Service shop/echo: it cannot listen");
    }
  }

  @Test
  void whatIsMeasuredStaysMeasured() throws Exception {
    int port = freePort();
    open(listener(port));
    long before = steering.counters().get("canaries_answered");
    await(() -> steering.counters().get("canaries_answered") > before + 2);
    assertThat(steering.troubles()).isEmpty();
    assertThat(seen).as("canaries are not traffic").isEmpty();
  }

  private void open(SteerListener listener) throws Exception {
    steering.listeners(List.of(listener));
    await(() -> steering.counters().get("canaries_answered") > 0);
    assertThat(steering.troubles()).isEmpty();
  }

  private static SteerListener listener(int port, SteerListener.Upstream... upstreams) {
    return new SteerListener(
        new SteerListener.Service("shop", "echo"),
        80,
        new InetSocketAddress(HERE, port),
        List.of(upstreams));
  }

  private static SteerListener.Upstream upstream(int port, String podUid) {
    return new SteerListener.Upstream(new InetSocketAddress(HERE, port), podUid);
  }

  private static Socket dial(SteerListener listener) throws IOException {
    return dial(listener.listen().getPort());
  }

  private static Socket dial(int port) throws IOException {
    Socket socket = new Socket(HERE, port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String exchange(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    byte[] answer = socket.getInputStream().readNBytes(text.length());
    if (answer.length < text.length()) {
      throw new SocketException("the other side ended");
    }
    return new String(answer, US_ASCII);
  }

  private static boolean refused(int port) {
    try (Socket socket = dial(port)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
      return free.getLocalPort();
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    PodNetwork.eventually(condition);
  }

  private final class Recording implements Tap {
    @Override
    public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {}

    @Override
    public boolean wantsBytes() {
      return true;
    }

    @Override
    public void bytes(Direction direction, ByteBuf bytes, long nowNanos) {
      said.add(direction + " " + bytes.toString(US_ASCII));
    }

    @Override
    public void closed(CloseReason why, long fromClient, long fromServer, long nowNanos) {
      ended.add(why);
    }
  }

  /** Says back what it hears. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, HERE);

    Echo() throws IOException {
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }

    private void serve() {
      while (true) {
        try {
          Socket client = server.accept();
          Thread.ofVirtual().start(() -> echo(client));
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void echo(Socket client) {
      try (client) {
        client.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException e) {
        // The other side went away.
      }
    }
  }
}
