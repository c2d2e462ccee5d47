// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a text of statements does to which tables: every statement of it, those inside of
 * others, and every table that is read. A table that is named too often costs a statement that
 * might have passed; one that is overlooked lets pass what must not. So where SQL is ambiguous it
 * is named. What hides in strings (bodies of functions, <code>DO</code>, what is prepared from
 * text) is not read: there the statement's own verb is all there is.
 */
final class SqlCalls {
  private static final int OPERATIONS_MAX = 64;

  /** Statements that change rows; inside of others only where a statement may stand. */
  private static final Set<String> CHANGING =
      Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");

  /** These are followed by other statements. */
  private static final Set<String> EXPLAINING = Set.of("EXPLAIN", "DESC", "DESCRIBE", "ANALYZE");

  /** These are followed by names of what they are about. */
  private static final Set<String> NAMING =
      Set.of(
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "REPLACE",
          "TRUNCATE",
          "COPY",
          "LOCK",
          "CREATE",
          "ALTER",
          "DROP",
          "ANALYZE",
          "VACUUM",
          "CALL",
          "REFRESH",
          "REINDEX",
          "DESC",
          "DESCRIBE",
          "RENAME",
          "TABLE");

  /** Of these every name in the list is meant. */
  private static final Set<String> LISTING =
      Set.of("TRUNCATE", "DROP", "LOCK", "ANALYZE", "VACUUM", "UPDATE", "DELETE", "RENAME");

  /** Tables stand behind them. */
  private static final Set<String> BEFORE_TABLES =
      Set.of("FROM", "JOIN", "STRAIGHT_JOIN", "USING", "INTO");

  /** Functions that write FROM between their arguments. */
  private static final Set<String> WITH_FROM_INSIDE =
      Set.of("EXTRACT", "SUBSTRING", "SUBSTR", "MID", "TRIM", "OVERLAY", "POSITION");

  /** Behind them no more tables are listed. */
  private static final Set<String> BEHIND_TABLES =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "HAVING",
          "LIMIT",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "WINDOW",
          "SET",
          "RETURNING",
          "VALUES",
          "OFFSET",
          "FOR");

  /** Before TABLE these say that it stands for a query. */
  private static final Set<String> BEFORE_QUERY =
      Set.of("UNION", "ALL", "INTERSECT", "EXCEPT", "DISTINCT", "AS");

  /** What is to come at one depth of parentheses. */
  private static final class Level {
    private String verb = "";
    private String opener = "";
    private String defined = "";
    private String body = "";
    private boolean begins = true;
    private boolean wantsName;
    private boolean lists;
    private boolean named;
    private boolean with;
    private boolean recursive;
  }

  /** A name that a WITH gave to a query, and the depth at which it is known. */
  private record Common(String name, int depth) {}

  /**
   * What a text does.
   *
   * @param operations each once; empty when there is no statement in it
   * @param whole whether that is all
   */
  record Read(List<QueryOperation> operations, boolean whole) {}

  private final Protocol protocol;
  private final SqlTokens tokens;
  private final Set<QueryOperation> found = new LinkedHashSet<>(2);
  private final ArrayDeque<Level> levels = new ArrayDeque<>(4);
  private final List<Common> commons = new ArrayList<>(0);
  private int foundBefore;
  private String before = "";
  private char sign;
  private boolean ambiguous;
  private boolean skips;

  private SqlCalls(byte[] text, int from, int to, Protocol protocol) {
    this.protocol = protocol;
    this.tokens = new SqlTokens(text, from, to, protocol == Protocol.MYSQL);
  }

  /**
   * Reads a text of statements. Linear in its length. Never throws on what it is.
   *
   * @param text statements in any encoding that keeps ASCII
   * @param from first byte
   * @param to end of the text or of what is held of it
   * @param protocol whose dialect it is in
   */
  static Read read(byte[] text, int from, int to, Protocol protocol) {
    SqlCalls calls = new SqlCalls(text, from, to, protocol);
    calls.walk();
    boolean whole = !calls.ambiguous && calls.found.size() < OPERATIONS_MAX;
    return new Read(List.copyOf(calls.found), whole);
  }

  private void walk() {
    levels.push(new Level());
    while (tokens.next() && found.size() < OPERATIONS_MAX) {
      String word = "";
      char mark = 0;
      if (tokens.isOpening()) {
        opens();
      } else if (tokens.isClosing()) {
        closes();
        mark = ')';
      } else if (tokens.isName()) {
        word = tokens.isWord() ? tokens.word() : "";
        name(word);
      } else {
        mark = sign();
      }
      before = word;
      sign = mark;
    }
    statementEnds();
  }

  private Level level() {
    return levels.element();
  }

  private char sign() {
    if (tokens.isSign(';') && levels.size() == 1) {
      statementEnds();
    } else if (tokens.isSign(',')) {
      level().wantsName |= level().lists;
      return ',';
    } else if (tokens.isSign('{')) {
      // An escape of ODBC: a word, then what is meant.
      skips = true;
    } else if (tokens.isSign('&') && before.equals("U")) {
      ambiguous = true;
    }
    return 0;
  }

  private void statementEnds() {
    Level bottom = levels.getLast();
    if (!bottom.verb.isEmpty() && found.size() == foundBefore) {
      found.add(new QueryOperation(bottom.verb, "", protocol));
    }
    foundBefore = found.size();
    levels.clear();
    commons.clear();
    levels.push(new Level());
  }

  private void opens() {
    Level outer = level();
    Level inner = new Level();
    inner.opener = before;
    inner.verb = levels.size() == 1 && outer.begins ? "" : outer.verb;
    inner.named = outer.named;
    inner.wantsName = outer.wantsName;
    inner.lists = outer.wantsName && outer.lists;
    if (outer.with && (before.equals("AS") || before.equals("MATERIALIZED"))) {
      inner.body = outer.defined;
      if (outer.recursive) {
        commons.add(new Common(outer.defined, levels.size()));
      }
    }
    outer.wantsName = false;
    levels.push(inner);
  }

  private void closes() {
    if (levels.size() == 1) {
      return;
    }
    Level inner = levels.pop();
    Level outer = level();
    commons.removeIf(each -> each.depth > levels.size());
    if (!inner.body.isEmpty()) {
      commons.add(new Common(inner.body, levels.size()));
    }
    // Options in parentheses may stand before the name; a query that was in them is the name.
    outer.wantsName |= inner.wantsName;
    if (outer.begins && !inner.verb.isEmpty()) {
      outer.begins = false;
      outer.verb = inner.verb;
    }
  }

  private void name(String word) {
    Level level = level();
    boolean begins = level.begins;
    level.begins = false;
    if (skips) {
      skips = false;
    } else if (level.verb.equals("GRANT") || level.verb.equals("REVOKE")) {
      // They name verbs that nobody calls.
      return;
    } else if (begins && word.equals("WITH")) {
      level.with = true;
    } else if (begins && levels.size() == 1 || nests(word, begins, level)) {
      begin(word, level);
    } else if (level.with) {
      common(word, level);
    } else if (BEFORE_TABLES.contains(word) && listsTables(word, level)) {
      level.wantsName = true;
      level.lists = true;
    } else if (BEHIND_TABLES.contains(word)) {
      level.lists = false;
      level.wantsName = false;
    } else if (level.wantsName && !passedOver(word)) {
      level.wantsName = false;
      table(level);
    }
  }

  private static boolean passedOver(String word) {
    return SqlStatement.isBeforeTable(word) || word.equals("TABLES") || word.equals("DUAL");
  }

  private void begin(String word, Level level) {
    String verb = SqlStatement.isVerb(word) ? word : "OTHER";
    level.with = false;
    level.verb = verb.equals("TABLE") ? "SELECT" : verb;
    level.wantsName = NAMING.contains(verb);
    level.lists = LISTING.contains(verb);
    level.named = false;
    if (levels.size() == 1 && verb.equals("OTHER")) {
      found.add(new QueryOperation(verb, "", protocol));
    }
  }

  /** Returns whether a statement begins here inside of another one. */
  private boolean nests(String word, boolean begins, Level level) {
    if (word.equals("SELECT")) {
      return true;
    }
    if (word.equals("TABLE")) {
      return begins || BEFORE_QUERY.contains(before) || (level.with && sign == ')');
    }
    if (level.with && word.equals("VALUES")) {
      return true;
    }
    if (!CHANGING.contains(word)) {
      return false;
    }
    boolean inCommon = begins && !level.body.isEmpty();
    boolean explained = EXPLAINING.contains(level.verb) || before.equals("AS");
    return inCommon || explained || (level.with && sign == ')');
  }

  private boolean listsTables(String word, Level level) {
    return switch (word) {
      case "FROM" ->
          !level.verb.equals("COPY")
              && !before.equals("DISTINCT")
              && !WITH_FROM_INSIDE.contains(level.opener);
      case "USING" -> level.verb.equals("DELETE") || level.verb.equals("MERGE");
      case "INTO" -> level.wantsName || level.verb.equals("LOAD");
      default -> true;
    };
  }

  /** Behind WITH come names of queries, until the statement begins that uses them. */
  private void common(String word, Level level) {
    switch (word) {
      case "RECURSIVE" -> level.recursive = true;
      case "AS", "NOT", "MATERIALIZED" -> {}
      default -> level.defined = tokens.qualifiedName();
    }
  }

  private void table(Level level) {
    String name = tokens.qualifiedName();
    boolean first = !level.named;
    level.named = true;
    if (isCommon(name)) {
      return;
    }
    boolean changesAll = protocol == Protocol.MYSQL || !CHANGING.contains(level.verb);
    boolean meant = first || (LISTING.contains(level.verb) && changesAll);
    String verb = meant && !level.verb.isEmpty() ? level.verb : "SELECT";
    found.add(new QueryOperation(verb, name, protocol));
  }

  private boolean isCommon(String name) {
    for (Common each : commons) {
      if (each.name.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
