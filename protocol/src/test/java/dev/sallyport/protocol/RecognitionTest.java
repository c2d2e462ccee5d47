// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecognitionTest {
  private static final Direction CLIENT = Direction.FROM_CLIENT;
  private static final Direction SERVER = Direction.FROM_SERVER;

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Protocol recognised(int port, Direction direction, byte[] octets) {
    return Dialogue.empty()
        .with(direction, octets)
        .heard(left -> left, port, Optional.empty(), ProtocolLimits.DEFAULT, false)
        .protocol();
  }

  static Stream<Arguments> openings() {
    return Stream.of(
        Arguments.of(Protocol.HTTP1, CLIENT, latin("GET /")),
        Arguments.of(Protocol.HTTP1, CLIENT, latin("\r\nM-SEARCH /")),
        Arguments.of(Protocol.HTTP1, CLIENT, latin("OPTIONS *")),
        Arguments.of(Protocol.HTTP1, CLIENT, latin("GET http://")),
        Arguments.of(Protocol.HTTP1, CLIENT, latin("CONNECT a")),
        Arguments.of(Protocol.HTTP2, CLIENT, latin("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
        Arguments.of(Protocol.TLS, CLIENT, Dialogue.hex("16 0301 0200 01")),
        Arguments.of(Protocol.REDIS, CLIENT, latin("*1\r\n$4\r\n")),
        Arguments.of(Protocol.POSTGRESQL, CLIENT, Dialogue.hex("00000008 04d2162f")),
        Arguments.of(Protocol.POSTGRESQL, CLIENT, Dialogue.hex("00000008 04d21630")),
        Arguments.of(Protocol.POSTGRESQL, CLIENT, Dialogue.hex("00000010 04d2162e")),
        Arguments.of(Protocol.POSTGRESQL, CLIENT, Dialogue.hex("00000029 00030000 75")),
        Arguments.of(Protocol.MONGODB, CLIENT, Dialogue.hex("30010000 01000000 00000000 dd070000")),
        Arguments.of(
            Protocol.KAFKA, CLIENT, Dialogue.hex("00000023 0012 0003 00000001 0005 6170703a31")),
        Arguments.of(Protocol.AMQP, CLIENT, Dialogue.hex("414d5150 00000901")),
        Arguments.of(Protocol.MQTT, CLIENT, Dialogue.hex("10 10 0004 4d515454")),
        Arguments.of(Protocol.MQTT, CLIENT, Dialogue.hex("10 9001 0006 4d5149736470")),
        Arguments.of(Protocol.SSH, CLIENT, latin("SSH-")),
        Arguments.of(Protocol.SSH, SERVER, latin("SSH-")),
        Arguments.of(Protocol.SMTP, SERVER, latin("220 mail.example ESMTP")),
        Arguments.of(Protocol.MYSQL, SERVER, latin("J\u0000\u0000\u0000\n8.0.36\u0000")));
  }

  @ParameterizedTest
  @MethodSource("openings")
  void aProtocolIsClaimedAtItsLastDecidingByteAndNotBefore(
      Protocol protocol, Direction direction, byte[] opening) {
    for (int size = 1; size < opening.length; size++) {
      byte[] part = Arrays.copyOf(opening, size);
      assertThat(recognised(1, direction, part)).as("%d bytes", size).isEqualTo(Protocol.TCP);
    }
    assertThat(recognised(1, direction, opening)).isEqualTo(protocol);
    Dialogue dialogue = Dialogue.empty().with(direction, opening);
    assertThat(dialogue.heard(Dialogue.byteByByte()).protocol()).isEqualTo(protocol);
  }

  static Stream<String> strangers() {
    return Stream.of(
        "EHLO mail\r\n",
        "get key\r\n",
        "GET key\r\n",
        "PRI * HTTP/1.1\r\n",
        "USER anonymous\r\n",
        "CONNECT {\"verbose\":false}\r\n",
        "\u0016\u0003\u0009\u0000\u0010\u0001\u0000\u0000\u0001",
        "\u0000\u0000\u0000\u0008\u0000\u0003\u0000\u0000\u0000",
        "*x\r\n",
        "HTTP/1.1 200 OK\r\n",
        "\u0000\u0000\u0000\u0009\u0004\u00d2\u0016\u002f",
        "AMQX\u0000\u0000\u0009\u0001",
        "hello");
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void whatDoesNotFitIsGivenUpAtOnceWithTheReason(String opening) {
    Dialogue.Heard heard =
        Dialogue.empty()
            .client(opening)
            .heard(left -> left, 1, Optional.empty(), ProtocolLimits.DEFAULT, false);
    assertThat(heard.protocol()).isEqualTo(Protocol.TCP);
    assertThat(heard.finished()).isTrue();
    assertThat(heard.visibility()).contains("PROTOCOL=protocol not recognised");
  }

  @Test
  void weakSignaturesCountOnlyWhereTheyAreExpected() {
    byte[] ping = latin("PING\r\n");
    assertThat(recognised(1, CLIENT, ping)).isEqualTo(Protocol.TCP);
    assertThat(recognised(6379, CLIENT, ping)).isEqualTo(Protocol.REDIS);
    byte[] produce = Dialogue.hex("00000023 0000 0007 00000001 0005 6170703a31");
    assertThat(recognised(1, CLIENT, produce)).isEqualTo(Protocol.TCP);
    assertThat(recognised(9092, CLIENT, produce)).isEqualTo(Protocol.KAFKA);
  }

  @Test
  void aPortAloneClaimsNothing() {
    for (int port : new int[] {53, 80, 443, 3306, 5432, 6379, 9092, 27017}) {
      assertThat(recognised(port, CLIENT, latin("\u0001\u0002hello, this is something else")))
          .isEqualTo(Protocol.TCP);
    }
  }

  @Test
  void aGreetingThatManySendWaitsForTheAnswerWithinTheLimit() {
    Dialogue greeting = Dialogue.empty().server("220 ready\r\n");
    assertThat(greeting.heard().finished()).isFalse();
    assertThat(greeting.client("EHLO me\r\n").heard().protocol()).isEqualTo(Protocol.SMTP);
    Dialogue.Heard ftp = greeting.client("USER me\r\n").heard();
    assertThat(ftp.protocol()).isEqualTo(Protocol.TCP);
    assertThat(ftp.finished()).isTrue();
    Dialogue.Heard endless = greeting.server("220-x\r\n".repeat(100)).heard();
    assertThat(endless.finished()).isTrue();
    assertThat(endless.visibility()).contains("within the bytes allowed");
  }

  @Test
  void anHttp2ServerMaySendItsSettingsFirst() {
    Dialogue settings =
        Dialogue.empty()
            .with(SERVER, Dialogue.hex("00000c 04 00 00000000 000300000064 000400100000"));
    assertThat(settings.heard().finished()).isFalse();
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    Dialogue both = settings.client(preface);
    assertThat(both.heard().protocol()).isEqualTo(Protocol.HTTP2);
    assertThat(both.heard(Dialogue.byteByByte())).isEqualTo(both.heard());
    assertThat(settings.client("hello").heard().protocol()).isEqualTo(Protocol.TCP);
    assertThat(settings.client("hello").heard().finished()).isTrue();
  }

  @Test
  void aSilentConnectionSaysThatNothingWasSeen() {
    assertThat(Dialogue.empty().heard().visibility()).contains("no bytes were seen yet");
    assertThat(Dialogue.empty().client("GE").heard().visibility()).contains("too few bytes");
  }

  @Test
  void recognitionEndsWithinItsLimitWhateverComes() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[600];
      random.nextBytes(noise);
      Direction direction = i % 2 == 0 ? CLIENT : SERVER;
      Dialogue.Heard heard =
          Dialogue.empty()
              .with(direction, noise)
              .heard(Dialogue.random(random), 1, Optional.empty(), ProtocolLimits.DEFAULT, false);
      assertThat(heard.finished() || heard.protocol() != Protocol.TCP).isTrue();
      assertThat(heard.protocol()).isIn(List.of(Protocol.TCP, Protocol.TLS));
    }
  }
}
