// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.protocol.gate.UneditableException;
import dev.sallyport.protocol.redaction.RedactionLimits;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies that redact, from the policy to the bytes on either side of a connection. */
class RedactionTest {
  private static final DataRedactor REDACTOR =
      new DataRedactor(StandardData.sensitiveData(DataLimits.DEFAULT), RedactionLimits.DEFAULT);
  private static final Set<DataClass> CLASSES =
      Set.of(DataClass.CREDIT_CARD, DataClass.EMAIL_ADDRESS);
  private static final String CARD = "4111 1111 1111 1111";
  private static final String MAIL = "jane.doe@example.com";

  private final Enforcement enforcement = new Enforcement(EnforceLimits.DEFAULT, REDACTOR);

  private void redact(OnFailure onFailure, Redaction.Method method, Direction... directions) {
    Redaction redaction = new Redaction(CLASSES, Set.of(directions), method);
    enforcement.apply(
        List.of(
            Policies.inbound(onFailure, false, Policies.onAny(new Response.Redact(redaction)))));
  }

  private Wire wire(int port) {
    return new Wire(enforcement, port).between(Wire.CALLER, Wire.CALLED);
  }

  private static void say(Wire wire, Direction direction, String text, int size) {
    for (int from = 0; from < text.length(); from += size) {
      String piece = text.substring(from, Math.min(text.length(), from + size));
      if (direction == Direction.FROM_CLIENT) {
        wire.client(piece);
      } else {
        wire.server(piece);
      }
    }
  }

  private static String post(String body) {
    return "POST /pay HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void requestsAndAnswersAreMaskedOnAConnectionThatGoesOn() {
    redact(OnFailure.CLOSED, Redaction.Method.MASK);
    for (int size : new int[] {1, 2, 7, 50, 1000}) {
      Wire wire = wire(80);
      for (int call = 0; call < 3; call++) {
        say(wire, Direction.FROM_CLIENT, post("{\"card\":\"" + CARD + "\"}"), size);
        say(
            wire,
            Direction.FROM_SERVER,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "d\r\nask me at jan\r\n11\r\ne.doe@example.com\r\n0\r\n\r\n",
            size);
      }
      assertThat(wire.atServer())
          .doesNotContain(CARD)
          .contains("{\"card\":\"**** **** **** 1111\"}");
      assertThat(wire.atServer().split("POST /pay")).hasSize(4);
      assertThat(wire.atClient())
          .isEqualTo(
              ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "d\r\nask me at ***\r\n11\r\n*.***@*******.***\r\n0\r\n\r\n")
                  .repeat(3));
      Effect effect =
          wire.acting
              .counted(2, new HttpOperation("POST", "/pay", Protocol.HTTP1, ""))
              .orElseThrow()
              .effect();
      assertThat(effect).isInstanceOf(Effect.Applied.class);
    }
    assertThat(enforcement.counters()).containsKey("redacted_credit_card");
  }

  @Test
  void whatCannotBeLookedAtPassesAndIsSaidOrEndsTheConnection() {
    String sent =
        "POST /pay HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
            + "Content-Encoding: br\r\nContent-Length: 5\r\n\r\n12345";
    redact(OnFailure.OPEN, Redaction.Method.MASK, Direction.FROM_CLIENT);
    Wire open = wire(80);
    say(open, Direction.FROM_CLIENT, sent, 20);
    assertThat(open.atServer()).isEqualTo(sent);
    assertThat(
            open.acting
                .counted(0, new HttpOperation("POST", "/pay", Protocol.HTTP1, ""))
                .orElseThrow()
                .effect())
        .isInstanceOf(Effect.FailedOpen.class);
    redact(OnFailure.CLOSED, Redaction.Method.MASK, Direction.FROM_CLIENT);
    Wire closed = wire(80);
    assertThatThrownBy(() -> say(closed, Direction.FROM_CLIENT, sent, 20))
        .isInstanceOf(UneditableException.class);
    assertThat(closed.atServer()).doesNotContain("12345");
  }

  @Test
  void whoSaysTooSlowlyWhatHeSpeaksIsStillRedactedOrToldOf() {
    String sent = post("{\"card\":\"" + CARD + "\"}");
    redact(OnFailure.CLOSED, Redaction.Method.MASK, Direction.FROM_CLIENT);
    Wire closed = wire(80).client(sent.substring(0, 4));
    closed.letTimePass();
    closed.client(sent.substring(4));
    assertThat(closed.atServer()).contains("POST /pay", "**** **** **** 1111");
    redact(OnFailure.OPEN, Redaction.Method.MASK, Direction.FROM_CLIENT);
    Wire open = wire(80).client(sent.substring(0, 4));
    open.letTimePass();
    open.client(sent.substring(4));
    assertThat(
            open.acting
                .counted(0, new HttpOperation("POST", "/pay", Protocol.HTTP1, ""))
                .orElseThrow()
                .effect())
        .isInstanceOf(Effect.FailedOpen.class);
  }

  @Test
  void protocolWithoutEditorsFollowsThePolicy() {
    redact(OnFailure.CLOSED, Redaction.Method.MASK);
    Wire closed = wire(6379).client("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    assertThat(closed.atServer()).doesNotContain("GET").contains("sallyport_refused");
    redact(OnFailure.OPEN, Redaction.Method.MASK);
    Wire open = wire(6379).client("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    assertThat(open.atServer()).contains("GET");
  }

  @Test
  void rowsOfADatabaseAreMaskedAndItsStatementsPass() {
    redact(OnFailure.CLOSED, Redaction.Method.MASK, Direction.FROM_SERVER);
    String startup = pg("", "\0\3\0\0user\0a\0\0");
    String ready = pg("R", "\0\0\0\0") + pg("Z", "I");
    String query = pg("Q", "SELECT card FROM cards WHERE mail = 'jane.doe@example.com'\0");
    String column =
        "card\0\0\0\0\0\0\0\0\0\0\u0019\uffff\uffff\uffff"
            .replace("\uffff\uffff\uffff", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\0\0");
    String answer =
        pg("T", "\0\1" + column)
            + pg("D", "\0\1\0\0\0\u0013" + CARD)
            + pg("C", "SELECT 1\0")
            + pg("Z", "I");
    for (int size : new int[] {1, 3, 11, 500}) {
      Wire wire = wire(5432);
      say(wire, Direction.FROM_CLIENT, startup, size);
      say(wire, Direction.FROM_SERVER, ready, size);
      for (int call = 0; call < 2; call++) {
        say(wire, Direction.FROM_CLIENT, query, size);
        say(wire, Direction.FROM_SERVER, answer, size);
      }
      assertThat(wire.atServer()).isEqualTo(startup + query + query);
      assertThat(wire.atClient())
          .isEqualTo(ready + answer.replace(CARD, "**** **** **** 1111").repeat(2));
    }
  }

  private static String frame(int opcode, boolean fin, boolean masked, String payload) {
    byte[] octets = payload.getBytes(ISO_8859_1);
    StringBuilder frame = new StringBuilder();
    frame.append((char) ((fin ? 0x80 : 0) | opcode));
    int mask = masked ? 0x80 : 0;
    if (octets.length < 126) {
      frame.append((char) (mask | octets.length));
    } else {
      frame.append((char) (mask | 126)).append((char) (octets.length >> 8));
      frame.append((char) (octets.length & 0xff));
    }
    String key = "\u0012\u00f4\u0056\u0078";
    frame.append(masked ? key : "");
    for (int i = 0; i < octets.length; i++) {
      frame.append((char) ((octets[i] & 0xff) ^ (masked ? key.charAt(i & 3) : 0)));
    }
    return frame.toString();
  }

  private static String talk(boolean masked, String mail, String... deltas) {
    StringBuilder talk = new StringBuilder();
    talk.append(frame(1, false, masked, "write to " + mail.substring(0, 7)));
    talk.append(frame(9, true, masked, "ping"));
    talk.append(frame(0, true, masked, mail.substring(7) + ", " + "please ".repeat(30)));
    talk.append(frame(2, true, masked, "\0\1 binary " + MAIL));
    for (String each : deltas) {
      talk.append(
          frame(
              1,
              true,
              masked,
              "{\"type\":\"response.output_text.delta\",\"delta\":\"" + each + "\"}"));
    }
    talk.append(frame(1, true, masked, "{\"type\":\"response.output_text.done\",\"id\":7}"));
    return talk.append(frame(8, true, masked, "")).toString();
  }

  @Test
  void messagesOfAWebSocketAreMaskedAndItsFramesStay() {
    redact(OnFailure.CLOSED, Redaction.Method.MASK);
    String asks = "GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    String hint = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    String switches =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    for (int size : new int[] {1, 2, 5, 13, 200, 4000}) {
      Wire wire = wire(80);
      say(wire, Direction.FROM_CLIENT, asks + hint + "\r\n", size);
      say(wire, Direction.FROM_SERVER, switches, size);
      String mail = MAIL;
      say(
          wire,
          Direction.FROM_CLIENT,
          talk(true, mail, "say 41", "11 1111 1111", " 1111 now"),
          size);
      say(
          wire,
          Direction.FROM_SERVER,
          talk(false, mail, "say 41", "11 1111 1111", " 1111 now"),
          size);
      wire.letTimePass();
      String hidden = "****.***@*******.***";
      assertThat(wire.atServer())
          .as("pieces of %d", size)
          .isEqualTo(
              asks
                  + "Accept-Encoding: identity\r\n\r\n"
                  + early(talk(true, hidden, "say **", "** **** ****", " 1111 now"), true));
      assertThat(wire.atClient())
          .isEqualTo(
              switches + early(talk(false, hidden, "say **", "** **** ****", " 1111 now"), false));
    }
  }

  /** A ping overtakes the message in whose middle it came. */
  private static String early(String talk, boolean masked) {
    String ping = frame(9, true, masked, "ping");
    return ping + talk.replace(ping, "");
  }

  @Test
  void whoSpeaksSlowlyIsHeardAfterAWhile() {
    redact(OnFailure.CLOSED, Redaction.Method.MASK, Direction.FROM_SERVER);
    Wire wire = wire(80);
    wire.client("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    wire.server(head + "data: door open\n\n");
    assertThat(wire.atClient()).isEqualTo(head);
    wire.letTimePass();
    assertThat(wire.atClient()).isEqualTo(head);
    wire.letTimePass();
    assertThat(wire.atClient()).isEqualTo(head + "data: door open\n\n");
    wire.server("data: mail " + MAIL + " \n\n");
    assertThat(wire.atClient()).endsWith("data: mail ****.***@*******.*** \n\n");
  }

  private static String pg(String type, String body) {
    int length = body.getBytes(ISO_8859_1).length + 4;
    return type + "\0\0" + (char) (length >> 8) + (char) (length & 0xff) + body;
  }
}
