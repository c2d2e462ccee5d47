// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.tls.TlsDecoder;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB (their documentation, "Client/Server Protocol"): the login and each command is
 * an exchange. An error that the server reports makes it fail, with status 1.
 */
public final class MysqlDecoder implements Decoder {
  private static final int SSL = 0x800;
  private static final int COMPRESS = 0x20 | 0x0400_0000;
  private static final int ENDS_ARE_STATUS = 0x0100_0000;
  private static final int QUERY_ATTRIBUTES = 0x0800_0000;
  private static final int MYSQL_CLIENT = 1;
  private static final int CACHES_DEFINITIONS = 1 << 4;
  private static final int ANSWER_BYTES_HELD = 32;
  private static final QueryOperation UNKNOWN = operation("EXECUTE");

  /** A command without its answer; {@code of} is the statement that it prepares or runs. */
  private record Asked(long stream, @Nullable Prepared of, MysqlAnswer.Form form) {}

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final MysqlPackets fromClient = new MysqlPackets(new Client());
  private final MysqlPackets fromServer = new MysqlPackets(new Server());
  private final ArrayDeque<Asked> pending = new ArrayDeque<>(4);
  private final Map<Long, Prepared> statements = new HashMap<>(4);
  private final MysqlValues values;
  private @Nullable MysqlAnswer answer;
  private @Nullable TlsDecoder tls;
  private int capabilities;
  private boolean answering;
  private boolean loggedIn;
  private long answeredAtNanos;
  private long stream;
  private long requestEnd;
  private long responseEnd;
  private long nowNanos;
  private boolean finished;
  private String limitHit = "";
  private Visibility visibility = UNDERSTOOD;

  /**
   * Makes the decoder of a connection on which nothing was read yet.
   *
   * @param listener receives values where it wants any
   */
  public MysqlDecoder(ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this.limits = limits;
    this.sink = sink;
    this.values = new MysqlValues(listener);
  }

  private static QueryOperation operation(String verb) {
    return new QueryOperation(verb, "", Protocol.MYSQL);
  }

  @Override
  public Protocol protocol() {
    return Protocol.MYSQL;
  }

  @Override
  public Visibility visibility() {
    TlsDecoder encrypted = tls;
    return encrypted == null ? visibility : encrypted.visibility();
  }

  @Override
  public boolean finished() {
    TlsDecoder encrypted = tls;
    return encrypted == null ? finished : encrypted.finished();
  }

  @Override
  public Optional<String> limitHit() {
    return limitHit.isEmpty() ? Optional.empty() : Optional.of(limitHit);
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    nowNanos = atNanos;
    int from = index;
    if (tls == null && direction == Direction.FROM_SERVER) {
      from = fromServer.read(bytes, index, length);
    } else if (tls == null) {
      from = fromClient.read(bytes, index, length);
    }
    TlsDecoder encrypted = tls;
    if (encrypted != null) {
      encrypted.read(direction, bytes, from, index + length - from, atNanos);
    }
    values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  private void finish(String reason) {
    finished = true;
    visibility = Visibility.below(Layer.OPERATION, reason);
    pending.clear();
    statements.clear();
  }

  private void ask(QueryOperation operation, MysqlAnswer.Form form, long offset) {
    ask(operation, null, form, offset);
  }

  private void ask(
      QueryOperation operation, @Nullable Prepared of, MysqlAnswer.Form form, long offset) {
    if (pending.size() == limits.pipelined()) {
      limitHit = "pipelined";
      finish("more unanswered statements than the limit");
      return;
    }
    Asked asked = new Asked(stream++, of, form);
    pending.add(asked);
    sink.accept(new Observation.RequestHead(asked.stream, nowNanos, offset, operation, "", ""));
    sink.accept(new Observation.RequestEnd(asked.stream, nowNanos, offset, offset - requestEnd));
    requestEnd = offset;
  }

  /** Packets of the client. */
  private final class Client implements MysqlPackets.Owner {
    @Override
    public int held() {
      return values.wanted() ? limits.valueBytes() : limits.messageBytes();
    }

    @Override
    public void packet(int sequence, byte[] content, long length, long offset) {
      if (answer == null) {
        login(content, length, offset);
      } else if (loggedIn && sequence == 0) {
        command(content, content.length == length, offset);
      } else if (loggedIn && stream > 0) {
        // What it goes on with, such as a file that the server asked for.
        values.unseen(stream - 1, Direction.FROM_CLIENT);
      }
    }

    private void login(byte[] content, long length, long offset) {
      if (content.length < 32) {
        finish("MySQL login is malformed");
        return;
      }
      capabilities = int32(content, 0);
      if ((capabilities & SSL) != 0 && length == 32) {
        tls = new TlsDecoder(limits, sink);
        return;
      }
      boolean mariadb = (capabilities & MYSQL_CLIENT) == 0;
      boolean caches = mariadb && (int32(content, 28) & CACHES_DEFINITIONS) != 0;
      answer = new MysqlAnswer((capabilities & ENDS_ARE_STATUS) != 0, caches);
      ask(operation("LOGIN"), MysqlAnswer.Form.LOGIN, offset);
    }

    private void command(byte[] content, boolean whole, long offset) {
      if (content.length == 0) {
        finish("MySQL command is malformed");
        return;
      }
      int command = content[0] & 0xff;
      switch (command) {
        case 0x03 -> {
          values.statement(stream, content, queryStart(content), whole);
          ask(statement(content, queryStart(content)), MysqlAnswer.Form.RESULTS, offset);
        }
        case 0x16 -> {
          Prepared prepared = new Prepared(statement(content, 1));
          values.prepared(prepared, content, 1);
          QueryOperation preparing =
              new QueryOperation("PREPARE", prepared.operation.subject(), Protocol.MYSQL);
          ask(preparing, prepared, MysqlAnswer.Form.PREPARED, offset);
        }
        case 0x17, 0xfa -> {
          Prepared prepared = prepared(content);
          if (command == 0xfa) {
            values.unseen(stream, Direction.FROM_CLIENT);
          } else {
            boolean attributes = (capabilities & QUERY_ATTRIBUTES) != 0;
            values.run(stream, prepared, content, whole, attributes);
          }
          ask(prepared.operation, prepared, MysqlAnswer.Form.RESULTS, offset);
        }
        case 0x19 -> {
          if (content.length >= 5) {
            statements.remove(int32(content, 1) & 0xffffffffL);
          }
        }
        case 0x18 -> values.ahead(stream, prepared(content), content, whole);
        case 0x01 -> {}
        case 0x02 -> ask(operation("USE"), MysqlAnswer.Form.RESULTS, offset);
        case 0x04 -> ask(operation("DESCRIBE"), MysqlAnswer.Form.COLUMNS, offset);
        case 0x09 -> ask(operation("STATISTICS"), MysqlAnswer.Form.TEXT, offset);
        case 0x0e -> ask(operation("PING"), MysqlAnswer.Form.RESULTS, offset);
        case 0x11 -> ask(operation("LOGIN"), MysqlAnswer.Form.LOGIN, offset);
        case 0x1a, 0x1b, 0x1f -> ask(operation("RESET"), MysqlAnswer.Form.RESULTS, offset);
        case 0x1c -> ask(operation("FETCH"), prepared(content), MysqlAnswer.Form.ROWS, offset);
        default -> finish("MySQL command that is not decoded");
      }
    }

    private Prepared prepared(byte[] content) {
      long number = content.length < 5 ? -1 : int32(content, 1) & 0xffffffffL;
      Prepared known = statements.get(number);
      return known == null ? new Prepared(UNKNOWN) : known;
    }

    private QueryOperation statement(byte[] content, int from) {
      return SqlStatement.read(content, from, content.length, Protocol.MYSQL)
          .operation(Protocol.MYSQL);
    }

    /** Attributes may come before the statement; only their count of zero is understood. */
    private int queryStart(byte[] content) {
      boolean none = content.length > 2 && content[1] == 0 && content[2] == 1;
      return (capabilities & QUERY_ATTRIBUTES) == 0 ? 1 : none ? 3 : content.length;
    }

    @Override
    public boolean finished() {
      return finished || tls != null;
    }
  }

  /** Packets of the server. */
  private final class Server implements MysqlPackets.Owner {
    @Override
    public int held() {
      Asked asked = pending.peek();
      boolean looked = loggedIn && asked != null && values.wanted(asked.stream);
      return looked ? limits.valueBytes() : ANSWER_BYTES_HELD;
    }

    @Override
    public void packet(int sequence, byte[] content, long length, long offset) {
      MysqlAnswer reader = answer;
      Asked asked = pending.peek();
      if (asked == null || reader == null) {
        // The greeting, and the farewell of a server that is shut down, are no answers.
        boolean farewell = content.length > 0 && content[0] == -1;
        if (loggedIn && !farewell) {
          finish("answer without a statement");
        }
        return;
      }
      if (!answering) {
        answering = true;
        answeredAtNanos = nowNanos;
        reader.start(asked.form);
      }
      MysqlAnswer.Outcome outcome = reader.read(content, length);
      if (loggedIn && values.wanted()) {
        if (outcome == MysqlAnswer.Outcome.FAILED) {
          values.error(asked.stream, content);
        }
        values(asked, reader.kind(), content, content.length == length);
      }
      switch (outcome) {
        case GOES_ON -> {}
        case OK -> answered(asked, reader, false, offset);
        case FAILED -> answered(asked, reader, true, offset);
        case MALFORMED -> finish("MySQL answer is malformed");
      }
    }

    private void values(Asked asked, MysqlAnswer.Kind kind, byte[] content, boolean whole) {
      switch (kind) {
        case COLUMN -> values.column(content);
        case RESULT -> values.result();
        case ROW -> values.row(asked.stream, asked.of, content, whole);
        case OTHER -> {}
      }
    }

    private void answered(Asked asked, MysqlAnswer reader, boolean failed, long offset) {
      answering = false;
      pending.remove();
      if (!failed && asked.form == MysqlAnswer.Form.PREPARED && asked.of != null) {
        values.described(asked.of);
        remember(reader.statement(), asked.of);
      }
      values.ended(asked.stream);
      if (asked.form == MysqlAnswer.Form.LOGIN) {
        loggedIn = !failed;
      }
      sink.accept(
          new Observation.ResponseHead(
              asked.stream, answeredAtNanos, offset, failed ? 1 : 0, failed));
      if (reader.rows() > 0) {
        sink.accept(new Observation.RowsSeen(asked.stream, nowNanos, reader.rows()));
      }
      sink.accept(
          new Observation.ResponseEnd(asked.stream, nowNanos, offset, offset - responseEnd));
      responseEnd = offset;
      if (loggedIn && (capabilities & COMPRESS) != 0) {
        finish("compressed MySQL packets are not decoded");
      }
    }

    private void remember(long number, Prepared operation) {
      if (statements.size() < limits.prepared() || statements.containsKey(number)) {
        statements.put(number, operation);
      } else {
        limitHit = "prepared";
      }
    }

    @Override
    public boolean finished() {
      return finished || tls != null;
    }
  }

  private static int int32(byte[] content, int i) {
    return (content[i] & 0xff)
        | (content[i + 1] & 0xff) << 8
        | (content[i + 2] & 0xff) << 16
        | (content[i + 3] & 0xff) << 24;
  }
}
