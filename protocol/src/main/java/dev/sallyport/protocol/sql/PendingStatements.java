// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a client has asked for and the server has not answered, in order. */
final class PendingStatements {

  enum Kind {
    /** Ends with the server being ready: a simple query, or the login. */
    WHOLE,
    /** Ends with its own completion. */
    EXECUTE,
    /** The end of a batch; no exchange of its own. */
    SYNC
  }

  /** One of them. */
  static final class Entry {
    final Kind kind;
    final long stream;
    final long headOffset;
    boolean requestEnded;
    boolean failed;
    boolean answered;
    long answeredAtNanos;
    PostgresValues.@Nullable Bound bound;

    Entry(Kind kind, long stream, long headOffset) {
      this.kind = kind;
      this.stream = stream;
      this.headOffset = headOffset;
    }
  }

  private PendingStatements() {}

  static ArrayDeque<Entry> none() {
    return new ArrayDeque<>(4);
  }
}
