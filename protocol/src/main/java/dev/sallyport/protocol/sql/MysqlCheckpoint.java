// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Marks;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.Stretch;
import dev.sallyport.protocol.gate.Denial;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets commands of MySQL and MariaDB pass one by one. A refused one is exchanged for a statement
 * that the server cannot parse, and the server's error for 1142, a privilege that is lacking; a
 * transaction goes on, as it does after any such error.
 */
public final class MysqlCheckpoint extends FramedCheckpoint {
  private static final int HEAD_BYTES = 4;
  private static final int GOES_ON = 0xffffff;
  private static final int ANSWER_BYTES = HEAD_BYTES + 32;
  private static final int ERROR_BYTES = 1024;
  private static final int SSL = 0x800;
  private static final int COMPRESS = 0x20 | 0x0400_0000;
  private static final int ENDS_ARE_STATUS = 0x0100_0000;
  private static final int QUERY_ATTRIBUTES = 0x0800_0000;
  private static final int MYSQL_CLIENT = 1;
  private static final int CACHES_DEFINITIONS = 1 << 4;
  private static final long LAST_PREPARED = 0xffff_ffffL;
  private static final SqlParts.Asked UNKNOWN = of("EXECUTE", false);

  /** A command without its answer; {@code prepares} is what it readies. */
  private record Pending(MysqlAnswer.Form form, SqlParts.@Nullable Asked prepares) {}

  private final CheckpointLimits limits;
  private final Marks marks = new Marks();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>(4);
  private final Map<Long, SqlParts.Asked> statements = new HashMap<>(4);
  private @Nullable MysqlAnswer answer;
  private @Nullable Stretch continued;
  private SqlParts.Asked lastPrepared = UNKNOWN;
  private int capabilities;
  private boolean answering;
  private boolean loggedIn;
  private boolean requestGoesOn;
  private boolean answerGoesOn;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public MysqlCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
  }

  private static SqlParts.Asked of(String verb, boolean whole) {
    return SqlParts.of(new QueryOperation(verb, "", Protocol.MYSQL), whole);
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    return size < HEAD_BYTES ? 0 : HEAD_BYTES + (long) content(start);
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    int most =
        direction == Direction.FROM_CLIENT
            ? limits.callBytes()
            : marks.isEmpty() ? ANSWER_BYTES : ERROR_BYTES;
    return (int) Math.min(most, length);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    boolean first = direction == Direction.FROM_CLIENT ? !requestGoesOn : !answerGoesOn;
    boolean goesOn = content(start) == GOES_ON;
    if (direction == Direction.FROM_SERVER) {
      answerGoesOn = goesOn;
      if (first) {
        answer(start, held, end);
      }
      return;
    }
    requestGoesOn = goesOn;
    Stretch leader = continued;
    if (!first) {
      if (leader != null) {
        follow(Direction.FROM_CLIENT, end, leader);
      }
    } else if (answer == null) {
      login(start, held, end);
    } else if (start[3] == 0) {
      byte[] content = Arrays.copyOfRange(start, HEAD_BYTES, held);
      command(content, held == length && !goesOn, end);
    } else {
      // A step of authentication, or a part of a file that the server asked for.
      continued = null;
    }
  }

  private void login(byte[] start, int held, long end) {
    if (held < HEAD_BYTES + 32) {
      lost("MySQL login is malformed");
      return;
    }
    capabilities = int32(start, HEAD_BYTES);
    if ((capabilities & SSL) != 0 && content(start) == 32) {
      lost("the session is encrypted");
      return;
    }
    boolean mariadb = (capabilities & MYSQL_CLIENT) == 0;
    boolean caches = mariadb && (int32(start, HEAD_BYTES + 28) & CACHES_DEFINITIONS) != 0;
    answer = new MysqlAnswer((capabilities & ENDS_ARE_STATUS) != 0, caches);
    pending.add(new Pending(MysqlAnswer.Form.LOGIN, null));
    int sequence = start[3] + 1;
    SqlParts.Asked asked = of("LOGIN", true);
    continued =
        ask(
            asked.parts(),
            true,
            true,
            end,
            why -> {
              answer(MysqlWords.error(sequence, 1045, "28000", why));
              end();
              return new byte[0];
            });
  }

  private void command(byte[] content, boolean whole, long end) {
    if (content.length == 0) {
      lost("MySQL command is malformed");
      return;
    }
    int command = content[0] & 0xff;
    switch (command) {
      case 0x03 -> {
        int from = MysqlWords.queryStart(content, (capabilities & QUERY_ATTRIBUTES) != 0);
        boolean found = from < content.length || content.length == 1;
        ask(text(content, from, whole && found), MysqlAnswer.Form.RESULTS, end);
      }
      case 0x16 -> {
        SqlParts.Asked prepared = text(content, 1, whole);
        ask(prepared, false, new Pending(MysqlAnswer.Form.PREPARED, prepared), end);
      }
      case 0x17, 0xfa -> ask(statement(content), MysqlAnswer.Form.RESULTS, end);
      case 0x19 -> statements.remove(number(content));
      case 0x01, 0x18 -> continued = null;
      case 0x1c -> ask(of("FETCH", true), MysqlAnswer.Form.ROWS, end);
      case 0x04 -> ask(described(content), MysqlAnswer.Form.COLUMNS, end);
      case 0x09 -> ask(of("STATISTICS", true), MysqlAnswer.Form.TEXT, end);
      case 0x11 -> ask(of("LOGIN", true), MysqlAnswer.Form.LOGIN, end);
      default -> {
        String verb = verb(command);
        if (verb.isEmpty()) {
          lost("MySQL command that is not decoded");
        } else {
          ask(of(verb, true), MysqlAnswer.Form.RESULTS, end);
        }
      }
    }
  }

  private static String verb(int command) {
    return switch (command) {
      case 0x02 -> "USE";
      case 0x05 -> "CREATE";
      case 0x06 -> "DROP";
      case 0x07 -> "FLUSH";
      case 0x08 -> "SHUTDOWN";
      case 0x0a -> "SHOW";
      case 0x0c -> "KILL";
      case 0x0e -> "PING";
      case 0x1a, 0x1b, 0x1f -> "RESET";
      default -> "";
    };
  }

  private static SqlParts.Asked text(byte[] content, int from, boolean whole) {
    return SqlParts.read(content, from, content.length, Protocol.MYSQL, whole);
  }

  private static SqlParts.Asked described(byte[] content) {
    int end = 1;
    while (end < content.length && content[end] != 0) {
      end++;
    }
    String table = StartUp.text(content, 1, end);
    return SqlParts.of(new QueryOperation("DESCRIBE", table, Protocol.MYSQL), true);
  }

  private SqlParts.Asked statement(byte[] content) {
    long number = number(content);
    return number == LAST_PREPARED ? lastPrepared : statements.getOrDefault(number, UNKNOWN);
  }

  private static long number(byte[] content) {
    return content.length < 5 ? -1 : int32(content, 1) & 0xffff_ffffL;
  }

  private void ask(SqlParts.Asked asked, MysqlAnswer.Form form, long end) {
    ask(asked, true, new Pending(form, null), end);
  }

  private void ask(SqlParts.Asked asked, boolean acts, Pending awaited, long end) {
    if (pending.size() >= limits.names()) {
      lost("more unanswered statements than the limit");
      return;
    }
    pending.add(awaited);
    if (awaited.prepares != null) {
      lastPrepared = awaited.prepares;
    }
    continued = ask(asked.parts(), acts, asked.whole(), end, this::instead);
  }

  private byte[] instead(Denial why) {
    boolean attributes = (capabilities & QUERY_ATTRIBUTES) != 0;
    return MysqlWords.query(marks.mark(MysqlWords.refusal(why)), attributes);
  }

  private void answer(byte[] start, int held, long end) {
    MysqlAnswer reader = answer;
    Pending awaited = pending.peek();
    if (reader == null || awaited == null) {
      return;
    }
    if (held > HEAD_BYTES && start[HEAD_BYTES] == -1 && !marks.isEmpty()) {
      marks
          .answer(start, HEAD_BYTES, held)
          .ifPresent(
              refusal ->
                  exchange(Direction.FROM_SERVER, end, MysqlWords.numbered(refusal, start[3])));
    }
    if (!answering) {
      answering = true;
      reader.start(awaited.form);
    }
    byte[] content = Arrays.copyOfRange(start, HEAD_BYTES, Math.min(held, ANSWER_BYTES));
    switch (reader.read(content, content(start))) {
      case GOES_ON -> {}
      case OK -> answered(awaited, reader, true);
      case FAILED -> answered(awaited, reader, false);
      case MALFORMED -> lost("MySQL answer is malformed");
    }
  }

  private void answered(Pending awaited, MysqlAnswer reader, boolean succeeded) {
    answering = false;
    pending.remove();
    if (succeeded && awaited.prepares != null && statements.size() < limits.names()) {
      statements.put(reader.statement(), awaited.prepares);
    }
    if (awaited.form == MysqlAnswer.Form.LOGIN) {
      loggedIn = succeeded;
    }
    if (loggedIn && (capabilities & COMPRESS) != 0) {
      lost("the session is compressed");
    }
  }

  private static int content(byte[] start) {
    return (start[0] & 0xff) | (start[1] & 0xff) << 8 | (start[2] & 0xff) << 16;
  }

  private static int int32(byte[] bytes, int i) {
    return (bytes[i] & 0xff)
        | (bytes[i + 1] & 0xff) << 8
        | (bytes[i + 2] & 0xff) << 16
        | (bytes[i + 3] & 0xff) << 24;
  }
}
