// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What looking into content costs each exchange, beside what understanding it costs. */
class ContentCostTest {
  private static final int EXCHANGES = 5_000;
  private static final long BYTES_MORE_MAX = 1500;

  private record Cost(long bytes, long nanos) {}

  @Test
  void lookingIntoABodyAllocatesLittle() {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; json.length() < 4000; i++) {
      json.append("{\"id\":").append(i).append(",\"name\":\"customer\"},");
    }
    String body = json.append("{}]").toString();
    ByteBuf request =
        direct(
            "POST /orders HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: curl/8.5.0\r\n"
                + "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    ByteBuf answer =
        direct(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Date: Sat, 21 Nov 2026 20:00:00 GMT\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    Cost without = cost(request, answer, ContentListener.NONE);
    ContentBuffers buffers = new ContentBuffers(ContentLimits.DEFAULT);
    long[] seen = {0};
    ContentReader content =
        new ContentReader(
            ContentLimits.DEFAULT,
            buffers,
            new MessageSink() {
              @Override
              public void request(long stream, Message message) {
                seen[0] += message.contents().getFirst().length();
              }

              @Override
              public void response(long stream, Message message) {
                seen[0] += message.contents().getFirst().length();
              }
            },
            observation -> {});
    Cost with = cost(request, answer, content);
    System.out.printf(
        "two bodies of %d B: %d B and %d ns more than %d B and %d ns%n",
        body.length(),
        with.bytes - without.bytes,
        with.nanos - without.nanos,
        without.bytes,
        without.nanos);
    assertThat(seen[0]).isPositive();
    assertThat(buffers.heldBytes()).isZero();
    assertThat(with.bytes - without.bytes).isLessThan(BYTES_MORE_MAX);
  }

  private static Cost cost(ByteBuf request, ByteBuf answer, ContentListener listener) {
    ConnectionReader reader =
        new ConnectionReader(
            80, Optional.empty(), ProtocolLimits.DEFAULT, observation -> {}, listener);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    long nanos = Long.MAX_VALUE;
    for (int round = 0; round < 12; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      for (int i = 0; i < EXCHANGES; i++) {
        reader.read(Direction.FROM_CLIENT, request, i);
        reader.read(Direction.FROM_SERVER, answer, i);
      }
      nanos = Math.min(nanos, System.nanoTime() - start);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return new Cost(bytes / EXCHANGES, nanos / EXCHANGES);
  }

  private static ByteBuf direct(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return Unpooled.directBuffer(octets.length).writeBytes(octets);
  }
}
