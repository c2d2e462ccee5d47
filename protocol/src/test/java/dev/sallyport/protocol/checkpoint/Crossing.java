// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Checkpoints;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What comes out of a checkpoint on both sides, when a dialogue goes in. */
public final class Crossing implements Passage {
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
  private final ArrayDeque<Runnable> undecided = new ArrayDeque<>();
  private final List<ByteBuf> given = new ArrayList<>();
  private final Predicate<String> denied;
  private final boolean late;
  private final Checkpoint checkpoint;
  public final List<String> asked = new ArrayList<>();
  public final List<String> said = new ArrayList<>();

  private Crossing(Protocol protocol, Predicate<String> denied, boolean late) {
    this.denied = denied;
    this.late = late;
    CheckpointLimits limits = new CheckpointLimits(4096, 64);
    this.checkpoint = Checkpoints.of(protocol, limits, new ProtocolMemory(), this).orElseThrow();
  }

  /** What came out, and what was asked for. */
  public record Result(String toServer, String toClient, List<String> asked, List<String> said) {}

  /** Decides at once. */
  public static Result of(
      Protocol protocol, Dialogue dialogue, Dialogue.Cutter cutter, Predicate<String> denied) {
    return new Crossing(protocol, denied, false).run(dialogue, cutter);
  }

  /** Decides only when the client has said all that it says before the server speaks again. */
  public static Result late(
      Protocol protocol, Dialogue dialogue, Dialogue.Cutter cutter, Predicate<String> denied) {
    return new Crossing(protocol, denied, true).run(dialogue, cutter);
  }

  private Result run(Dialogue dialogue, Dialogue.Cutter cutter) {
    for (Dialogue.Said each : dialogue.said()) {
      if (each.direction() == Direction.FROM_SERVER) {
        decide();
      }
      int from = 0;
      while (from < each.bytes().length) {
        int left = each.bytes().length - from;
        int size = Math.max(1, Math.min(cutter.next(left), left));
        ByteBuf piece = Unpooled.copiedBuffer(each.bytes(), from, size);
        given.add(piece);
        checkpoint.read(each.direction(), piece);
        from += size;
      }
    }
    decide();
    checkpoint.close();
    for (ByteBuf each : given) {
      if (each.refCnt() != 0) {
        throw new AssertionError("not released");
      }
    }
    return new Result(
        toServer.toString(StandardCharsets.ISO_8859_1),
        toClient.toString(StandardCharsets.ISO_8859_1),
        asked,
        said);
  }

  private void decide() {
    for (Runnable each = undecided.poll(); each != null; each = undecided.poll()) {
      each.run();
    }
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    (direction == Direction.FROM_CLIENT ? toServer : toClient)
        .writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
  }

  @Override
  public void asked(Call call) {
    boolean refuse = false;
    for (Call.Part each : call.parts()) {
      asked.add(each.operation().key() + (each.incidental() ? "~" : ""));
      refuse |= denied.test(each.operation().key());
    }
    if (!call.whole()) {
      said.add("not whole");
    }
    Denial denial = new Denial(7, "shop/no-drop", 403, "", Optional.empty());
    boolean refused = refuse;
    Runnable decision = () -> decided(call, refused, denial);
    if (late) {
      undecided.add(decision);
    } else {
      decision.run();
    }
  }

  private static void decided(Call call, boolean refuse, Denial denial) {
    if (refuse) {
      call.refuse(denial);
    } else {
      call.allow();
    }
  }

  @Override
  public void lost(String reason) {
    said.add("lost: " + reason);
  }

  @Override
  public void end() {
    said.add("end");
  }
}
