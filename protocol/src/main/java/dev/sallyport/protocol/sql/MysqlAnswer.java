// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

/** Follows the packets of a server that answer one command of a MySQL client. */
final class MysqlAnswer {

  enum Outcome {
    GOES_ON,
    OK,
    FAILED,
    MALFORMED
  }

  /** What a packet of an answer holds. */
  enum Kind {
    /** The begin of a result. */
    RESULT,
    COLUMN,
    ROW,
    OTHER
  }

  /** What a command is answered with. */
  enum Form {
    /** A status, or results. */
    RESULTS,
    /** A status, then what parameters and columns look like. */
    PREPARED,
    /** Rows until an end. */
    ROWS,
    /** One packet of text. */
    TEXT,
    /** What columns look like until an end. */
    COLUMNS,
    /** Steps of authentication, then a status. */
    LOGIN
  }

  private enum State {
    FIRST,
    DEFINITIONS,
    ROWS
  }

  private static final int MORE_RESULTS = 8;
  private static final int PROGRESS = 0xffff;

  private final boolean endsAreStatus;
  private final boolean cachesDefinitions;
  private Form form = Form.RESULTS;
  private State state = State.FIRST;
  private Kind kind = Kind.OTHER;
  private long definitions;
  private long statement;
  private long rows;

  /**
   * Makes the reader of a connection.
   *
   * @param endsAreStatus whether both sides agreed to send a status where an end was sent of old
   * @param cachesDefinitions whether the server may leave out what columns look like
   */
  MysqlAnswer(boolean endsAreStatus, boolean cachesDefinitions) {
    this.endsAreStatus = endsAreStatus;
    this.cachesDefinitions = cachesDefinitions;
  }

  void start(Form expected) {
    form = expected;
    state = expected == Form.ROWS ? State.ROWS : State.FIRST;
    definitions = 0;
    rows = 0;
  }

  /** Returns how many rows were returned or changed so far. */
  long rows() {
    return rows;
  }

  /** Returns the number that the server gave to the statement it prepared. */
  long statement() {
    return statement;
  }

  /** Returns what the packet that was read last holds. */
  Kind kind() {
    return kind;
  }

  /** Reads one packet: its start, and its whole length. */
  Outcome read(byte[] content, long length) {
    kind = Kind.OTHER;
    if (content.length == 0) {
      return state == State.ROWS || form == Form.TEXT ? after(Outcome.GOES_ON) : Outcome.MALFORMED;
    }
    int first = content[0] & 0xff;
    if (first == 0xff && (state != State.DEFINITIONS || definitions == 0)) {
      return uint16(content, 1) == PROGRESS ? Outcome.GOES_ON : Outcome.FAILED;
    }
    return switch (state) {
      case FIRST -> first(content, first, length);
      case DEFINITIONS -> definition(first, length);
      case ROWS -> row(content, first, length);
    };
  }

  private Outcome after(Outcome outcome) {
    return form == Form.TEXT ? Outcome.OK : outcome;
  }

  private Outcome first(byte[] content, int first, long length) {
    return switch (form) {
      case TEXT -> Outcome.OK;
      case LOGIN -> first == 0 ? Outcome.OK : Outcome.GOES_ON;
      case COLUMNS -> first == 0xfe && length < 9 ? Outcome.OK : Outcome.GOES_ON;
      case ROWS -> row(content, first, length);
      case PREPARED -> prepared(content, first);
      case RESULTS -> results(content, first, length);
    };
  }

  private Outcome results(byte[] content, int first, long length) {
    if (first == 0) {
      rows += number(content, 1);
      return status(content);
    }
    if (first == 0xfe && length < 9) {
      return Outcome.OK;
    }
    if (first == 0xfb) {
      // The server asks for a file of the client and answers when it has it.
      return Outcome.GOES_ON;
    }
    if (first > 0xfc) {
      return Outcome.MALFORMED;
    }
    kind = Kind.RESULT;
    int size = first < 0xfb ? 1 : 3;
    definitions = first < 0xfb ? first : uint16(content, 1);
    boolean left = cachesDefinitions && content.length > size && content[size] == 0;
    if (left) {
      definitions = 0;
      state = endsAreStatus ? State.ROWS : State.DEFINITIONS;
    } else {
      state = State.DEFINITIONS;
    }
    return Outcome.GOES_ON;
  }

  private Outcome prepared(byte[] content, int first) {
    if (first != 0 || content.length < 9) {
      return Outcome.MALFORMED;
    }
    statement = uint16(content, 1) | (long) uint16(content, 3) << 16;
    int columns = uint16(content, 5);
    int parameters = uint16(content, 7);
    int ends = endsAreStatus ? 0 : (columns > 0 ? 1 : 0) + (parameters > 0 ? 1 : 0);
    definitions = columns + parameters + ends;
    if (definitions == 0) {
      return Outcome.OK;
    }
    state = State.DEFINITIONS;
    return Outcome.GOES_ON;
  }

  private Outcome definition(int first, long length) {
    if (form == Form.PREPARED) {
      // Columns begin with the name of a catalogue, which an end does not.
      kind = first != 0xfe ? Kind.COLUMN : Kind.OTHER;
      return --definitions == 0 ? Outcome.OK : Outcome.GOES_ON;
    }
    if (definitions > 0) {
      kind = Kind.COLUMN;
      definitions--;
      if (definitions == 0 && endsAreStatus) {
        state = State.ROWS;
      }
      return Outcome.GOES_ON;
    }
    state = State.ROWS;
    return first == 0xfe && length < 9 ? Outcome.GOES_ON : Outcome.MALFORMED;
  }

  private Outcome row(byte[] content, int first, long length) {
    if (first != 0xfe || length >= (endsAreStatus ? 0xffffff : 9)) {
      rows++;
      kind = Kind.ROW;
      return Outcome.GOES_ON;
    }
    if (endsAreStatus) {
      return status(content);
    }
    return more(uint16(content, 3));
  }

  /** A status: changed rows and last key, both numbers of varying size, then flags. */
  private Outcome status(byte[] content) {
    int i = skipNumber(content, skipNumber(content, 1));
    return more(uint16(content, i));
  }

  private Outcome more(int flags) {
    if ((flags & MORE_RESULTS) != 0) {
      state = State.FIRST;
      return Outcome.GOES_ON;
    }
    return Outcome.OK;
  }

  /** Returns a number of varying size; 0 where it is not held. */
  private static long number(byte[] content, int i) {
    if (i >= content.length) {
      return 0;
    }
    int first = content[i] & 0xff;
    return switch (first) {
      case 0xfb, 0xff -> 0;
      case 0xfc -> uint16(content, i + 1);
      case 0xfd, 0xfe -> uint16(content, i + 1) | (long) uint16(content, i + 3) << 16;
      default -> first;
    };
  }

  private static int skipNumber(byte[] content, int i) {
    if (i >= content.length) {
      return i;
    }
    return switch (content[i] & 0xff) {
      case 0xfc -> i + 3;
      case 0xfd -> i + 4;
      case 0xfe -> i + 9;
      default -> i + 1;
    };
  }

  private static int uint16(byte[] content, int i) {
    return i + 1 < content.length ? (content[i] & 0xff) | (content[i + 1] & 0xff) << 8 : 0;
  }
}
