// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.SessionUpkeep;
import dev.sallyport.protocol.checkpoint.Call;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.LaneCheckpoint;
import dev.sallyport.protocol.checkpoint.Marks;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.checkpoint.Stretch;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets commands of Redis pass one by one. A refused one is exchanged for one that no server knows,
 * so that a transaction is spoilt by it as by any error, and is answered with <code>NOPERM</code>.
 */
public final class RedisCheckpoint extends LaneCheckpoint {
  private static final Set<String> INCIDENTAL = SessionUpkeep.verbs(Protocol.REDIS);

  /** Words behind CLIENT and CLUSTER that change nothing but the own session. */
  private static final Set<String> INCIDENTAL_WORDS =
      Set.of(
          "SETINFO",
          "SETNAME",
          "GETNAME",
          "ID",
          "INFO",
          "TRACKING",
          "CACHING",
          "REPLY",
          "SLOTS",
          "SHARDS",
          "NODES",
          "MYID",
          "KEYSLOT");

  private final CheckpointLimits limits;
  private final RedisCommand names = new RedisCommand();
  private final RedisRequests commands;
  private final RedisReplies replies = new RedisReplies(new Replies());
  private final Marks marks = new Marks();
  private long commandsRead;
  private long repliesRead;
  private long replyStart;
  private @Nullable Stretch early;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public RedisCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
    this.commands = new RedisRequests(new Commands(), limits.names());
  }

  @Override
  protected void look(Direction direction, ByteBuf bytes, int index, int length) {
    if (direction == Direction.FROM_CLIENT) {
      commands.read(bytes, index, length);
      commandsRead += length;
      if (!isLost()) {
        unfinished();
      }
    } else {
      replies.read(bytes, index, length);
      repliesRead += length;
      if (!isLost()) {
        passTo(
            Direction.FROM_SERVER,
            !marks.isEmpty() && replies.inError() ? replyStart : repliesRead);
      }
    }
  }

  /** A command that is too long to be held is asked for as soon as it is known what it is. */
  private void unfinished() {
    Stretch asked = early;
    if (asked != null) {
      grow(asked, commandsRead, false);
    } else if (commandsRead - marked(Direction.FROM_CLIENT) > limits.callBytes()) {
      String verb = RedisCommand.verb(commands.argument(0));
      boolean whole = commands.argumentsRead() >= RedisKeys.needed(verb, commands.arguments());
      int there = Math.min(commands.argumentsRead(), limits.names());
      early = askEarly(parts(verb, there), true, whole, commandsRead, this::instead);
    }
  }

  private List<Call.Part> parts(String verb, int arguments) {
    boolean incidental = incidental(verb);
    List<Call.Part> parts = new ArrayList<>(1);
    for (String key : RedisKeys.of(verb, commands, arguments)) {
      Call.Part part = new Call.Part(names.operation(verb, key), incidental);
      if (!parts.contains(part)) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? List.of(new Call.Part(names.operation(verb, ""), incidental)) : parts;
  }

  private boolean incidental(String verb) {
    boolean word = verb.equals("CLIENT") || verb.equals("CLUSTER");
    return word
        ? INCIDENTAL_WORDS.contains(commands.argument(1).toUpperCase(Locale.ROOT))
        : INCIDENTAL.contains(verb);
  }

  private byte[] instead(Denial why) {
    String answer = "-NOPERM " + RefusalText.of(why) + "\r\n";
    String mark = marks.mark(answer.getBytes(StandardCharsets.US_ASCII));
    return ("*1\r\n$" + mark.length() + "\r\n" + mark + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private final class Commands implements RedisRequests.Owner {
    @Override
    public void command(String sent, String key, long offset) {
      Stretch asked = early;
      if (asked != null) {
        early = null;
        grow(asked, offset, true);
      } else if (commands.ambiguous()) {
        lost("Redis command is written ambiguously");
      } else {
        String verb = RedisCommand.verb(sent);
        int arguments = commands.argumentsRead();
        boolean whole = RedisKeys.needed(verb, arguments) <= limits.names();
        int there = Math.min(arguments, limits.names());
        ask(parts(verb, there), true, whole, offset, RedisCheckpoint.this::instead);
      }
    }

    @Override
    public void malformed() {
      lost("Redis command is malformed");
    }

    @Override
    public boolean finished() {
      return isLost();
    }
  }

  private final class Replies implements RedisReplies.Owner {
    @Override
    public void begun(long offset) {
      replyStart = offset;
    }

    @Override
    public void reply(boolean push, boolean failed, long offset) {
      if (failed && !marks.isEmpty()) {
        marks
            .answer(replies.error())
            .ifPresent(
                answer -> {
                  passTo(Direction.FROM_SERVER, replyStart);
                  exchange(Direction.FROM_SERVER, offset, answer);
                });
      }
    }

    @Override
    public void malformed() {
      lost("Redis reply is malformed");
    }

    @Override
    public boolean finished() {
      return isLost();
    }
  }
}
