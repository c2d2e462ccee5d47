// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import java.util.Set;

/**
 * What a statement does, without any of its values.
 *
 * @param verb first keyword in upper case; {@code OTHER} when it is none that is known
 * @param table the table it is mainly about, folded to lower case unless quoted, runs of three and
 *     more digits as <code>{n}</code>; empty when it names none
 */
public record SqlStatement(String verb, String table) {
  private static final Set<String> VERBS =
      Set.of(
          "SELECT",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "REPLACE",
          "VALUES",
          "TABLE",
          "BEGIN",
          "START",
          "COMMIT",
          "END",
          "ROLLBACK",
          "ABORT",
          "SAVEPOINT",
          "RELEASE",
          "SET",
          "RESET",
          "SHOW",
          "DISCARD",
          "PREPARE",
          "EXECUTE",
          "DEALLOCATE",
          "DECLARE",
          "FETCH",
          "MOVE",
          "CLOSE",
          "CREATE",
          "ALTER",
          "DROP",
          "TRUNCATE",
          "COMMENT",
          "GRANT",
          "REVOKE",
          "COPY",
          "EXPLAIN",
          "ANALYZE",
          "VACUUM",
          "LOCK",
          "CALL",
          "DO",
          "LISTEN",
          "NOTIFY",
          "UNLISTEN",
          "REFRESH",
          "REINDEX",
          "CLUSTER",
          "CHECKPOINT",
          "LOAD",
          "USE",
          "KILL",
          "DESCRIBE",
          "DESC",
          "OPTIMIZE",
          "HANDLER",
          "FLUSH",
          "RENAME",
          "IDENTIFY_SYSTEM",
          "START_REPLICATION");

  private static final Set<String> BEFORE_TABLE =
      Set.of(
          "INTO",
          "ONLY",
          "TABLE",
          "LATERAL",
          "IF",
          "NOT",
          "EXISTS",
          "LOW_PRIORITY",
          "IGNORE",
          "DELAYED",
          "HIGH_PRIORITY",
          "QUICK",
          "TEMPORARY",
          "TEMP",
          "UNLOGGED",
          "UNIQUE",
          "INDEX",
          "CONCURRENTLY",
          "VIEW",
          "MATERIALIZED",
          "SEQUENCE",
          "OR",
          "REPLACE",
          "FROM",
          "VERBOSE",
          "FULL",
          "ANALYZE",
          "FUNCTION",
          "PROCEDURE",
          "SCHEMA",
          "DATABASE",
          "TYPE",
          "TRIGGER",
          "EXTENSION",
          "ROLE",
          "USER",
          "FREEZE");

  public SqlStatement {
    requireNonNull(verb, "verb");
    requireNonNull(table, "table");
  }

  /**
   * Reads a statement; of several the first. Linear in its length. Never throws on what it is.
   *
   * @param text statement in any encoding that keeps ASCII
   * @param from first byte
   * @param to end of the statement or of what is held of it
   * @param protocol whose dialect it is in
   */
  public static SqlStatement read(byte[] text, int from, int to, Protocol protocol) {
    SqlTokens tokens = new SqlTokens(text, from, to, protocol == Protocol.MYSQL);
    String verb = tokens.nextWord();
    if (verb.equals("WITH")) {
      verb = afterCommonTables(tokens);
    }
    if (!VERBS.contains(verb)) {
      return new SqlStatement("OTHER", "");
    }
    return new SqlStatement(verb, table(verb, tokens));
  }

  /** Returns the statement as what is called. */
  public QueryOperation operation(Protocol protocol) {
    return new QueryOperation(verb, table, protocol);
  }

  static boolean isVerb(String word) {
    return VERBS.contains(word);
  }

  /** Returns whether the word may stand between a verb and the name that it is about. */
  static boolean isBeforeTable(String word) {
    return BEFORE_TABLE.contains(word);
  }

  private static String afterCommonTables(SqlTokens tokens) {
    while (tokens.next()) {
      if (tokens.depth() == 0 && tokens.isWord()) {
        String word = tokens.word();
        switch (word) {
          case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES" -> {
            return word;
          }
          default -> {}
        }
      }
    }
    return "";
  }

  private static String table(String verb, SqlTokens tokens) {
    return switch (verb) {
      case "SELECT" -> afterFrom(tokens);
      case "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "REPLACE",
          "TRUNCATE",
          "COPY",
          "LOCK",
          "TABLE",
          "CREATE",
          "ALTER",
          "DROP",
          "ANALYZE",
          "VACUUM",
          "CALL",
          "REFRESH",
          "REINDEX",
          "DESC",
          "DESCRIBE" ->
          firstName(tokens);
      default -> "";
    };
  }

  /** The first table behind FROM; into a subquery when one stands there. */
  private static String afterFrom(SqlTokens tokens) {
    int depth = 0;
    while (tokens.next()) {
      if (tokens.depth() < depth || tokens.isSign(';')) {
        return "";
      }
      if (tokens.depth() == depth && tokens.isWord() && tokens.word().equals("FROM")) {
        if (!tokens.next()) {
          return "";
        }
        while (tokens.isOpening()) {
          depth = tokens.depth();
          if (!tokens.next()) {
            return "";
          }
        }
        if (tokens.isWord() && tokens.word().equals("SELECT")) {
          continue;
        }
        return name(tokens);
      }
    }
    return "";
  }

  private static String firstName(SqlTokens tokens) {
    return tokens.next() ? name(tokens) : "";
  }

  /** The name at the current token, words that may come before it passed over. */
  private static String name(SqlTokens tokens) {
    while (tokens.isWord() && BEFORE_TABLE.contains(tokens.word())) {
      if (!tokens.next()) {
        return "";
      }
    }
    return tokens.isName() ? tokens.qualifiedName() : "";
  }
}
