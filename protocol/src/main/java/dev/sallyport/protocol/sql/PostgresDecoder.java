// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
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
 * PostgreSQL, protocol version 3 (its documentation, part "Frontend/Backend Protocol"): the login,
 * each simple query and each execution of a prepared statement is an exchange. An error that the
 * server reports makes it fail, with status 1.
 */
public final class PostgresDecoder implements Decoder {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final int LOGIN_BYTES = 1024;
  private static final int TAG_BYTES = 64;
  private static final long ROWS_MAX = 1_000_000_000_000_000L;
  private static final QueryOperation UNKNOWN =
      new QueryOperation("EXECUTE", "", Protocol.POSTGRESQL);

  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final PostgresMessages fromClient = new PostgresMessages(new Frontend(), false);
  private final PostgresMessages fromServer = new PostgresMessages(new Backend(), true);
  private final ArrayDeque<PendingStatements.Entry> pending = PendingStatements.none();
  private final Map<String, Prepared> statements = new HashMap<>(4);
  private final Map<String, PostgresValues.Bound> portals = new HashMap<>(4);
  private final PostgresValues values;
  private @Nullable TlsDecoder tls;
  private boolean encryptionAsked;
  private boolean skipping;
  private boolean loggedIn;
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
  public PostgresDecoder(
      ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this.limits = limits;
    this.sink = sink;
    this.values = new PostgresValues(listener);
  }

  @Override
  public Protocol protocol() {
    return Protocol.POSTGRESQL;
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
    int left = length;
    if (encryptionAsked && direction == Direction.FROM_SERVER) {
      encryptionAsked = false;
      responseEnd++;
      encryptionAnswered(bytes.getByte(from++));
      left--;
    }
    TlsDecoder encrypted = tls;
    if (encrypted != null) {
      encrypted.read(direction, bytes, from, left, atNanos);
    } else if (direction == Direction.FROM_SERVER) {
      fromServer.read(bytes, from, left);
    } else {
      int stopped = fromClient.read(bytes, from, left);
      if (encryptionAsked && stopped < from + left) {
        encryptionAsked = false;
        finish("bytes before the answer to an encryption request");
      }
    }
    values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  private void encryptionAnswered(byte answer) {
    switch (answer) {
      case 'S' -> tls = new TlsDecoder(limits, sink);
      case 'N' -> {}
      case 'G' -> finish("encrypted with GSSAPI");
      default -> finish("answer to an encryption request is malformed");
    }
  }

  private void finish(String reason) {
    finished = true;
    visibility = Visibility.below(Layer.OPERATION, reason);
    pending.clear();
    statements.clear();
    portals.clear();
  }

  private void limit(String name, String reason) {
    limitHit = name;
    finish(reason);
  }

  private void asked(PendingStatements.Kind kind, Operation operation, long offset, boolean ends) {
    asked(kind, operation, offset, ends, null);
  }

  private void asked(
      PendingStatements.Kind kind,
      Operation operation,
      long offset,
      boolean ends,
      PostgresValues.@Nullable Bound bound) {
    if (pending.size() == limits.pipelined()) {
      limit("pipelined", "more unanswered statements than the limit");
      return;
    }
    PendingStatements.Entry entry = new PendingStatements.Entry(kind, stream++, offset);
    entry.bound = bound;
    pending.add(entry);
    sink.accept(new Observation.RequestHead(entry.stream, nowNanos, offset, operation, "", ""));
    if (ends) {
      endRequest(entry, offset);
    }
  }

  private void endRequest(PendingStatements.Entry entry, long offset) {
    if (!entry.requestEnded) {
      entry.requestEnded = true;
      sink.accept(new Observation.RequestEnd(entry.stream, nowNanos, offset, offset - requestEnd));
      requestEnd = offset;
    }
  }

  private void answered(PendingStatements.Entry entry, boolean failed, long offset) {
    endRequest(entry, Math.max(requestEnd, entry.headOffset));
    values.ended(entry.stream);
    long atNanos = entry.answered ? entry.answeredAtNanos : nowNanos;
    sink.accept(
        new Observation.ResponseHead(entry.stream, atNanos, offset, failed ? 1 : 0, failed));
    sink.accept(new Observation.ResponseEnd(entry.stream, nowNanos, offset, offset - responseEnd));
    responseEnd = offset;
  }

  private <V> void remember(Map<String, V> known, String name, V value) {
    if (known.size() < limits.prepared() || known.containsKey(name)) {
      known.put(name, value);
    } else {
      limitHit = "prepared";
    }
  }

  /** Messages of the client. */
  private final class Frontend implements PostgresMessages.Owner {
    @Override
    public int held(int type) {
      return switch (type) {
        case 0 -> LOGIN_BYTES;
        case 'Q', 'P' -> heldBytes();
        case 'B' -> values.wanted() ? heldBytes() : 256;
        case 'E', 'C', 'D' -> 256;
        case 'd' -> copyingFor() == null ? 0 : heldBytes();
        case 'S', 'H', 'X', 'F', 'c', 'f', 'p' -> 0;
        default -> -1;
      };
    }

    @Override
    public void message(int type, byte[] content, long offset) {
      switch (type) {
        case 0 -> opening(content, offset);
        case 'Q' -> {
          SqlStatement statement =
              SqlStatement.read(content, 0, content.length, Protocol.POSTGRESQL);
          boolean copies = statement.verb().equals("COPY");
          values.statement(stream, content, fromClient.whole(), statement.verb());
          asked(
              PendingStatements.Kind.WHOLE,
              statement.operation(Protocol.POSTGRESQL),
              offset,
              !copies);
        }
        case 'F' ->
            asked(
                PendingStatements.Kind.WHOLE,
                new QueryOperation("CALL", "", Protocol.POSTGRESQL),
                offset,
                true);
        case 'P' -> parse(content);
        case 'B' -> bind(content);
        case 'E' -> execute(content, offset);
        case 'C' -> close(content);
        case 'D' -> describe(content);
        case 'd' -> {
          PendingStatements.Entry entry = copyingFor();
          if (entry != null) {
            values.copied(entry.stream, Direction.FROM_CLIENT, content, fromClient.whole());
          }
        }
        case 'S' -> {
          skipping = false;
          values.sync();
          pending.add(new PendingStatements.Entry(PendingStatements.Kind.SYNC, -1, offset));
          if (pending.size() > 2 * limits.pipelined()) {
            limit("pipelined", "more unanswered statements than the limit");
          }
        }
        case 'c', 'f' -> copied(offset);
        default -> {}
      }
    }

    private void opening(byte[] content, long offset) {
      int code = content.length < 4 ? 0 : int32(content);
      switch (code) {
        case SSL_REQUEST, GSS_REQUEST -> {
          encryptionAsked = true;
          requestEnd = offset;
        }
        case CANCEL_REQUEST -> finish("request to cancel a statement of another connection");
        default -> {
          if (code >> 16 != 3) {
            malformed();
            return;
          }
          fromClient.typed();
          Operation login =
              new QueryOperation("LOGIN", StartUp.database(content), Protocol.POSTGRESQL);
          asked(PendingStatements.Kind.WHOLE, login, offset, true);
        }
      }
    }

    private void parse(byte[] content) {
      int name = end(content, 0);
      int text = end(content, name + 1);
      if (name + 1 < content.length) {
        Prepared prepared =
            new Prepared(
                SqlStatement.read(content, name + 1, text, Protocol.POSTGRESQL)
                    .operation(Protocol.POSTGRESQL));
        values.parsed(prepared, content, name + 1, text, fromClient.whole());
        remember(statements, StartUp.text(content, 0, name), prepared);
      }
    }

    private void describe(byte[] content) {
      if (content.length > 1) {
        String name = StartUp.text(content, 1, end(content, 1));
        PostgresValues.Bound portal = content[0] == 'P' ? portals.get(name) : null;
        Prepared named = content[0] == 'S' ? statements.get(name) : null;
        Prepared of = portal == null ? named : portal.prepared;
        values.describe(of == null ? new Prepared(UNKNOWN) : of);
      }
    }

    private PendingStatements.@Nullable Entry copyingFor() {
      PendingStatements.Entry head = pending.peek();
      boolean copies = head != null && head.stream >= 0 && values.wanted(head.stream);
      return copies ? head : null;
    }

    private void bind(byte[] content) {
      int portal = end(content, 0);
      int name = end(content, portal + 1);
      if (portal + 1 < content.length) {
        Prepared known = statements.get(StartUp.text(content, portal + 1, name));
        Prepared prepared = known == null ? new Prepared(UNKNOWN) : known;
        String bound = StartUp.text(content, 0, portal);
        values.forget(portals.get(bound));
        remember(portals, bound, values.bound(prepared, content, name + 1, fromClient.whole()));
      }
    }

    private void execute(byte[] content, long offset) {
      if (!skipping) {
        PostgresValues.Bound bound = portals.get(StartUp.text(content, 0, end(content, 0)));
        QueryOperation operation = bound == null ? UNKNOWN : bound.prepared.operation;
        boolean copies = operation.verb().equals("COPY");
        if (bound != null) {
          values.run(stream, bound);
        }
        asked(PendingStatements.Kind.EXECUTE, operation, offset, !copies, bound);
      }
    }

    private void close(byte[] content) {
      if (content.length > 1) {
        String name = StartUp.text(content, 1, end(content, 1));
        if (content[0] == 'S') {
          statements.remove(name);
        } else {
          values.forget(portals.remove(name));
        }
      }
    }

    private void copied(long offset) {
      PendingStatements.Entry entry = pending.peek();
      if (entry != null && entry.kind != PendingStatements.Kind.SYNC) {
        endRequest(entry, offset);
      }
    }

    @Override
    public void malformed() {
      finish("PostgreSQL message is malformed");
    }

    @Override
    public boolean finished() {
      return finished || encryptionAsked || tls != null;
    }
  }

  /** Messages of the server. */
  private final class Backend implements PostgresMessages.Owner {
    @Override
    public int held(int type) {
      if (type == 'C') {
        return TAG_BYTES;
      }
      if (values.wanted() && "TDtEd".indexOf(type) >= 0) {
        PendingStatements.Entry head = pending.peek();
        boolean described = type == 'T' || type == 't';
        boolean wanted = described || head != null && values.wanted(head.stream);
        return wanted ? heldBytes() : 0;
      }
      return "RSKZTDIsENGHWAnt123dcVv".indexOf(type) < 0 ? -1 : 0;
    }

    @Override
    public void message(int type, byte[] content, long offset) {
      PendingStatements.Entry head = pending.peek();
      if (type == 'A' || type == 'N' || (type == 'S' && head == null)) {
        return;
      }
      described(type, content, head);
      if (head == null) {
        unasked(type);
        return;
      }
      if (!head.answered) {
        head.answered = true;
        head.answeredAtNanos = nowNanos;
      }
      switch (type) {
        case 'C' -> {
          rows(head, content);
          completed(head, offset);
        }
        case 'I', 's' -> completed(head, offset);
        case 'D' -> {
          if (head.stream >= 0) {
            values.row(head.stream, head.bound, content, fromServer.whole());
          }
        }
        case 'd' -> {
          if (head.stream >= 0) {
            values.copied(head.stream, Direction.FROM_SERVER, content, fromServer.whole());
          }
        }
        case 'E' -> {
          if (head.stream >= 0) {
            values.error(head.stream, content);
          }
          failed(head, offset);
        }
        case 'Z' -> ready(head, offset);
        default -> {}
      }
    }

    private void described(int type, byte[] content, PendingStatements.@Nullable Entry head) {
      if (!values.wanted()) {
        return;
      }
      switch (type) {
        case 'T' ->
            values.described(content, head != null && head.kind == PendingStatements.Kind.WHOLE);
        case 't' -> values.parameterTypes(content);
        case 'n' -> values.noRows();
        default -> {}
      }
    }

    /** The last word of what a statement completes with is how many rows it was about. */
    private void rows(PendingStatements.Entry head, byte[] content) {
      int end = end(content, 0);
      long rows = 0;
      long unit = 1;
      int i = end - 1;
      for (; i >= 0 && content[i] >= '0' && content[i] <= '9' && unit <= ROWS_MAX; i--) {
        rows += (content[i] - '0') * unit;
        unit *= 10;
      }
      boolean number = i >= 0 && i < end - 1 && content[i] == ' ';
      if (number && rows > 0 && head.kind != PendingStatements.Kind.SYNC) {
        sink.accept(new Observation.RowsSeen(head.stream, nowNanos, rows));
      }
    }

    /** Preparing alone is no exchange, and a server that is shut down says so on its own. */
    private void unasked(int type) {
      if (type == 'E') {
        skipping = true;
      } else if ("123tTn".indexOf(type) < 0) {
        finish("answer without a statement");
      }
    }

    private void completed(PendingStatements.Entry head, long offset) {
      if (head.kind == PendingStatements.Kind.EXECUTE) {
        pending.remove();
        answered(head, false, offset);
      } else if (head.kind == PendingStatements.Kind.SYNC) {
        finish("answer without a statement");
      }
    }

    /** After an error the server passes over all up to the end of the batch. */
    private void failed(PendingStatements.Entry head, long offset) {
      if (!loggedIn) {
        pending.remove();
        answered(head, true, offset);
        return;
      }
      if (head.kind == PendingStatements.Kind.WHOLE) {
        head.failed = true;
        return;
      }
      PendingStatements.Entry each = head;
      while (each != null && each.kind == PendingStatements.Kind.EXECUTE) {
        pending.remove();
        answered(each, true, offset);
        each = pending.peek();
      }
      skipping = each == null;
    }

    private void ready(PendingStatements.Entry head, long offset) {
      pending.remove();
      loggedIn = true;
      switch (head.kind) {
        case WHOLE -> answered(head, head.failed, offset);
        case EXECUTE -> finish("answer does not fit the statement");
        case SYNC -> values.synced();
      }
    }

    @Override
    public void malformed() {
      finish("PostgreSQL message is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private int heldBytes() {
    return values.wanted() ? limits.valueBytes() : limits.messageBytes();
  }

  private static int int32(byte[] content) {
    return (content[0] & 0xff) << 24
        | (content[1] & 0xff) << 16
        | (content[2] & 0xff) << 8
        | (content[3] & 0xff);
  }

  /** Returns the index of the zero that ends the text from {@code start}, or the end. */
  private static int end(byte[] content, int start) {
    int i = start;
    while (i < content.length && content[i] != 0) {
      i++;
    }
    return i;
  }
}
