// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Messages of the client of one connection. */
final class PostgresFrontend implements PostgresMessages.Owner {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final int LOGIN_BYTES = 1024;

  private final PostgresSession session;
  private final PostgresMessages messages = new PostgresMessages(this, false);

  PostgresFrontend(PostgresSession session) {
    this.session = session;
  }

  /** Reads on; returns the index of the first byte that was not read. */
  int read(ByteBuf bytes, int index, int length) {
    return messages.read(bytes, index, length);
  }

  @Override
  public int held(int type) {
    return switch (type) {
      case 0 -> LOGIN_BYTES;
      case 'Q', 'P' -> session.heldBytes();
      case 'B' -> session.values.wanted() ? session.heldBytes() : 256;
      case 'E', 'C', 'D' -> 256;
      case 'd' -> copyingFor() == null ? 0 : session.heldBytes();
      case 'S', 'H', 'X', 'F', 'c', 'f', 'p' -> 0;
      default -> -1;
    };
  }

  @Override
  public void message(int type, byte[] content, long offset) {
    switch (type) {
      case 0 -> opening(content, offset);
      case 'Q' -> {
        SqlStatement statement = SqlStatement.read(content, 0, content.length, Protocol.POSTGRESQL);
        boolean copies = statement.verb().equals("COPY");
        session.values.statement(session.stream, content, messages.whole(), statement.verb());
        session.asked(
            PendingStatements.Kind.WHOLE,
            statement.operation(Protocol.POSTGRESQL),
            offset,
            !copies);
      }
      case 'F' ->
          session.asked(
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
          session.values.copied(entry.stream, Direction.FROM_CLIENT, content, messages.whole());
        }
      }
      case 'S' -> {
        session.skipping = false;
        session.values.sync();
        session.pending.add(new PendingStatements.Entry(PendingStatements.Kind.SYNC, -1, offset));
        if (session.pending.size() > 2 * session.limits.pipelined()) {
          session.limit("pipelined", "more unanswered statements than the limit");
        }
      }
      case 'c', 'f' -> copied(offset);
      default -> {}
    }
  }

  private void opening(byte[] content, long offset) {
    int code = content.length < 4 ? 0 : PostgresText.int32(content);
    switch (code) {
      case SSL_REQUEST, GSS_REQUEST -> {
        session.encryptionAsked = true;
        session.requestEnd = offset;
      }
      case CANCEL_REQUEST -> session.finish("request to cancel a statement of another connection");
      default -> {
        if (code >> 16 != 3) {
          malformed();
          return;
        }
        messages.typed();
        Operation login =
            new QueryOperation("LOGIN", StartUp.database(content), Protocol.POSTGRESQL);
        session.asked(PendingStatements.Kind.WHOLE, login, offset, true);
      }
    }
  }

  private void parse(byte[] content) {
    int name = PostgresText.end(content, 0);
    int text = PostgresText.end(content, name + 1);
    if (name + 1 < content.length) {
      Prepared prepared =
          new Prepared(
              SqlStatement.read(content, name + 1, text, Protocol.POSTGRESQL)
                  .operation(Protocol.POSTGRESQL));
      session.values.parsed(prepared, content, name + 1, text, messages.whole());
      session.remember(session.statements, StartUp.text(content, 0, name), prepared);
    }
  }

  private void describe(byte[] content) {
    if (content.length > 1) {
      String name = StartUp.text(content, 1, PostgresText.end(content, 1));
      PostgresValues.Bound portal = content[0] == 'P' ? session.portals.get(name) : null;
      Prepared named = content[0] == 'S' ? session.statements.get(name) : null;
      Prepared of = portal == null ? named : portal.prepared;
      session.values.describe(of == null ? new Prepared(PostgresSession.UNKNOWN) : of);
    }
  }

  private PendingStatements.@Nullable Entry copyingFor() {
    PendingStatements.Entry head = session.pending.peek();
    boolean copies = head != null && head.stream >= 0 && session.values.wanted(head.stream);
    return copies ? head : null;
  }

  private void bind(byte[] content) {
    int portal = PostgresText.end(content, 0);
    int name = PostgresText.end(content, portal + 1);
    if (portal + 1 < content.length) {
      Prepared known = session.statements.get(StartUp.text(content, portal + 1, name));
      Prepared prepared = known == null ? new Prepared(PostgresSession.UNKNOWN) : known;
      String bound = StartUp.text(content, 0, portal);
      session.values.forget(session.portals.get(bound));
      session.remember(
          session.portals,
          bound,
          session.values.bound(prepared, content, name + 1, messages.whole()));
    }
  }

  private void execute(byte[] content, long offset) {
    if (!session.skipping) {
      PostgresValues.Bound bound =
          session.portals.get(StartUp.text(content, 0, PostgresText.end(content, 0)));
      QueryOperation operation = bound == null ? PostgresSession.UNKNOWN : bound.prepared.operation;
      boolean copies = operation.verb().equals("COPY");
      if (bound != null) {
        session.values.run(session.stream, bound);
      }
      session.asked(PendingStatements.Kind.EXECUTE, operation, offset, !copies, bound);
    }
  }

  private void close(byte[] content) {
    if (content.length > 1) {
      String name = StartUp.text(content, 1, PostgresText.end(content, 1));
      if (content[0] == 'S') {
        session.statements.remove(name);
      } else {
        session.values.forget(session.portals.remove(name));
      }
    }
  }

  private void copied(long offset) {
    PendingStatements.Entry entry = session.pending.peek();
    if (entry != null && entry.kind != PendingStatements.Kind.SYNC) {
      session.endRequest(entry, offset);
    }
  }

  @Override
  public void malformed() {
    session.finish("PostgreSQL message is malformed");
  }

  @Override
  public boolean finished() {
    return session.finished || session.encryptionAsked || session.encrypted;
  }
}
