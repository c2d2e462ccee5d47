// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sallyport.model.Observation;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.node.inspect.InspectLimits;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Connections on which policies act though the other side counts them, for as long as they live.
 */
class UncountedTest {
  private static final int MANY = 3 * InspectLimits.DEFAULT.pending();
  private static final String POST =
      "POST /orders HTTP/1.1\r\nhost: c\r\ncontent-type: application/json\r\n"
          + "content-length: 9\r\n\r\n{\"id\":17}";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final Conversation BETWEEN =
      new Conversation(
          new Attribution(Workload.of("shop", "Deployment", "checkout"), Proof.PEER_VOUCH),
          new Attribution(Workload.of("shop", "Deployment", "orders"), Proof.NAMESPACE),
          8080,
          CaptureTier.NODE,
          Vantage.SERVER);
  private int lookedInto;
  private int settled;
  private final WindowClock clock = new WindowClock(1_000_000, System.nanoTime());
  private final SummaryBuilder builder = new SummaryBuilder(SummaryLimits.DEFAULT, clock);
  private final ConnectionInspection inspection =
      new Inspection(InspectLimits.DEFAULT, List::of, Instant::now)
          .loop()
          .open(this::observed, "orders:8080");
  private final TapCounting counting =
      new TapCounting(
          builder,
          new Carried(
              InetAddress.getLoopbackAddress(),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
              8080,
              0,
              CaptureTier.NODE,
              Vantage.SERVER,
              Visibility.full(),
              ""),
          inspection,
          (stream, operation) -> {
            settled++;
            return Optional.empty();
          });
  private final ExchangeFold fold =
      new ExchangeFold(8080, System.nanoTime(), ProtocolLimits.DEFAULT, counting);
  private final ConnectionReader reader =
      new ConnectionReader(
          8080,
          Optional.empty(),
          ProtocolLimits.DEFAULT,
          this::observed,
          inspection.listener(),
          new ProtocolMemory());

  private void observed(Observation observation) {
    if (observation instanceof Observation.ResponseEnd end) {
      lookedInto += inspection.saidOf(end.stream()).isPresent() ? 1 : 0;
    }
    fold.accept(observation);
  }

  private void exchanges() {
    for (int i = 0; i < MANY; i++) {
      reader.read(Direction.FROM_CLIENT, Unpooled.copiedBuffer(POST, ISO_8859_1), 0);
      reader.read(Direction.FROM_SERVER, Unpooled.copiedBuffer(OK, ISO_8859_1), 0);
    }
  }

  private Summary counted() {
    return builder
        .swap(new OpenWindow(SummaryLimits.DEFAULT), clock)
        .freeze(new SummaryId("n", "b", new Window(1000, 5)));
  }

  @Test
  void theirLastExchangeIsLookedIntoAsTheirFirstAndNoneIsCountedHere() {
    counting.uncounted();
    fold.conversation(BETWEEN);
    exchanges();
    assertThat(lookedInto).isEqualTo(MANY);
    assertThat(settled).isEqualTo(MANY);
    assertThat(counted().edges()).isEmpty();
  }

  @Test
  void thoseThatAreCountedHereAre() {
    fold.conversation(BETWEEN);
    exchanges();
    assertThat(lookedInto).isEqualTo(MANY);
    assertThat(counted().edges().values())
        .singleElement()
        .satisfies(edge -> assertThat(edge.exchanges()).isEqualTo(MANY));
  }
}
