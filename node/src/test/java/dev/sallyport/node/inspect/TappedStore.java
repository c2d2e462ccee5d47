// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.Ending;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Relays one connection to a real store and counts what is said on it as the node does. */
final class TappedStore implements AutoCloseable {
  private static final Conversation BETWEEN =
      new Conversation(
          new Attribution(Workload.of("shop", "Deployment", "checkout"), Proof.PEER_VOUCH),
          new Attribution(Workload.of("shop", "StatefulSet", "store"), Proof.NAMESPACE),
          1,
          CaptureTier.NODE,
          Vantage.SERVER);

  private final ServerSocket listener;
  private final int target;
  private final CountDownLatch ended = new CountDownLatch(2);
  private final WindowClock clock = new WindowClock(1_000_000, System.nanoTime());
  private final SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
  private final Counting counting;
  private final long[] bytes = new long[2];

  TappedStore(Inspection inspection, int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    this.counting = new Counting(inspection.loop(), builder);
    Thread.ofVirtual().start(this::relay);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns what the connection amounts to, once it has ended. */
  Summary summary() throws InterruptedException {
    if (!ended.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection has not ended");
    }
    synchronized (counting) {
      counting.inspection.closed();
      counting.fold.closed(counting.reader, Ending.ORDERLY, bytes[0], bytes[1], System.nanoTime());
      return builder
          .swap(new OpenWindow(SummaryLimits.DEFAULT), clock)
          .freeze(new SummaryId("n", "b", new Window(1000, 5)));
    }
  }

  static EdgeCounts all(Summary summary) {
    return summary.edges().values().stream().reduce(EdgeCounts.NONE, EdgeCounts::plus);
  }

  private void relay() {
    try (Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      Thread answers = Thread.ofVirtual().start(() -> move(Direction.FROM_SERVER, server, client));
      move(Direction.FROM_CLIENT, client, server);
      answers.join();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void move(Direction direction, Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      for (int n = from.getInputStream().read(buffer); n >= 0; ) {
        synchronized (counting) {
          bytes[direction.ordinal()] += n;
          counting.reader.read(direction, Unpooled.wrappedBuffer(buffer, 0, n), System.nanoTime());
        }
        to.getOutputStream().write(buffer, 0, n);
        n = from.getInputStream().read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // The other side hung up first, as clients do that have said good-bye.
    } finally {
      ended.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private static final class Counting implements ExchangeSink {
    final ConnectionInspection inspection;
    final ExchangeFold fold;
    final ConnectionReader reader;
    private final SummaryBuilder builder;

    Counting(LoopInspection loop, SummaryBuilder builder) {
      this.builder = builder;
      this.fold = new ExchangeFold(1, System.nanoTime(), ProtocolLimits.DEFAULT, this);
      this.inspection = loop.open(fold, "store");
      this.reader =
          new ConnectionReader(
              1, Optional.empty(), ProtocolLimits.DEFAULT, fold, inspection.listener());
      fold.conversation(BETWEEN);
    }

    @Override
    public void exchange(Exchange exchange) {
      throw new AssertionError("asked without a number");
    }

    @Override
    public void exchange(Exchange exchange, long stream) {
      ConnectionInspection.Said said = inspection.counted(exchange, stream);
      if (said == null) {
        builder.add(exchange, 0);
        return;
      }
      Exchange seen =
          new Exchange(
              exchange.conversation(),
              exchange.operation(),
              exchange.outcome(),
              said.visibility(),
              exchange.requestBytes(),
              exchange.responseBytes(),
              exchange.startedAtNanos(),
              exchange.latencyNanos(),
              exchange.durationNanos());
      builder.add(seen, 0, said.contents());
    }

    @Override
    public void moved(
        Conversation conversation,
        Operation operation,
        Visibility visibility,
        long requestBytes,
        long responseBytes) {}
  }
}
