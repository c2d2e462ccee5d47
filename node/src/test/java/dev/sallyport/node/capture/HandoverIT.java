// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Vantage;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One program takes capture over from another while connections come and go. */
class HandoverIT extends TwoPods {

  private static final int PORT = 7000;
  private static final int ENOUGH = 20;

  /** So many that some keep coming to either program while both listen. */
  private static final int SOCKETS = 6;

  private final RecordingObserver second = new RecordingObserver();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  @Test
  void noConnectionIsRefusedOrUnseenAndOpenOnesGoOn() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          TestPod outsider = network.pod();
          InetSocketAddress echo = server.echo(false, PORT);
          InetSocketAddress outside = outsider.echo(true, PORT);
          try (Capture before = Capture.start(config(), observer)) {
            PodNetwork.capture(before, client, server);
            SocketChannel inside = client.connect(echo);
            SocketChannel inbound = outsider.connect(echo);
            assertThat(CaptureIT.ask(inside, "a")).isEqualTo("a");
            assertThat(CaptureIT.ask(inbound, "a")).isEqualTo("a");
            try (Callers callers = new Callers()) {
              callers.call(client, echo);
              callers.call(client, outside);
              callers.call(outsider, echo);
              callers.awaitMore(ENOUGH);
              try (Capture after = follow(before)) {
                takeOver(before, after, client, server);
                callers.awaitMore(ENOUGH);
                before.retire();
                // The listeners of the first close meanwhile.
                PodNetwork.eventually(() -> !listens(client, CapturePorts.DEFAULT.outbound()));
                callers.awaitMore(ENOUGH);
                callers.close();
                assertThat(callers.failures).isEmpty();
                assertThat(CaptureIT.ask(inside, "b")).isEqualTo("b");
                assertThat(CaptureIT.ask(inbound, "b")).isEqualTo("b");
                var ended = CompletableFuture.runAsync(() -> close(before));
                assertThat(CaptureIT.ask(inside, "c")).isEqualTo("c");
                assertThat(ended).isNotDone();
                // Two own ones beside those of the callers; each is seen by one program only.
                eventuallySeen(Vantage.SERVER, callers.made(echo) + 2);
                eventuallySeen(Vantage.CLIENT, callers.made(client) + 1);
                inside.close();
                inbound.close();
                ended.join();
                assertThat(second.adopted).isEmpty();
                assertThat(taken).containsExactlyInAnyOrder(client.uid(), server.uid());
                assertThat(second.seen).hasSizeGreaterThan(ENOUGH);
                assertThat(after.states().get(server.uid()))
                    .isInstanceOf(CaptureState.Captured.class);
              }
            }
          }
        });
  }

  @Test
  void aProgramThatGoesBeforeItHasAllLeavesEverythingAsItWas() throws Exception {
    play(
        (network, before, client, server) -> {
          InetSocketAddress echo = server.echo(false, PORT);
          try (Capture after = follow(before)) {
            takeOver(before, after, client);
            assertThat(CaptureIT.ask(client.connect(echo), "a")).isEqualTo("a");
            PodNetwork.eventually(() -> !second.seen.isEmpty());
            // What a program that is killed does: nothing.
            after.freeze().get();
            after.retire();
            before.thaw().get();
            after.close(Duration.ZERO);
          }
          int seen = observer.seen.size();
          assertThat(CaptureIT.ask(client.connect(echo), "b")).isEqualTo("b");
          PodNetwork.eventually(() -> observer.seen.size() == seen + 2);
          // It beats again, or the rules would let all pass after three seconds.
          PodNetwork.eventually(() -> beats(client));
          TestPod late = network.pod();
          PodNetwork.capture(before, late);
        });
  }

  @Test
  void everyQuestionAboutANameIsAnswered() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          server.nameServer(false);
          client.resolvers(server.address(false));
          try (Capture before = Capture.start(config(), observer)) {
            PodNetwork.capture(before, client);
            AtomicInteger asked = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Void>> asking = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
              DatagramChannel kept = client.datagram(false);
              asking.add(asking(kept, server.address(false), asked, stop));
            }
            PodNetwork.eventually(() -> asked.get() > ENOUGH, () -> asking);
            try (Capture after = follow(before)) {
              takeOver(before, after, client);
              before.retire();
              before.close();
              int sofar = asked.get();
              PodNetwork.eventually(() -> asked.get() > sofar + ENOUGH, () -> asking);
              stop.set(true);
              asking.forEach(CompletableFuture::join);
              PodNetwork.eventually(
                  () -> observer.lookups.size() + second.lookups.size() == asked.get());
              assertThat(second.lookups).isNotEmpty();
            }
          }
        });
  }

  @Test
  void aProcessOfThePodCannotTakeItsLookupsButWhileTheyAreHandedOver() throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          try (Capture before = Capture.start(config(), observer)) {
            PodNetwork.capture(before, client);
            assertThat(takesLookups(client)).isFalse();
            try (Capture after = follow(before)) {
              takeOver(before, after, client);
              // The residual risk: root of the pod, for as long as both programs are there.
              assertThat(takesLookups(client)).isTrue();
              before.retire();
              before.close();
              after.alone().get(60, TimeUnit.SECONDS);
              assertThat(takesLookups(client)).isFalse();
              TestPod late = network.pod();
              PodNetwork.capture(after, late);
              assertThat(takesLookups(late)).isFalse();
            }
          }
        });
  }

  @Test
  void theAccountIsReadAsItWasWritten() {
    Predecessor account =
        new Predecessor(
            new dev.sallyport.node.capture.nft.RuleMarks(-1, 2, 3, 4, 5),
            CapturePorts.DEFAULT.following());
    assertThat(Predecessor.parse(account.text())).isEqualTo(account);
    assertThat(account.toString()).doesNotContain("-1");
    assertThat(account.ports().following()).isEqualTo(CapturePorts.DEFAULT);
  }

  private Capture follow(Capture before) throws IOException {
    CaptureConfig own =
        CaptureConfig.defaults(Files.createDirectories(state.resolve("second")))
            .withDrain(Duration.ofMillis(100))
            .withEventLoops(2);
    return Capture.follow(own, second, before.account(), taken::add);
  }

  /** Returns whether a process of the pod, as root, may bind a port that lookups are led to. */
  private static boolean takesLookups(TestPod pod) throws IOException {
    DatagramChannel thief = pod.datagram(false);
    thief.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    try {
      thief.bind(new InetSocketAddress("127.0.0.1", CapturePorts.DEFAULT.dns()));
      return true;
    } catch (BindException taken) {
      return false;
    } finally {
      thief.close();
    }
  }

  private static void takeOver(Capture before, Capture after, TestPod... pods) throws Exception {
    after.carriedBefore(before.freeze().get());
    PodNetwork.capture(after, pods);
  }

  private static void close(Capture capture) {
    try {
      capture.close(Duration.ofSeconds(60));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void eventuallySeen(Vantage vantage, long count) throws Exception {
    PodNetwork.eventually(
        () -> seen(observer, vantage) + seen(second, vantage) == count,
        () -> seen(observer, vantage) + " and " + seen(second, vantage) + " of " + count);
  }

  private static long seen(RecordingObserver by, Vantage vantage) {
    return by.seen.stream().filter(each -> each.connection.vantage() == vantage).count();
  }

  private static boolean listens(TestPod pod, int port) {
    try {
      return pod.sh("cat /proc/net/tcp").contains(String.format("0100007F:%04X 00000000", port));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean beats(TestPod pod) {
    try {
      // Elements of the rules' own making expire; a second or more is left only after a beat.
      String set = pod.sh("nft list set inet sallyport alive");
      return set.contains("expires 2s9") || set.contains("expires 2s8");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<Void> asking(
      DatagramChannel from, InetAddress resolver, AtomicInteger asked, AtomicBoolean stop) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!stop.get()) {
                lookUp(from, resolver, asked.incrementAndGet());
              }
              done.complete(null);
            });
    return done;
  }

  /** Asks over one socket, which the kernel keeps leading to the same listener. */
  private static void lookUp(DatagramChannel from, InetAddress resolver, int number) {
    try {
      byte[] question = new byte[17];
      question[0] = (byte) (number >> 8);
      question[1] = (byte) number;
      question[5] = 1;
      from.send(ByteBuffer.wrap(question), new InetSocketAddress(resolver, 53));
      // One that is not answered is waited for until the test has no patience left.
      from.receive(ByteBuffer.allocate(512));
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Threads that open one connection after the other, each with a question and its answer. */
  private static final class Callers implements AutoCloseable {

    private record Made(TestPod from, InetSocketAddress to) {}

    final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Made> made = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stop;

    void call(TestPod from, InetSocketAddress to) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    while (!stop) {
                      try (SocketChannel channel = from.connect(to)) {
                        made.add(new Made(from, to));
                        if (!CaptureIT.ask(channel, "x").equals("x")) {
                          failures.add("another answer");
                        }
                      } catch (Exception e) {
                        failures.add(to + ": " + e);
                      }
                    }
                  }));
    }

    void awaitMore(int connections) throws Exception {
      for (Made each : List.copyOf(made).stream().distinct().toList()) {
        long before = made.stream().filter(each::equals).count();
        PodNetwork.eventually(
            () -> made.stream().filter(each::equals).count() >= before + connections);
      }
    }

    long made(InetSocketAddress to) {
      return made.stream().filter(each -> each.to().equals(to)).count();
    }

    long made(TestPod from) {
      return made.stream().filter(each -> each.from() == from).count();
    }

    @Override
    public void close() throws InterruptedException {
      stop = true;
      for (Thread each : threads) {
        each.join();
      }
    }
  }
}
