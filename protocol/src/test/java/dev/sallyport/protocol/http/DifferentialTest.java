// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Observation;
import dev.sallyport.protocol.Dialogue;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Another reader of the same bytes is a second opinion on where messages end. Where it differs, or
 * gives up, we must have given up before.
 */
class DifferentialTest {
  private static final int CASES = Integer.getInteger("sallyport.differential.cases", 20_000);

  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

  /** Ways of hiding one request in another that have worked somewhere. */
  private static final List<String> SMUGGLING =
      List.of(
          "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
          "Content-Length: 4\r\nContent-Length: 0\r\n\r\nabcd",
          "Content-Length: 4\r\ncontent-length: 4\r\n\r\nabcd",
          "Content-Length: 4,4\r\n\r\nabcd",
          "Content-Length: +4\r\n\r\nabcd",
          "Content-Length: -0\r\n\r\n",
          "Content-Length: 4 \r\n\r\nabcd",
          "Content-Length : 4\r\n\r\nabcd",
          "Content-Length: 0x4\r\n\r\nabcd",
          "Content-Length: 4\u0000\r\n\r\nabcd",
          "Content-Length:\t4\r\n\r\nabcd",
          "Content-Length: 0004\r\n\r\nabcd",
          "Content-Length: 4\r\n\r\nabc",
          "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:[tab]chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
          " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "X: X\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "X: X\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding\r\n : chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4;\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4 \r\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4\r\nabcdX0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n100000004\r\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n-4\r\nabcd\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
          "Transfer-Encoding: chunked\r\n\r\n00\r\n\r\n",
          "Connection: Content-Length\r\nContent-Length: 4\r\n\r\nabcd",
          "Content_Length: 4\r\n\r\nabcd",
          "Host: a\r\nHost: b\r\n\r\n",
          "\u0000X: y\r\n\r\n",
          "X: y\r\n\n",
          "X\r\n\r\n",
          ": y\r\n\r\n",
          "Connection: close\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          " ",
          "\t",
          ":",
          "\u0000",
          ",",
          ";",
          "0",
          "5",
          "chunked",
          "a",
          "Content-Length: 5\r\n",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: identity\r\n",
          "\r\n\r\n",
          "0\r\n\r\n",
          GET,
          "HTTP/1.1",
          "HTTP/1.0",
          "\u0085",
          "\u00a0",
          "\u000b",
          "\u000c",
          "Connection: close\r\n",
          "Expect: 100-continue\r\n",
          "HTTP/1.1 204 X\r\n\r\n",
          "HTTP/1.1 100 X\r\n\r\n",
          "HTTP/1.1 304 X\r\n\r\n");

  /** Where messages end, and whether the reader gave up. */
  private record Ends(List<Long> offsets, boolean gaveUp) {}

  @Test
  void knownWaysOfSmugglingAreNeverSeenDifferently() {
    for (String way : SMUGGLING) {
      for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
        requests("POST / " + version + "\r\n" + way.replace("[tab]", "\t") + GET);
        requests(GET + "GET / " + version + "\r\n" + way + GET + GET);
        answers(version + " 200 OK\r\n" + way + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
      }
    }
  }

  @Test
  void generatedRequestsAreNeverSeenDifferently() {
    Random random = new Random(11);
    int understood = 0;
    for (int i = 0; i < CASES; i++) {
      String way = SMUGGLING.get(random.nextInt(SMUGGLING.size()));
      String text =
          (random.nextBoolean() ? "POST / HTTP/1.1\r\n" : GET + "PUT /b HTTP/1.1\r\n") + way + GET;
      understood += requests(mutate(text, random)) ? 1 : 0;
    }
    // Else the test would say nothing.
    assertThat(understood).isGreaterThan(CASES / 20);
  }

  @Test
  void generatedAnswersAreNeverSeenDifferently() {
    Random random = new Random(12);
    int understood = 0;
    for (int i = 0; i < CASES; i++) {
      String way = SMUGGLING.get(random.nextInt(SMUGGLING.size()));
      int status = List.of(100, 200, 200, 204, 206, 304, 404, 500).get(random.nextInt(8));
      String text =
          "HTTP/1.1 " + status + " X\r\n" + way + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
      understood += answers(mutate(text, random)) ? 1 : 0;
    }
    assertThat(understood).isGreaterThan(CASES / 20);
  }

  private static String mutate(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(mutant.length());
      switch (random.nextInt(3)) {
        case 0 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> mutant.deleteCharAt(at);
        default -> mutant.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return mutant.toString();
  }

  private static boolean requests(String text) {
    Dialogue.Heard heard = Dialogue.empty().client(text).heard();
    List<Long> ours = new ArrayList<>();
    for (Observation each : heard.observations()) {
      if (each instanceof Observation.RequestEnd end) {
        ours.add(end.offset());
      }
    }
    HttpDecoderConfig config =
        new HttpDecoderConfig().setMaxHeaderSize(1 << 20).setMaxInitialLineLength(1 << 20);
    Ends theirs = ends(new EmbeddedChannel(new HttpRequestDecoder(config)), text);
    return compare(text, ours, heard, theirs);
  }

  private static boolean answers(String text) {
    Dialogue.Heard heard = Dialogue.empty().client(GET.repeat(20)).server(text).heard();
    List<Long> ours = new ArrayList<>();
    for (Observation each : heard.observations()) {
      if (each instanceof Observation.ResponseEnd end) {
        ours.add(end.offset());
      }
    }
    HttpDecoderConfig config =
        new HttpDecoderConfig().setMaxHeaderSize(1 << 20).setMaxInitialLineLength(1 << 20);
    Ends theirs = ends(new EmbeddedChannel(new HttpResponseDecoder(config)), text);
    return compare(text, ours, heard, theirs);
  }

  private static boolean compare(String text, List<Long> ours, Dialogue.Heard heard, Ends theirs) {
    boolean understood = !heard.visibility().contains("OPERATION");
    String shown = text.replace("\r", "\\r").replace("\n", "\\n");
    if (understood) {
      // When they gave up here, it was on a message that has not ended for us either.
      assertThat(ours).as("%s, gave up: %s", shown, theirs.gaveUp()).isEqualTo(theirs.offsets());
    } else {
      int common = Math.min(ours.size(), theirs.offsets().size());
      assertThat(ours).as(shown).isEqualTo(theirs.offsets().subList(0, common));
    }
    return understood && !ours.isEmpty();
  }

  private static Ends ends(EmbeddedChannel channel, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    List<Long> offsets = new ArrayList<>();
    boolean[] state = new boolean[2];
    for (int i = 0; i < octets.length && !state[0]; i++) {
      channel.writeInbound(Unpooled.wrappedBuffer(octets, i, 1));
      drain(channel, i + 1, offsets, state);
    }
    channel.finish();
    drain(channel, octets.length, offsets, state);
    channel.checkException();
    return new Ends(offsets, state[0]);
  }

  /** {@code state}: whether the decoder gave up, whether the message at hand is an interim one. */
  private static void drain(EmbeddedChannel channel, long at, List<Long> offsets, boolean[] state) {
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      // Bytes that come out raw follow a switch of protocols.
      if (!(each instanceof HttpObject object) || object.decoderResult().isFailure()) {
        state[0] = true;
      }
      if (each instanceof HttpResponse response) {
        state[1] = response.status().code() < 200;
      }
      if (each instanceof LastHttpContent && !state[0] && !state[1]) {
        offsets.add(at);
      }
      ReferenceCountUtil.release(each);
    }
  }
}
