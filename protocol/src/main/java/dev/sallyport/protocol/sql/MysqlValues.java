// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one MySQL connection: literals of statements, parameters, rows in their text and
 * their binary form, each under the name of its column.
 */
final class MysqlValues {
  private static final int COLUMNS_MAX = 1664;
  private static final int SHORTEST = 2;
  private static final int NULL = 0xfb;
  private static final int COUNTS_PARAMETERS = 8;

  private final Values values;
  private List<Column> columns = new ArrayList<>(8);

  MysqlValues(ContentListener listener) {
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
    columns = new ArrayList<>(8);
  }

  /** Something of what a side says is not read. */
  void unseen(long stream, Direction direction) {
    values.unseen(stream, direction, Message.Problem.CUT);
  }

  /** A text of statements is run as it is. */
  void statement(long stream, byte[] command, int from, boolean whole) {
    if (!values.wanted()) {
      return;
    }
    values.open(stream, Direction.FROM_CLIENT);
    SqlValues.read(command, from, command.length, Protocol.MYSQL, values::value);
    if (!whole) {
      values.cut();
    }
    values.close();
  }

  /** A statement is prepared: literals wait with it until it is run. */
  void prepared(Prepared prepared, byte[] command, int from) {
    if (values.wanted()) {
      prepared.parameters(
          SqlValues.read(command, from, command.length, Protocol.MYSQL, prepared::literal));
    }
  }

  /** A prepared statement is run. */
  void run(long stream, Prepared prepared, byte[] command, boolean whole, boolean attributes) {
    if (!values.wanted()) {
      return;
    }
    values.open(stream, Direction.FROM_CLIENT);
    for (Prepared.Literal each : prepared.literals()) {
      values.value(each.column(), each.text(), 0, each.text().length);
    }
    if (!parameters(prepared, command, attributes) || !whole || prepared.cut()) {
      values.cut();
    }
    values.close();
  }

  private boolean parameters(Prepared prepared, byte[] command, boolean attributes) {
    if (command.length < 10) {
      return prepared.parameterCount() == 0;
    }
    MysqlReader at = new MysqlReader(command, 10);
    boolean counted = attributes && (command[5] & COUNTS_PARAMETERS) != 0;
    long count = counted ? at.number() : prepared.parameterCount();
    if (count == 0) {
      return true;
    }
    if (count > COLUMNS_MAX) {
      return false;
    }
    int nulls = at.index();
    at.skip((count + 7) / 8);
    if (at.uint8() == 1) {
      int[] types = new int[(int) count];
      for (int i = 0; i < count; i++) {
        types[i] = at.uint8();
        at.skip(1);
        at.skip(attributes ? at.number() : 0);
      }
      prepared.parameterTypes(types);
    }
    for (int i = 0; i < count && at.inside(); i++) {
      boolean absent = (command[nulls + i / 8] >> (i % 8) & 1) != 0 || prepared.sentBefore(i);
      if (!absent) {
        binary(at, prepared.parameter(i), prepared.parameterType(i));
      }
    }
    prepared.forgetSent();
    return !at.beyond();
  }

  /** A parameter comes ahead, in parts. */
  void ahead(long stream, Prepared prepared, byte[] command, boolean whole) {
    if (values.wanted() && command.length > 7) {
      int parameter = (command[5] & 0xff) | (command[6] & 0xff) << 8;
      prepared.sentAhead(parameter);
      values.open(stream, Direction.FROM_CLIENT);
      readable(prepared.parameter(parameter), command, 7, command.length);
      if (!whole) {
        values.cut();
      }
      values.close();
    }
  }

  /** The server begins a result. */
  void result() {
    columns = new ArrayList<>(8);
  }

  /** The server says what a column looks like. */
  void column(byte[] packet) {
    if (values.wanted() && columns.size() < COLUMNS_MAX) {
      MysqlReader at = new MysqlReader(packet, 0);
      for (int i = 0; i < 4; i++) {
        at.skip(at.number());
      }
      String name = at.text();
      at.skip(at.number());
      at.skip(7);
      columns.add(new Column(name, at.uint8(), false));
    }
  }

  /** All columns of a statement that was prepared are known, behind those of its parameters. */
  void described(Prepared prepared) {
    int parameters = Math.min(prepared.parameterCount(), columns.size());
    prepared.columns(List.copyOf(columns.subList(parameters, columns.size())));
  }

  /** A row in text form, or in the binary form of a statement that was prepared. */
  void row(long stream, @Nullable Prepared of, byte[] packet, boolean whole) {
    if (!values.wanted(stream)) {
      return;
    }
    List<Column> known = columns.isEmpty() && of != null ? of.columns() : columns;
    values.open(stream, Direction.FROM_SERVER);
    MysqlReader at = new MysqlReader(packet, 0);
    if (of == null) {
      textRow(at, packet, known);
    } else {
      binaryRow(at, packet, known);
    }
    if (!whole || at.beyond()) {
      values.cut();
    }
    values.close();
  }

  /** What an error says to people, which may quote values: behind a code, a mark and a state. */
  void error(long stream, byte[] packet) {
    int from = packet.length > 9 && packet[3] == '#' ? 9 : 3;
    if (values.wanted(stream) && packet.length > from) {
      values.open(stream, Direction.FROM_SERVER);
      readable("message", packet, from, packet.length);
      values.close();
    }
  }

  private void textRow(MysqlReader at, byte[] packet, List<Column> known) {
    for (int i = 0; at.inside(); i++) {
      if ((packet[at.index()] & 0xff) == NULL) {
        at.skip(1);
        continue;
      }
      long size = at.number();
      int from = at.index();
      at.skip(size);
      readable(i < known.size() ? known.get(i).name() : Values.UNNAMED, packet, from, at.index());
    }
  }

  private void binaryRow(MysqlReader at, byte[] packet, List<Column> known) {
    at.skip(1);
    int nulls = at.index();
    at.skip((known.size() + 9) / 8);
    for (int i = 0; i < known.size() && at.inside(); i++) {
      int bit = i + 2;
      if ((packet[nulls + bit / 8] >> (bit % 8) & 1) == 0) {
        binary(at, known.get(i).name(), known.get(i).type());
      }
    }
  }

  /** A value in binary form; the numbers of types are those of the protocol. */
  private void binary(MysqlReader at, String name, int type) {
    switch (type) {
      case 1 -> at.skip(1);
      case 2, 13 -> at.skip(2);
      case 3, 9 -> integer(at, name, 4);
      case 8 -> integer(at, name, 8);
      case 4 -> at.skip(4);
      case 5 -> real(at, name);
      case 6 -> {}
      case 7, 10, 12 -> date(at, name);
      case 11 -> at.skip(at.uint8());
      default -> {
        long size = at.number();
        int from = at.index();
        at.skip(size);
        readable(name, at.bytes(), from, at.index());
      }
    }
  }

  private void integer(MysqlReader at, String name, int size) {
    long value = at.integer(size);
    if (!at.beyond() && Math.abs(value) > 99_999) {
      ascii(name, Long.toString(value));
    }
  }

  /** A number that programs keep as one with a fraction although it has none. */
  private void real(MysqlReader at, String name) {
    double value = Double.longBitsToDouble(at.integer(8));
    byte[] text = PostgresBinary.whole(value);
    if (!at.beyond() && text.length > 0 && Math.abs(value) > 99_999) {
      values.value(name, text, 0, text.length);
    }
  }

  private void date(MysqlReader at, String name) {
    int size = at.uint8();
    int from = at.index();
    at.skip(size);
    if (size >= 4 && !at.beyond()) {
      byte[] b = at.bytes();
      int year = (b[from] & 0xff) | (b[from + 1] & 0xff) << 8;
      String day = "%04d-%02d-%02d".formatted(year, b[from + 2] & 0xff, b[from + 3] & 0xff);
      String time =
          size < 7
              ? ""
              : "T%02d:%02d:%02d"
                  .formatted(b[from + 4] & 0xff, b[from + 5] & 0xff, b[from + 6] & 0xff);
      ascii(name, day + time);
    }
  }

  private void ascii(String name, String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    values.value(name, octets, 0, octets.length);
  }

  private void readable(String name, byte[] bytes, int from, int to) {
    if (to - from >= SHORTEST && PostgresBinary.readable(bytes, from, to)) {
      values.value(name, bytes, from, to);
    }
  }
}
