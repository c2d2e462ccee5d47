// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Visibility;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The path that every request takes must stay cheap. */
class AllocationTest {
  private static final int REQUESTS = 20_000;

  /**
   * The four observations, the exchange on its way and the exchange; no head, no text, no buffer.
   */
  private static final long BYTES_PER_REQUEST_MAX = 512;

  @Test
  void aRepeatedRequestAllocatesOnlyWhatIsReported() {
    ByteBuf request =
        direct(
            "GET /orders/17/items?limit=5 HTTP/1.1\r\nHost: shop.example\r\n"
                + "User-Agent: curl/8.5.0\r\nAccept: application/json\r\nX-Request-Id: 12345\r\n\r\n");
    ByteBuf answer =
        direct(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Date: Sat, 21 Nov 2026 20:00:00 GMT\r\nContent-Length: 1024\r\n\r\n"
                + "x".repeat(1024));
    ExchangeFold fold = new ExchangeFold(80, 0, ProtocolLimits.DEFAULT, new Nobody());
    ConnectionReader reader =
        new ConnectionReader(80, Optional.empty(), ProtocolLimits.DEFAULT, fold);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    long fastest = Long.MAX_VALUE;
    for (int round = 0; round < 30; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < REQUESTS; i++) {
        reader.read(Direction.FROM_CLIENT, request, i);
        reader.read(Direction.FROM_SERVER, answer, i);
      }
      fastest = Math.min(fastest, threads.getCurrentThreadCpuTime() - start);
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    System.out.println(
        "one request with its answer: " + best / REQUESTS + " B, " + fastest / REQUESTS + " ns");
    assertThat(reader.finished()).isFalse();
    assertThat(best / REQUESTS).isLessThanOrEqualTo(BYTES_PER_REQUEST_MAX);
    // A guard against a slip by an order of magnitude, not a benchmark.
    assertThat(fastest / REQUESTS).isLessThan(20_000);
  }

  private static ByteBuf direct(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return Unpooled.directBuffer(octets.length).writeBytes(octets);
  }

  private static final class Nobody implements ExchangeSink {
    @Override
    public void exchange(Exchange exchange) {}

    @Override
    public void moved(
        Conversation conversation,
        Operation operation,
        Visibility visibility,
        long request,
        long response) {}
  }
}
