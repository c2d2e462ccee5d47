// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.QueryOperation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A statement that was prepared: what it calls, and what is known of the values it is run with. */
final class Prepared {
  private static final int LITERAL_BYTES_MAX = 1024;

  /** A value that stands in the statement itself. */
  record Literal(String column, byte[] text) {}

  final QueryOperation operation;
  private List<String> parameters = List.of();
  private int[] parameterTypes = {};
  private List<Column> columns = List.of();
  private List<Literal> literals = List.of();
  private final BitSet sent = new BitSet(0);
  private int literalBytes;
  private boolean cut;

  Prepared(QueryOperation operation) {
    this.operation = operation;
  }

  /** Returns the name of the column that a parameter belongs to, or of the parameter itself. */
  String parameter(int index) {
    return index < parameters.size() ? parameters.get(index) : "$" + (index + 1);
  }

  int parameterCount() {
    return parameters.size();
  }

  /** A parameter was sent ahead of the execution. */
  void sentAhead(int index) {
    if (index < parameters.size()) {
      sent.set(index);
    }
  }

  boolean sentBefore(int index) {
    return sent.get(index);
  }

  void forgetSent() {
    sent.clear();
  }

  void parameters(List<String> columnsOfThem) {
    parameters = columnsOfThem;
  }

  /** Returns the type of a parameter as the server numbers types; 0 when it is not known. */
  int parameterType(int index) {
    return index < parameterTypes.length ? parameterTypes[index] : 0;
  }

  void parameterTypes(int[] types) {
    parameterTypes = types;
  }

  List<Column> columns() {
    return columns;
  }

  void columns(List<Column> described) {
    columns = described;
  }

  List<Literal> literals() {
    return literals;
  }

  /** Returns whether not all literals are kept. */
  boolean cut() {
    return cut;
  }

  void literal(String column, byte[] text, int from, int to) {
    if (literalBytes + to - from > LITERAL_BYTES_MAX) {
      cut = true;
      return;
    }
    byte[] kept = new byte[to - from];
    System.arraycopy(text, from, kept, 0, kept.length);
    literalBytes += kept.length;
    if (literals.isEmpty()) {
      literals = new ArrayList<>(2);
    }
    literals.add(new Literal(column, kept));
  }
}
