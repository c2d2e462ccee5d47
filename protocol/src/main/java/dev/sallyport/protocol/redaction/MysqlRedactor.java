// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import dev.sallyport.model.Place.Part;
import dev.sallyport.protocol.gate.Editor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces values in one command of MySQL and in its answer: in rows in text form, under the names
 * of their columns, in rows in binary form as far as they read as text, and in statements. The two
 * sides belong together, since the command says in which form rows come.
 */
public final class MysqlRedactor {
  private static final int HEAD_BYTES = 4;
  private static final int MESSAGE_BYTES_MAX = 1 << 20;
  private static final int COLUMNS_MAX = 4096;
  private static final int QUERY = 0x03;
  private static final int PREPARE = 0x16;
  private static final int EXECUTE = 0x17;
  private static final int OK = 0x00;
  private static final int NULL = 0xfb;
  private static final int END = 0xfe;
  private static final int ERROR = 0xff;
  private static final int END_BYTES_MAX = 9;
  private static final Place STATEMENT = Place.of(Part.STATEMENT);
  private static final Place MESSAGE = Place.of(Part.MESSAGE);
  private static final Place UNNAMED = Place.of(Part.COLUMN);

  private final Pieces requestPieces;
  private final Pieces answerPieces;
  private final Redacting request;
  private final Redacting answer;
  private int command = QUERY;

  private enum State {
    FIRST,
    COLUMNS,
    ROWS,
    OTHER
  }

  /** Makes the redactor of an exchange. */
  public MysqlRedactor(Redacting request, Redacting answer) {
    this.request = request;
    this.answer = answer;
    this.requestPieces = new Pieces(request);
    this.answerPieces = new Pieces(answer);
  }

  /**
   * Returns what edits the command; needed for the answer in any case.
   *
   * @param replaces whether values in it are replaced
   */
  public Editor request(boolean replaces) {
    return new FrameRedactor(request, HEAD_BYTES, MESSAGE_BYTES_MAX) {
      @Override
      long follow(byte[] head) {
        return size(head);
      }

      @Override
      boolean wanted(byte[] head) {
        return head[3] == 0;
      }

      @Override
      void redact(byte[] message, int length) {
        command = length > HEAD_BYTES ? message[HEAD_BYTES] & 0xff : 0;
        if (replaces && (command == QUERY || command == PREPARE)) {
          int from = HEAD_BYTES + 1;
          requestPieces.redact(
              new Content(STATEMENT, Form.SQL, message, from, length - from, true));
        }
      }
    };
  }

  /** Returns what edits the answer. */
  public Editor answer() {
    return new Answer();
  }

  private static int size(byte[] head) {
    return (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16;
  }

  /** The packets of an answer: one that says how many columns, their definitions, rows, an end. */
  private final class Answer extends FrameRedactor {
    private final List<Place> columns = new ArrayList<>();
    private State state = State.FIRST;
    private long columnsLeft;
    private int at;

    Answer() {
      super(answer, HEAD_BYTES, MESSAGE_BYTES_MAX);
    }

    @Override
    long follow(byte[] head) {
      return size(head);
    }

    @Override
    boolean wanted(byte[] head) {
      return true;
    }

    @Override
    void redact(byte[] message, int length) {
      if (length == HEAD_BYTES) {
        return;
      }
      int first = message[HEAD_BYTES] & 0xff;
      if (first == ERROR) {
        answerPieces.redact(MESSAGE, message, Math.min(HEAD_BYTES + 9, length), length);
        state = State.OTHER;
        return;
      }
      switch (state) {
        case FIRST -> first(message, length, first);
        case COLUMNS -> column(message, length);
        case ROWS -> row(message, length, first);
        case OTHER -> {}
      }
    }

    private void first(byte[] message, int length, int first) {
      if (first == OK || first == NULL || command != QUERY && command != EXECUTE) {
        state = first == OK && command == QUERY ? State.FIRST : State.OTHER;
        return;
      }
      at = HEAD_BYTES;
      columnsLeft = number(message, length);
      columns.clear();
      state = State.COLUMNS;
    }

    private void column(byte[] message, int length) {
      at = HEAD_BYTES;
      for (int skipped = 0; skipped < 4; skipped++) {
        long size = number(message, length);
        at += (int) Math.min(size, length - at);
      }
      int size = (int) Math.min(number(message, length), length - at);
      if (columns.size() < COLUMNS_MAX) {
        columns.add(new Place(Part.COLUMN, new String(message, at, size, StandardCharsets.UTF_8)));
      }
      columnsLeft--;
      if (columnsLeft <= 0) {
        state = State.ROWS;
      }
    }

    private void row(byte[] message, int length, int first) {
      if (first == END && length - HEAD_BYTES < END_BYTES_MAX) {
        // The end of the definitions, or of the rows, behind which another answer may come.
        boolean rows = rowsSeen;
        rowsSeen = !rows;
        state = rows ? State.FIRST : State.ROWS;
        return;
      }
      rowsSeen = true;
      if (command == EXECUTE) {
        binary(message, length);
      } else {
        text(message, length);
      }
    }

    private boolean rowsSeen;

    private void text(byte[] message, int length) {
      at = HEAD_BYTES;
      for (int i = 0; at < length; i++) {
        if ((message[at] & 0xff) == NULL) {
          at++;
          continue;
        }
        int size = (int) Math.min(number(message, length), length - at);
        answerPieces.redact(i < columns.size() ? columns.get(i) : UNNAMED, message, at, at + size);
        at += size;
      }
    }

    /** Texts stand in it as they are; what lies between them is not told apart. */
    private void binary(byte[] message, int length) {
      int start = -1;
      for (int i = HEAD_BYTES; i <= length; i++) {
        boolean inText = i < length && (message[i] < 0 || message[i] >= ' ');
        if (inText && start < 0) {
          start = i;
        } else if (!inText && start >= 0) {
          answerPieces.redact(UNNAMED, message, start, i);
          start = -1;
        }
      }
    }

    /** Reads a number as the protocol writes lengths. */
    private long number(byte[] message, int length) {
      if (at >= length) {
        return 0;
      }
      int first = message[at++] & 0xff;
      int bytes = first == 0xfc ? 2 : first == 0xfd ? 3 : first == 0xfe ? 8 : 0;
      if (bytes == 0) {
        return first == NULL ? 0 : first;
      }
      long value = 0;
      for (int i = 0; i < bytes && at < length; i++) {
        value |= (message[at++] & 0xffL) << (8 * i);
      }
      return Math.max(0, value);
    }
  }
}
