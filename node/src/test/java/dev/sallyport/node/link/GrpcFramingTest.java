// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GrpcFramingTest {
  @Test
  void messagesSurviveHoweverTheyAreCut() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      List<byte[]> sent = new ArrayList<>();
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] message = new byte[random.nextInt(random.nextBoolean() ? 100 : 200_000)];
        random.nextBytes(message);
        sent.add(message);
        wire.write(GrpcFraming.frame(message));
      }
      GrpcFraming.Reader reader = new GrpcFraming.Reader();
      List<byte[]> read = new ArrayList<>();
      byte[] bytes = wire.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(40_000));
        reader.add(Unpooled.wrappedBuffer(bytes, at, length));
        at += length;
        for (byte[] each = reader.next(); each != null; each = reader.next()) {
          read.add(each);
        }
      }
      assertThat(read).usingElementComparator(Arrays::compare).isEqualTo(sent);
    }
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertThatThrownBy(() -> read(9, 0, 0, 0, 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(0, 0x7f, 0, 0, 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(0, -1, -1, -1, -1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(1, 0, 0, 0, 2, 7, 7)).isInstanceOf(IOException.class);
  }

  @Test
  void aMessageThatUnpacksBeyondTheBoundIsRefused() {
    byte[] bomb = GrpcFraming.frame(new byte[17 << 20]);
    GrpcFraming.Reader reader = new GrpcFraming.Reader();
    reader.add(Unpooled.wrappedBuffer(bomb));
    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
  }

  @Test
  void thePathIsThatOfTheService() {
    assertThat(LinkStream.CONNECT)
        .isEqualTo("/" + NodeLinkGrpc.getConnectMethod().getFullMethodName());
  }

  @Test
  void controlIsReadAsHostAndPort() {
    assertThat(LinkTransport.address("[::1]:7443").getHostString()).isEqualTo("::1");
    assertThat(LinkTransport.address("control.sallyport.svc:7443").getPort()).isEqualTo(7443);
    assertThatThrownBy(() -> LinkTransport.address("control"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LinkTransport.address("control:0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] read(int... bytes) throws IOException {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    GrpcFraming.Reader reader = new GrpcFraming.Reader();
    reader.add(Unpooled.wrappedBuffer(raw));
    return reader.next();
  }
}
