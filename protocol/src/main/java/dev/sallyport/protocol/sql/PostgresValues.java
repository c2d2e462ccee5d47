// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one PostgreSQL connection: literals of statements, parameters, rows, copied rows
 * and what errors quote, each under the name of its column. Descriptions of rows are remembered
 * with the statement they were asked for, since drivers ask once.
 */
final class PostgresValues {
  private static final int COLUMNS_MAX = 1664;
  private static final int DESCRIBING_MAX = 1024;
  private static final int SHORTEST = 2;

  /**
   * Bytes of parameters that wait to be run on one connection, if they are of more than one run.
   */
  private static final int WAITING_MAX = 64 << 10;

  private static final byte[] NOT_HELD = {};

  private final Values values;
  private final ArrayDeque<Describing> describing = new ArrayDeque<>(2);
  private List<Column> columns = List.of();
  private List<String> copied = List.of();
  private byte copyDelimiter = '\t';
  private int waiting;

  /** A description that was asked for; without a statement the end of a batch. */
  private record Describing(@Nullable Prepared of) {}

  /** What a statement is to be run with. */
  static final class Bound {
    final Prepared prepared;
    private byte @Nullable [] message;
    private boolean cut;
    private int at;
    private int @Nullable [] formats;

    Bound(Prepared prepared) {
      this.prepared = prepared;
    }

    private boolean binary(int index, Column column) {
      int[] asked = formats;
      if (asked == null) {
        return column.binary();
      }
      return asked.length == 1 ? asked[0] == 1 : index < asked.length && asked[index] == 1;
    }
  }

  PostgresValues(ContentListener listener) {
    this.values = new Values(listener, Place.Part.COLUMN);
  }

  boolean wanted() {
    return values.wanted();
  }

  boolean wanted(long stream) {
    return values.wanted(stream);
  }

  void flush() {
    values.flush();
  }

  void ended(long stream) {
    values.ended(stream);
    columns = List.of();
    copied = List.of();
  }

  /** A text of statements is run as it is. */
  void statement(long stream, byte[] text, boolean whole, String verb) {
    if (!values.wanted()) {
      return;
    }
    boolean[] opened = new boolean[1];
    SqlValues.read(
        text,
        0,
        text.length,
        Protocol.POSTGRESQL,
        (column, bytes, from, to) -> {
          if (!opened[0]) {
            opened[0] = true;
            values.open(stream, Direction.FROM_CLIENT);
          }
          values.value(column, bytes, from, to);
        });
    if (opened[0]) {
      values.close();
    }
    if (!whole) {
      values.unseen(stream, Direction.FROM_CLIENT, Message.Problem.CUT);
    }
    if (verb.equals("COPY")) {
      copying(text);
    }
  }

  private void copying(byte[] text) {
    SqlTokens tokens = new SqlTokens(text, 0, text.length, false);
    List<String> names = new ArrayList<>(8);
    boolean list = true;
    copyDelimiter = '\t';
    while (tokens.next()) {
      list &= !tokens.isClosing();
      if (tokens.isWord() && tokens.word().equals("CSV")) {
        copyDelimiter = ',';
      } else if (list && tokens.depth() == 1 && tokens.isName() && names.size() < COLUMNS_MAX) {
        names.add(tokens.qualifiedName());
      }
    }
    copied = names;
  }

  /** A statement is prepared: literals wait with it until it is run. */
  void parsed(Prepared prepared, byte[] message, int from, int to, boolean whole) {
    if (!values.wanted()) {
      return;
    }
    prepared.parameters(SqlValues.read(message, from, to, Protocol.POSTGRESQL, prepared::literal));
    int at = to + 1;
    int count = at + 2 <= message.length ? int16(message, at) : 0;
    int[] types = new int[Math.min(count, Math.max(0, (message.length - at - 2) / 4))];
    for (int i = 0; i < types.length; i++) {
      types[i] = int32(message, at + 2 + 4 * i);
    }
    prepared.parameterTypes(types);
    if (!whole) {
      prepared.literal("", new byte[0], 0, Integer.MAX_VALUE);
    }
  }

  /** Returns what is bound, which waits until it is run. */
  Bound bound(Prepared prepared, byte[] message, int at, boolean whole) {
    Bound bound = new Bound(prepared);
    if (values.wanted()) {
      boolean room = waiting == 0 || waiting + message.length <= WAITING_MAX;
      bound.message = room ? message : NOT_HELD;
      bound.at = at;
      bound.cut = !whole || !room;
      waiting += bound.message.length;
    }
    return bound;
  }

  /** What was bound is not run any more, or not for the first time. */
  void forget(@Nullable Bound bound) {
    if (bound != null && bound.message != null) {
      waiting -= bound.message.length;
      bound.message = null;
    }
  }

  /** What was bound is run. */
  void run(long stream, Bound bound) {
    byte[] message = bound.message;
    if (message == null) {
      return;
    }
    forget(bound);
    Prepared prepared = bound.prepared;
    values.open(stream, Direction.FROM_CLIENT);
    for (Prepared.Literal each : prepared.literals()) {
      values.value(each.column(), each.text(), 0, each.text().length);
    }
    boolean whole = parameters(message, bound);
    if (bound.cut || prepared.cut() || !whole) {
      values.cut();
    }
    values.close();
  }

  private boolean parameters(byte[] message, Bound bound) {
    Prepared prepared = bound.prepared;
    int at = bound.at;
    if (at + 2 > message.length) {
      return false;
    }
    int formats = int16(message, at);
    int formatsAt = at + 2;
    at = formatsAt + 2 * formats;
    if (at + 2 > message.length) {
      return false;
    }
    int count = int16(message, at);
    at += 2;
    for (int i = 0; i < count; i++) {
      if (at + 4 > message.length) {
        return false;
      }
      int size = int32(message, at);
      at += 4;
      if (size > message.length - at) {
        return false;
      }
      boolean binary = formats > 0 && int16(message, formatsAt + (formats == 1 ? 0 : 2 * i)) == 1;
      if (size >= SHORTEST) {
        value(prepared.parameter(i), prepared.parameterType(i), binary, message, at, at + size);
      }
      at += Math.max(0, size);
    }
    bound.formats = formats(message, at);
    return true;
  }

  private static int @Nullable [] formats(byte[] message, int at) {
    int count = at + 2 <= message.length ? int16(message, at) : COLUMNS_MAX + 1;
    if (count > COLUMNS_MAX || at + 2 + 2 * count > message.length) {
      return null;
    }
    int[] formats = new int[count];
    for (int i = 0; i < count; i++) {
      formats[i] = int16(message, at + 2 + 2 * i);
    }
    return formats;
  }

  private void value(String name, int type, boolean binary, byte[] bytes, int from, int to) {
    if (!binary) {
      values.value(name, bytes, from, to);
      return;
    }
    int elements = PostgresBinary.elementType(type);
    if (elements != 0) {
      list(name, elements, bytes, from, to);
      return;
    }
    byte[] text = PostgresBinary.text(type, bytes, from, to);
    if (text.length >= SHORTEST) {
      values.value(name, text, 0, text.length);
    }
  }

  private void list(String name, int type, byte[] bytes, int from, int to) {
    values.downList(name);
    boolean whole =
        PostgresBinary.elements(
            type,
            bytes,
            from,
            to,
            text -> {
              if (text.length >= SHORTEST) {
                values.value(Values.ELEMENT, text, 0, text.length);
              }
            });
    values.upList();
    if (!whole) {
      values.cut();
    }
  }

  /** The client asks what a statement takes and gives. */
  void describe(Prepared prepared) {
    if (values.wanted() && describing.size() < DESCRIBING_MAX) {
      describing.add(new Describing(prepared));
    }
  }

  /** The client ends a batch: what the server leaves out of it after an error is not answered. */
  void sync() {
    if (values.wanted()) {
      describing.add(new Describing(null));
    }
  }

  /** The server has answered a batch. */
  void synced() {
    Describing each = describing.poll();
    while (each != null && each.of != null) {
      each = describing.poll();
    }
  }

  /** The server says what types parameters have. */
  void parameterTypes(byte[] message) {
    Describing head = describing.peek();
    if (head != null && head.of != null && message.length >= 2) {
      int[] types = new int[Math.min(int16(message, 0), (message.length - 2) / 4)];
      for (int i = 0; i < types.length; i++) {
        types[i] = int32(message, 2 + 4 * i);
      }
      head.of.parameterTypes(types);
    }
  }

  /** The server says that a statement returns no rows. */
  void noRows() {
    Describing head = describing.peek();
    if (head != null && head.of != null) {
      describing.remove();
    }
  }

  /** The server says what rows look like: to one who asked, or before the rows of a query. */
  void described(byte[] message, boolean query) {
    List<Column> read = columns(message);
    Describing head = describing.peek();
    if (query) {
      columns = read;
    } else if (head != null && head.of != null) {
      describing.remove();
      head.of.columns(read);
    }
  }

  private static List<Column> columns(byte[] message) {
    if (message.length < 2) {
      return List.of();
    }
    int count = Math.min(int16(message, 0), COLUMNS_MAX);
    List<Column> found = new ArrayList<>(Math.min(count, 64));
    int at = 2;
    for (int i = 0; i < count; i++) {
      int end = at;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      if (end + 19 > message.length) {
        break;
      }
      String name = new String(message, at, end - at, StandardCharsets.UTF_8);
      found.add(new Column(name, int32(message, end + 7), int16(message, end + 17) == 1));
      at = end + 19;
    }
    return found;
  }

  /** A row of what a query, or a statement that was prepared, returns. */
  void row(long stream, @Nullable Bound bound, byte[] message, boolean whole) {
    if (!values.wanted(stream) || message.length < 2) {
      return;
    }
    List<Column> known = bound == null ? columns : bound.prepared.columns();
    int count = int16(message, 0);
    int at = 2;
    boolean complete = whole;
    values.open(stream, Direction.FROM_SERVER);
    for (int i = 0; i < count; i++) {
      int size = at + 4 <= message.length ? int32(message, at) : Integer.MAX_VALUE;
      at += 4;
      if (size > message.length - at) {
        complete = false;
        break;
      }
      if (size >= SHORTEST) {
        Column column = i < known.size() ? known.get(i) : null;
        String name = column == null ? Values.UNNAMED : column.name();
        boolean binary =
            column == null || (bound == null ? column.binary() : bound.binary(i, column));
        value(name, column == null ? 0 : column.type(), binary, message, at, at + size);
      }
      at += Math.max(0, size);
    }
    if (!complete) {
      values.cut();
    }
    values.close();
  }

  /** Copied rows: each of them a message, or several in one. */
  void copied(long stream, Direction direction, byte[] message, boolean whole) {
    if (!values.wanted(stream)) {
      return;
    }
    int line = 0;
    for (int i = 0; i <= message.length; i++) {
      if (i == message.length || message[i] == '\n') {
        if (i > line) {
          copiedRow(stream, direction, Arrays.copyOfRange(message, line, i));
        }
        line = i + 1;
      }
    }
    if (!whole) {
      values.unseen(stream, direction, Message.Problem.CUT);
    }
  }

  private void copiedRow(long stream, Direction direction, byte[] row) {
    values.open(stream, direction);
    int cell = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i <= row.length; i++) {
      boolean end = i == row.length || row[i] == copyDelimiter && !quoted;
      if (!end) {
        quoted ^= copyDelimiter == ',' && row[i] == '"';
        continue;
      }
      boolean marks = i - start >= 2 && copyDelimiter == ',' && row[start] == '"';
      int from = marks ? start + 1 : start;
      int to = marks && row[i - 1] == '"' ? i - 1 : i;
      if (to - from >= SHORTEST) {
        byte[] text = PostgresBinary.text(0, row, from, to);
        values.value(
            cell < copied.size() ? copied.get(cell) : Values.UNNAMED, text, 0, text.length);
      }
      cell++;
      start = i + 1;
    }
    values.close();
  }

  /** What an error says to people, which may quote values. */
  void error(long stream, byte[] message) {
    if (!values.wanted(stream)) {
      return;
    }
    values.open(stream, Direction.FROM_SERVER);
    int at = 0;
    while (at + 1 < message.length && message[at] != 0) {
      int end = at + 1;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      byte field = message[at];
      if (field == 'M' || field == 'D' || field == 'H') {
        values.value(field == 'M' ? "message" : "detail", message, at + 1, end);
      }
      at = end + 1;
    }
    values.close();
  }

  private static int int16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
  }

  private static int int32(byte[] octets, int at) {
    return int16(octets, at) << 16 | int16(octets, at + 2);
  }
}
