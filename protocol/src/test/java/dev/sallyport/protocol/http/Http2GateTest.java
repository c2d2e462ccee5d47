// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.Sentence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class Http2GateTest {
  private static final Ruling ALLOWED = new Ruling(1, Decision.UNRULED, new Effect.Applied());

  /** A gate between the reader and what comes out of it. */
  private static final class Guarded implements Gate.Surroundings {
    private final ConnectionReader reader =
        new ConnectionReader(80, Optional.empty(), ProtocolLimits.DEFAULT, this::observed);
    private final Gate gate = new Http2Gate(this, reader::nextHeaders);
    private Dialogue out = Dialogue.empty();
    private boolean hungUp;
    private boolean answersWait;
    private boolean undecided;

    Guarded() {
      reader.keepHeaders();
    }

    void read(Direction direction, byte[] octets) {
      ByteBuf bytes = Unpooled.wrappedBuffer(octets);
      gate.take(direction, bytes.retainedDuplicate());
      reader.read(direction, bytes, 0);
      gate.advance();
    }

    private void observed(Observation observation) {
      gate.observed(observation);
      if (!undecided && observation instanceof Observation.RequestHead head) {
        gate.sentence(
            head.stream(),
            head.path().contains("secret")
                ? refuse()
                : new Sentence.Pass(ALLOWED, Editing.NONE, !answersWait));
      }
    }

    @Override
    public void pass(Direction direction, ByteBuf bytes) {
      out = out.with(direction, ByteBufUtil.getBytes(bytes));
      bytes.release();
    }

    @Override
    public void show(ByteBuf answer) {
      throw new AssertionError("nothing is shown in HTTP/2");
    }

    @Override
    public long boundary(Direction direction) {
      return -1;
    }

    @Override
    public void refused(long stream) {
      reader.refused(stream, 0);
    }

    @Override
    public void hangUp() {
      hungUp = true;
    }

    String to(Direction direction) {
      return out.said().stream()
          .filter(each -> each.direction() == direction)
          .map(each -> new String(each.bytes(), StandardCharsets.ISO_8859_1))
          .collect(Collectors.joining());
    }
  }

  private static Sentence refuse() {
    Verdict deny = new Verdict.Deny(403, "no");
    Decision decision = new Decision(deny, List.of(), deny, List.of(), List.of(), true);
    return new Sentence.Refuse(
        new Ruling(7, decision, new Effect.Applied()),
        new Denial(7, "shop/p", 403, "no", Optional.empty()));
  }

  @Test
  void whatPassesMeansTheSameHoweverItIsCut() {
    List<String> said = meaning(Http2Script.sample());
    for (int size = 1; size < 60; size++) {
      int piece = size;
      assertThat(meaning(through(Http2Script.sample(), left -> piece).out)).isEqualTo(said);
    }
    for (int seed = 0; seed < 300; seed++) {
      Guarded guarded = through(Http2Script.sample(), Dialogue.random(new Random(seed)));
      assertThat(guarded.hungUp).isFalse();
      assertThat(meaning(guarded.out)).isEqualTo(said);
      assertThat(guarded.to(Direction.FROM_SERVER)).contains("hi");
    }
  }

  @Test
  void aRefusedStreamIsTakenOutAndThoseAroundItPass() {
    Direction client = Direction.FROM_CLIENT;
    Dialogue dialogue =
        new Http2Script()
            .request(1, true, "GET", "/a", "x-long", "indexed by the client's table")
            .request(3, false, "POST", "/secret", "x-long", "indexed by the client's table")
            .data(client, 3, false, "SECRET")
            .request(5, true, "GET", "/b", "x-long", "indexed by the client's table")
            .data(client, 3, true, "SECRET")
            .answer(5, false, ":status", "200", "server", "indexed by the server's table")
            .data(Direction.FROM_SERVER, 5, true, "bye")
            .answer(1, true, ":status", "204", "server", "indexed by the server's table")
            .dialogue();
    for (int seed = 0; seed < 300; seed++) {
      Guarded guarded = through(dialogue, Dialogue.random(new Random(seed)));
      assertThat(guarded.hungUp).isFalse();
      assertThat(guarded.to(client)).doesNotContain("SECRET").doesNotContain("/secret");
      assertThat(guarded.to(Direction.FROM_SERVER))
          .contains("x-sallyport-policy", "shop/p", "application/problem+json", "bye");
      List<String> server = meaning(only(guarded.out, client));
      assertThat(server).containsExactlyInAnyOrder("1 GET /a", "1 ended", "5 GET /b", "5 ended");
      // Every byte of the body is given back on the connection: 0 0 4 8 0 stream 0.
      assertThat(given(guarded.to(Direction.FROM_SERVER))).isEqualTo(12);
    }
  }

  @Test
  void anAnswerWaitsAndIsReplacedWhenItIsRefused() {
    Guarded guarded = new Guarded();
    guarded.answersWait = true;
    Dialogue dialogue =
        new Http2Script()
            .request(1, true, "GET", "/a")
            .request(3, true, "GET", "/b")
            .answer(1, false, ":status", "200")
            .data(Direction.FROM_SERVER, 1, true, "LEAK")
            .answer(3, false, ":status", "200")
            .data(Direction.FROM_SERVER, 3, true, "fine")
            .dialogue();
    dialogue.said().forEach(each -> guarded.read(each.direction(), each.bytes()));
    assertThat(guarded.to(Direction.FROM_SERVER)).doesNotContain("LEAK").doesNotContain("fine");
    guarded.gate.sentence(1, refuse());
    guarded.gate.sentence(3, new Sentence.Pass(ALLOWED, Editing.NONE, true));
    guarded.gate.advance();
    assertThat(guarded.to(Direction.FROM_SERVER)).doesNotContain("LEAK").contains("fine", "shop/p");
  }

  @Test
  void aStreamThatWaitsWithAllItMaySendIsStalled() {
    Guarded guarded = new Guarded();
    guarded.undecided = true;
    Dialogue start = new Http2Script().request(1, false, "POST", "/a").dialogue();
    start.said().forEach(each -> guarded.read(each.direction(), each.bytes()));
    assertThat(guarded.gate.stalled()).isEqualTo(-1);
    for (int left = 65_535; left > 0; left -= 16_384) {
      byte[] data = new byte[Math.min(16_384, left)];
      ByteBuf frame = Http2Writer.data(1, Unpooled.wrappedBuffer(data), false);
      guarded.read(Direction.FROM_CLIENT, ByteBufUtil.getBytes(frame));
    }
    assertThat(guarded.gate.held(Direction.FROM_CLIENT)).isEqualTo(65_535);
    assertThat(guarded.gate.stalled()).isEqualTo(1);
    assertThat(guarded.to(Direction.FROM_CLIENT)).doesNotContain("/a");
    guarded.gate.close();
  }

  private static Guarded through(Dialogue dialogue, Dialogue.Cutter cutter) {
    Guarded guarded = new Guarded();
    for (Dialogue.Said each : dialogue.said()) {
      int from = 0;
      while (from < each.bytes().length) {
        int left = each.bytes().length - from;
        int size = Math.max(1, Math.min(left, cutter.next(left)));
        byte[] piece = java.util.Arrays.copyOfRange(each.bytes(), from, from + size);
        guarded.read(each.direction(), piece);
        from += size;
      }
    }
    return guarded;
  }

  private static Dialogue only(Dialogue all, Direction direction) {
    return new Dialogue(all.said().stream().filter(each -> each.direction() == direction).toList());
  }

  private static int given(String toClient) {
    byte[] octets = toClient.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf frames = Unpooled.wrappedBuffer(octets);
    int given = 0;
    while (frames.readableBytes() >= 9) {
      int length = frames.readUnsignedMedium();
      int type = frames.readByte();
      frames.skipBytes(1);
      int stream = frames.readInt();
      given += type == 8 && stream == 0 ? frames.getInt(frames.readerIndex()) : 0;
      frames.skipBytes(length);
    }
    return given;
  }

  /** What a reader of its own makes of it, each stream for itself. */
  private static List<String> meaning(Dialogue dialogue) {
    List<String> said = new ArrayList<>();
    for (Observation each : dialogue.heard().observations()) {
      switch (each) {
        case Observation.RequestHead head -> said.add(head.stream() + " " + head.operation().key());
        case Observation.RequestEnd end -> said.add(end.stream() + " ended");
        case Observation.ResponseHead head -> said.add(head.stream() + " status " + head.status());
        case Observation.StatusSeen seen -> said.add(seen.stream() + " grpc " + seen.status());
        case Observation.ResponseEnd end -> said.add(end.stream() + " answered");
        case Observation.GivenUp up -> said.add(up.stream() + " given up");
        default -> {}
      }
    }
    said.sort(String::compareTo);
    return said;
  }
}
