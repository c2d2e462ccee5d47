// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsZoneTest {
  private static final byte[] PASSED = {1, 2, 3};

  private final DnsZone zone =
      new DnsZone(
          new DnsZone.Names() {
            @Override
            public Optional<List<InetAddress>> lookup(String name) {
              return name.equals("web.svc.cluster.local")
                  ? Optional.of(
                      List.of(
                          InetAddress.ofLiteral("10.96.0.20"), InetAddress.ofLiteral("fd00::14")))
                  : Optional.empty();
            }

            @Override
            public boolean owns(String name) {
              return name.endsWith(".cluster.local");
            }
          },
          query -> PASSED);

  @Test
  void aKnownNameIsAnsweredPerFamily() throws IOException {
    byte[] four = zone.answer(query("WEB.svc.cluster.local", 1));
    assertThat(answers(four)).isEqualTo(1);
    assertThat(four).endsWith(10, 96, 0, 20);
    byte[] six = zone.answer(query("web.svc.cluster.local", 28));
    assertThat(six).endsWith(InetAddress.ofLiteral("fd00::14").getAddress());
  }

  @Test
  void aKnownNameWithoutThatTypeHasNoAnswerButExists() throws IOException {
    byte[] answer = zone.answer(query("web.svc.cluster.local", 16));
    assertThat(answers(answer)).isZero();
    assertThat(code(answer)).isZero();
  }

  @Test
  void anOwnNameThatDoesNotExistIsDenied() throws IOException {
    assertThat(code(zone.answer(query("no.svc.cluster.local", 1)))).isEqualTo(3);
  }

  @Test
  void aForeignNameIsPassedOn() throws IOException {
    assertThat(zone.answer(query("example.org", 1))).isEqualTo(PASSED);
  }

  @Test
  void garbageNeverHurts() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      try {
        zone.answer(bytes);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("question");
      }
    }
  }

  private static int answers(byte[] message) {
    return ByteBuffer.wrap(message).getShort(6);
  }

  private static int code(byte[] message) {
    return message[3] & 15;
  }

  private static byte[] query(String name, int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
    return out.toByteArray();
  }
}
