// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Messages of the server of one connection. */
final class PostgresBackend implements PostgresMessages.Owner {
  private static final int TAG_BYTES = 64;
  private static final long ROWS_MAX = 1_000_000_000_000_000L;

  private final PostgresSession session;
  private final PostgresMessages messages = new PostgresMessages(this, true);

  PostgresBackend(PostgresSession session) {
    this.session = session;
  }

  /** Reads on. */
  void read(ByteBuf bytes, int index, int length) {
    messages.read(bytes, index, length);
  }

  @Override
  public int held(int type) {
    if (type == 'C') {
      return TAG_BYTES;
    }
    if (session.values.wanted() && "TDtEd".indexOf(type) >= 0) {
      PendingStatements.Entry head = session.pending.peek();
      boolean described = type == 'T' || type == 't';
      boolean wanted = described || head != null && session.values.wanted(head.stream);
      return wanted ? session.heldBytes() : 0;
    }
    return "RSKZTDIsENGHWAnt123dcVv".indexOf(type) < 0 ? -1 : 0;
  }

  @Override
  public void message(int type, byte[] content, long offset) {
    PendingStatements.Entry head = session.pending.peek();
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
      head.answeredAtNanos = session.nowNanos;
    }
    switch (type) {
      case 'C' -> {
        rows(head, content);
        completed(head, offset);
      }
      case 'I', 's' -> completed(head, offset);
      case 'D' -> {
        if (head.stream >= 0) {
          session.values.row(head.stream, head.bound, content, messages.whole());
        }
      }
      case 'd' -> {
        if (head.stream >= 0) {
          session.values.copied(head.stream, Direction.FROM_SERVER, content, messages.whole());
        }
      }
      case 'E' -> {
        if (head.stream >= 0) {
          session.values.error(head.stream, content);
        }
        failed(head, offset);
      }
      case 'Z' -> ready(head, offset);
      default -> {}
    }
  }

  private void described(int type, byte[] content, PendingStatements.@Nullable Entry head) {
    if (!session.values.wanted()) {
      return;
    }
    switch (type) {
      case 'T' ->
          session.values.described(
              content, head != null && head.kind == PendingStatements.Kind.WHOLE);
      case 't' -> session.values.parameterTypes(content);
      case 'n' -> session.values.noRows();
      default -> {}
    }
  }

  /** The last word of what a statement completes with is how many rows it was about. */
  private void rows(PendingStatements.Entry head, byte[] content) {
    int end = PostgresText.end(content, 0);
    long rows = 0;
    long unit = 1;
    int i = end - 1;
    for (; i >= 0 && content[i] >= '0' && content[i] <= '9' && unit <= ROWS_MAX; i--) {
      rows += (content[i] - '0') * unit;
      unit *= 10;
    }
    boolean number = i >= 0 && i < end - 1 && content[i] == ' ';
    if (number && rows > 0 && head.kind != PendingStatements.Kind.SYNC) {
      session.sink.accept(new Observation.RowsSeen(head.stream, session.nowNanos, rows));
    }
  }

  /** Preparing alone is no exchange, and a server that is shut down says so on its own. */
  private void unasked(int type) {
    if (type == 'E') {
      session.skipping = true;
    } else if ("123tTn".indexOf(type) < 0) {
      session.finish("answer without a statement");
    }
  }

  private void completed(PendingStatements.Entry head, long offset) {
    if (head.kind == PendingStatements.Kind.EXECUTE) {
      session.pending.remove();
      session.answered(head, false, offset);
    } else if (head.kind == PendingStatements.Kind.SYNC) {
      session.finish("answer without a statement");
    }
  }

  /** After an error the server passes over all up to the end of the batch. */
  private void failed(PendingStatements.Entry head, long offset) {
    if (!session.loggedIn) {
      session.pending.remove();
      session.answered(head, true, offset);
      return;
    }
    if (head.kind == PendingStatements.Kind.WHOLE) {
      head.failed = true;
      return;
    }
    PendingStatements.Entry each = head;
    while (each != null && each.kind == PendingStatements.Kind.EXECUTE) {
      session.pending.remove();
      session.answered(each, true, offset);
      each = session.pending.peek();
    }
    session.skipping = each == null;
  }

  private void ready(PendingStatements.Entry head, long offset) {
    session.pending.remove();
    session.loggedIn = true;
    switch (head.kind) {
      case WHOLE -> session.answered(head, head.failed, offset);
      case EXECUTE -> session.finish("answer does not fit the statement");
      case SYNC -> session.values.synced();
    }
  }

  @Override
  public void malformed() {
    session.finish("PostgreSQL message is malformed");
  }

  @Override
  public boolean finished() {
    return session.finished;
  }
}
