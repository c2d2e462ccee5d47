// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Walks over the values that stand in a text of statements and says to which column each belongs,
 * as far as that can be told without a grammar: by the list of columns of an INSERT, or by the name
 * that a value is compared with or assigned to.
 */
final class SqlValues {
  private static final int COLUMNS_MAX = 256;
  private static final int PARAMETERS_MAX = 4096;
  private static final int NUMBER_DIGITS_MIN = 6;

  /** Behind these another column begins. */
  private static final Set<String> ENDING =
      Set.of(
          "AND",
          "OR",
          "WHERE",
          "SET",
          "ON",
          "HAVING",
          "SELECT",
          "FROM",
          "LIMIT",
          "OFFSET",
          "JOIN",
          "GROUP",
          "ORDER",
          "RETURNING",
          "UNION",
          "WHEN",
          "THEN",
          "ELSE",
          "END",
          "USING");

  private static final Set<String> COMPARING =
      Set.of("LIKE", "ILIKE", "RLIKE", "REGEXP", "BETWEEN", "SIMILAR", "IN", "NOT", "IS");

  /** Receives values in order. */
  interface Owner {
    /**
     * A literal.
     *
     * @param column its column; {@link Values#UNNAMED} when it is not known
     * @param text holds it without its marks and escapes
     */
    void literal(String column, byte[] text, int from, int to);
  }

  private final byte[] text;
  private final SqlTokens tokens;
  private final Owner owner;
  private final List<String> parameters = new ArrayList<>(4);
  private final List<String> inserted = new ArrayList<>(4);
  private String last = "";
  private String column = "";
  private boolean listing;
  private boolean grouping;
  private boolean inserting;
  private boolean between;
  private int position;
  private int listDepth = -1;

  private SqlValues(byte[] text, int from, int to, Protocol protocol, Owner owner) {
    this.text = text;
    this.tokens = new SqlTokens(text, from, to, protocol == Protocol.MYSQL);
    this.owner = owner;
  }

  /**
   * Reads a text of statements; returns the columns of its parameters, in the order of their
   * numbers. Linear in its length; never throws on what it is.
   */
  static List<String> read(byte[] text, int from, int to, Protocol protocol, Owner owner) {
    SqlValues values = new SqlValues(text, from, to, protocol, owner);
    values.read();
    return List.copyOf(values.parameters);
  }

  private void read() {
    while (tokens.next()) {
      if (tokens.literal() != SqlTokens.Literal.NONE) {
        value();
      } else if (tokens.isName()) {
        name();
      } else {
        sign();
      }
    }
  }

  private void name() {
    String word = tokens.isWord() ? tokens.word() : "";
    if (word.equals("INTO")) {
      forget();
      inserting = true;
    } else if (word.equals("VALUES") || word.equals("VALUE")) {
      listing = false;
      grouping = inserting;
    } else if (ENDING.contains(word)) {
      ending(word);
    } else if (COMPARING.contains(word)) {
      column = last;
      between |= word.equals("BETWEEN");
      listDepth = word.equals("IN") ? tokens.depth() + 1 : listDepth;
    } else if (listing) {
      if (inserted.size() < COLUMNS_MAX) {
        inserted.add(tokens.qualifiedName());
      }
    } else {
      String name = tokens.qualifiedName();
      last = name.substring(name.lastIndexOf('.') + 1);
    }
  }

  private void ending(String word) {
    if (word.equals("AND") && between) {
      between = false;
      return;
    }
    boolean ends = !word.equals("ON") || !grouping;
    grouping &= word.equals("ON");
    listing = false;
    if (ends) {
      last = "";
      column = "";
      listDepth = -1;
    }
    inserting &= !word.equals("SELECT");
  }

  private void sign() {
    if (tokens.isOpening()) {
      if (grouping && tokens.depth() == 1) {
        position = 0;
      } else if (inserting && !grouping && inserted.isEmpty() && tokens.depth() == 1) {
        listing = true;
      }
    } else if (tokens.isClosing()) {
      listing &= tokens.depth() != 1;
      if (tokens.depth() == listDepth) {
        listDepth = -1;
        column = "";
      }
    } else if (tokens.isSign(',')) {
      comma();
    } else if (tokens.isSign(';')) {
      forget();
    } else if (tokens.isSign('=') || tokens.isSign('<') || tokens.isSign('>')) {
      column = last;
    } else if (tokens.isSign('~')) {
      column = last;
    }
  }

  private void comma() {
    if (grouping && tokens.depth() == 1) {
      position++;
    } else if (listDepth < 0 || tokens.depth() < listDepth) {
      last = "";
      column = "";
    }
  }

  private void forget() {
    inserted.clear();
    last = "";
    column = "";
    listing = false;
    grouping = false;
    inserting = false;
    between = false;
    listDepth = -1;
  }

  private String columnHere() {
    if (grouping && tokens.depth() >= 1) {
      return position < inserted.size() ? inserted.get(position) : "";
    }
    return column;
  }

  private void value() {
    String here = columnHere();
    if (tokens.literal() == SqlTokens.Literal.PARAMETER) {
      parameter(here);
      return;
    }
    String name = here.isEmpty() ? Values.UNNAMED : here;
    int from = tokens.inside();
    int to = tokens.insideEnd();
    if (tokens.literal() == SqlTokens.Literal.NUMBER) {
      if (to - from >= NUMBER_DIGITS_MIN) {
        owner.literal(name, text, from, to);
      }
    } else if (to > from) {
      string(name, from, to);
    }
  }

  private void parameter(String here) {
    int number =
        tokens.inside() == tokens.insideEnd()
            ? parameters.size() + 1
            : number(tokens.inside(), tokens.insideEnd());
    if (number < 1 || number > PARAMETERS_MAX) {
      return;
    }
    while (parameters.size() < number) {
      parameters.add("$" + (parameters.size() + 1));
    }
    if (!here.isEmpty() && parameters.get(number - 1).startsWith("$")) {
      parameters.set(number - 1, here);
    }
  }

  private int number(int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9' || number > PARAMETERS_MAX) {
        return -1;
      }
      number = 10 * number + text[i] - '0';
    }
    return number;
  }

  /** Takes doubled marks and backslashes off, where there are any. */
  private void string(String name, int from, int to) {
    byte mark = tokens.doubled();
    boolean backslashes = tokens.escapes();
    boolean plain = true;
    for (int i = from; i < to && plain; i++) {
      plain = text[i] != mark && !(backslashes && text[i] == '\\');
    }
    if (plain) {
      owner.literal(name, text, from, to);
      return;
    }
    byte[] free = new byte[to - from];
    int size = 0;
    for (int i = from; i < to; i++) {
      boolean pair = i + 1 < to && (text[i] == mark || backslashes && text[i] == '\\');
      i += pair ? 1 : 0;
      byte each = text[i];
      boolean escaped = pair && text[i - 1] == '\\';
      free[size++] = escaped ? meant(each) : each;
    }
    owner.literal(name, free, 0, size);
  }

  private static byte meant(byte each) {
    return switch (each) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> each;
    };
  }
}
