// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.protocol.checkpoint.CheckpointLimits;
import dev.sallyport.protocol.checkpoint.FramedCheckpoint;
import dev.sallyport.protocol.checkpoint.Marks;
import dev.sallyport.protocol.checkpoint.Passage;
import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.gate.Denial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets statements of PostgreSQL pass one by one. A refused one is exchanged for one that the server
 * cannot parse or does not find, and the server's error for <code>42501</code>: so a transaction is
 * aborted, a batch is passed over up to its end and the session is ready again, on both sides and
 * by the server's own account.
 */
public final class PostgresCheckpoint extends FramedCheckpoint {
  private static final int HEAD_BYTES = 5;
  private static final int NAMES_BYTES = 512;
  private static final int ERROR_BYTES = 1024;
  private static final int LENGTH_MAX = 1 << 30;
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final SqlParts.Asked UNKNOWN =
      SqlParts.of(new QueryOperation("EXECUTE", "", Protocol.POSTGRESQL), false);
  private static final SqlParts.Asked CALL =
      SqlParts.of(new QueryOperation("CALL", "", Protocol.POSTGRESQL), true);

  private final CheckpointLimits limits;
  private final Marks marks = new Marks();
  private final Map<String, SqlParts.Asked> statements = new HashMap<>(4);
  private final Map<String, SqlParts.Asked> portals = new HashMap<>(4);
  private boolean typed;
  private boolean encryptionAsked;

  /** Makes the checkpoint of a connection on which nothing was read yet. */
  public PostgresCheckpoint(CheckpointLimits limits, Passage passage) {
    super(passage);
    this.limits = limits;
  }

  @Override
  protected long length(Direction direction, byte[] start, int size) {
    boolean fromServer = direction == Direction.FROM_SERVER;
    if (fromServer && encryptionAsked) {
      return 1;
    }
    int head = fromServer || typed ? HEAD_BYTES : HEAD_BYTES - 1;
    if (size < head) {
      return 0;
    }
    int length = int32(start, head - 4);
    return length < 4 || length > LENGTH_MAX ? -1 : (long) length + head - 4;
  }

  @Override
  protected int wanted(Direction direction, byte[] start, int size, long length) {
    int wanted =
        direction == Direction.FROM_SERVER
            ? start[0] == 'E' && !marks.isEmpty() ? ERROR_BYTES : HEAD_BYTES
            : !typed
                ? ERROR_BYTES
                : switch (start[0]) {
                  case 'Q', 'P' -> limits.callBytes();
                  case 'B', 'E', 'C' -> NAMES_BYTES;
                  default -> HEAD_BYTES;
                };
    return (int) Math.min(wanted, length);
  }

  @Override
  protected void frame(Direction direction, byte[] start, int held, long length, long end) {
    if (direction == Direction.FROM_SERVER) {
      answer(start, held, end);
    } else if (!typed) {
      opening(start, held, end);
    } else {
      boolean whole = held == length;
      switch (start[0]) {
        case 'Q' -> ask(SqlParts.read(start, HEAD_BYTES, held, Protocol.POSTGRESQL, whole), end);
        case 'F' -> ask(CALL, end);
        case 'P' -> parse(start, held, whole, end);
        case 'B' -> bind(start, held, end);
        case 'E' -> execute(start, held, end);
        case 'C' -> close(start, held);
        default -> {}
      }
    }
  }

  private void answer(byte[] start, int held, long end) {
    if (encryptionAsked) {
      encryptionAsked = false;
      if (start[0] != 'N') {
        lost("the session is encrypted");
      }
    } else if (start[0] == 'E') {
      marks
          .answer(start, HEAD_BYTES, held)
          .ifPresent(answer -> exchange(Direction.FROM_SERVER, end, answer));
    }
  }

  private void opening(byte[] start, int held, long end) {
    int code = held < 8 ? 0 : int32(start, 4);
    switch (code) {
      case SSL_REQUEST, GSS_REQUEST -> encryptionAsked = true;
      case CANCEL_REQUEST -> nothingMore();
      default -> {
        if (code >> 16 != 3) {
          lost("PostgreSQL message is malformed");
          return;
        }
        typed = true;
        byte[] content = Arrays.copyOfRange(start, 4, held);
        QueryOperation login =
            new QueryOperation("LOGIN", StartUp.database(content), Protocol.POSTGRESQL);
        SqlParts.Asked asked = SqlParts.of(login, true);
        ask(asked.parts(), true, true, end, this::noLogin);
      }
    }
  }

  private byte[] noLogin(Denial why) {
    answer(PostgresWords.error("FATAL", "28000", RefusalText.of(why)));
    end();
    return new byte[0];
  }

  private void ask(SqlParts.Asked asked, long end) {
    ask(
        asked.parts(),
        true,
        asked.whole(),
        end,
        why -> PostgresWords.query(marks.mark(PostgresWords.refusal(why))));
  }

  private void parse(byte[] start, int held, boolean whole, long end) {
    int nameEnd = zero(start, HEAD_BYTES, held);
    int textEnd = zero(start, nameEnd + 1, held);
    String name = StartUp.text(start, HEAD_BYTES, nameEnd);
    SqlParts.Asked asked =
        SqlParts.read(start, Math.min(nameEnd + 1, held), textEnd, Protocol.POSTGRESQL, whole);
    remember(statements, name, asked);
    ask(
        asked.parts(),
        false,
        asked.whole(),
        end,
        why -> PostgresWords.parse(name, marks.mark(PostgresWords.refusal(why))));
  }

  /** Its parameters may be changed on their way, so it is asked for as well. */
  private void bind(byte[] start, int held, long end) {
    int portalEnd = zero(start, HEAD_BYTES, held);
    int nameEnd = zero(start, portalEnd + 1, held);
    String name = StartUp.text(start, Math.min(portalEnd + 1, held), nameEnd);
    SqlParts.Asked asked = statements.getOrDefault(name, UNKNOWN);
    remember(portals, StartUp.text(start, HEAD_BYTES, portalEnd), asked);
    ask(
        asked.parts(),
        false,
        asked.whole(),
        end,
        why -> PostgresWords.bind(marks.mark(PostgresWords.refusal(why))));
  }

  private void execute(byte[] start, int held, long end) {
    String portal = StartUp.text(start, HEAD_BYTES, zero(start, HEAD_BYTES, held));
    SqlParts.Asked asked = portals.getOrDefault(portal, UNKNOWN);
    ask(
        asked.parts(),
        true,
        asked.whole(),
        end,
        why -> PostgresWords.execute(marks.mark(PostgresWords.refusal(why))));
  }

  private void close(byte[] start, int held) {
    if (held > HEAD_BYTES + 1) {
      String name = StartUp.text(start, HEAD_BYTES + 1, zero(start, HEAD_BYTES + 1, held));
      (start[HEAD_BYTES] == 'S' ? statements : portals).remove(name);
    }
  }

  /**
   * A name is given once; whoever gives it again may have failed and left the first meaning, so
   * both are asked for from then on.
   */
  private void remember(Map<String, SqlParts.Asked> known, String name, SqlParts.Asked asked) {
    SqlParts.Asked earlier = name.isEmpty() ? null : known.get(name);
    if (earlier != null) {
      SqlParts.Asked both = earlier.with(asked);
      known.put(name, both.parts().size() > limits.names() ? UNKNOWN : both);
    } else if (known.size() < limits.names() || known.containsKey(name)) {
      known.put(name, asked);
    }
  }

  private static int zero(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != 0) {
      i++;
    }
    return Math.min(i, to);
  }

  private static int int32(byte[] bytes, int i) {
    return (bytes[i] & 0xff) << 24
        | (bytes[i + 1] & 0xff) << 16
        | (bytes[i + 2] & 0xff) << 8
        | (bytes[i + 3] & 0xff);
  }
}
