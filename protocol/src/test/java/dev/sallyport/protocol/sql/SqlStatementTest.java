// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatementTest {

  private static String read(String sql) {
    return read(sql, Protocol.POSTGRESQL);
  }

  private static String read(String sql, Protocol protocol) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    SqlStatement statement = SqlStatement.read(text, 0, text.length, protocol);
    return (statement.verb() + ' ' + statement.table()).trim();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM orders WHERE id = 17 | SELECT orders",
        "select id, name from Public.Orders o, items | SELECT public.orders",
        "SELECT \"a b\" FROM \"Order Items\" | SELECT Order_Items",
        "SELECT `a` FROM `shop`.`orders` | SELECT shop.orders",
        "SELECT extract(year from ts), substring('x' from 1) FROM events | SELECT events",
        "SELECT 'a from secrets', $$x from y$$, $t$ from z $t$ FROM t | SELECT t",
        "SELECT E'it\\'s from x', 'it''s from y' FROM t | SELECT t",
        "SELECT count(*) FROM (SELECT * FROM orders WHERE a = (SELECT 1)) x | SELECT orders",
        "SELECT * FROM ((SELECT 1 FROM a)) b | SELECT a",
        "SELECT (SELECT max(id) FROM other) FROM main_table | SELECT main_table",
        "SELECT 1 | SELECT",
        "SELECT now() | SELECT",
        "/* from /* nested */ x */ SELECT a FROM b | SELECT b",
        "WITH x AS (SELECT * FROM a) UPDATE b SET c = 1 | UPDATE b",
        "WITH RECURSIVE x(n) AS (VALUES (1)) SELECT n FROM x | SELECT x",
        "INSERT INTO cards (number) VALUES ('4111111111111111') | INSERT cards",
        "INSERT IGNORE INTO t VALUES (1) | INSERT t",
        "UPDATE ONLY accounts SET x = $1 WHERE y = $2 | UPDATE accounts",
        "DELETE FROM sessions WHERE id = '1' | DELETE sessions",
        "MERGE INTO t USING s ON a = b | MERGE t",
        "TRUNCATE TABLE logs | TRUNCATE logs",
        "COPY orders (id) FROM STDIN | COPY orders",
        "COPY (SELECT 1) TO STDOUT | COPY",
        "CREATE TABLE IF NOT EXISTS pgbench_accounts (id int) | CREATE pgbench_accounts",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a) | CREATE i",
        "DROP TABLE tmp_83749201 | DROP tmp_{n}",
        "BEGIN | BEGIN",
        "SET search_path TO 'secret' | SET",
        "GRANT SELECT ON t TO bob | GRANT",
        "(SELECT a FROM b) | SELECT",
        "; SELECT a FROM b | SELECT b",
        "hunter2 | OTHER",
        "'quoted' | OTHER",
        "SELECT a FROM | SELECT",
        "SELECT a FROM 'x' | SELECT"
      })
  void onlyVerbAndMainTableAreKept(String sql, String expected) {
    assertThat(read(sql)).isEqualTo(expected);
  }

  @Test
  void eachDialectHasItsStringsAndComments() {
    String escaped = "SELECT 'it\\'s from x' FROM t";
    assertThat(read(escaped, Protocol.MYSQL)).isEqualTo("SELECT t");
    assertThat(read("SELECT \"a from b\" FROM t", Protocol.MYSQL)).isEqualTo("SELECT t");
    assertThat(read("SELECT 1 # from x\nFROM t", Protocol.MYSQL)).isEqualTo("SELECT t");
    assertThat(read("SELECT 1 # 2 FROM t", Protocol.POSTGRESQL)).isEqualTo("SELECT t");
    assertThat(read("/* /* */ SELECT 1 FROM t", Protocol.MYSQL)).isEqualTo("SELECT t");
    assertThat(read("SELECT '\\' FROM t", Protocol.POSTGRESQL)).isEqualTo("SELECT t");
    assertThat(read("REPLACE INTO `shop`.`cards` VALUES (1)", Protocol.MYSQL))
        .isEqualTo("REPLACE shop.cards");
  }

  @Test
  void anEmptyStatementIsOther() {
    assertThat(read("")).isEqualTo("OTHER");
    assertThat(read(" ;;\n")).isEqualTo("OTHER");
    assertThat(read("-- from x\nSELECT a -- FROM y\nFROM b")).isEqualTo("SELECT b");
  }

  @Test
  void noTextMakesItThrowOrGetLong() {
    Random random = new Random(1);
    String[] pieces = {
      "SELECT ",
      "FROM ",
      "(",
      ")",
      "'",
      "\"",
      "`",
      "$",
      "$a$",
      "--",
      "\n",
      "/*",
      "*/",
      "x",
      ".",
      "1",
      ",",
      ";",
      "WITH ",
      "INSERT INTO ",
      "[",
      "]",
      "E'",
      "\\",
      "\u00e9",
      "12345"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        sql.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThat(read(sql.toString())).hasSizeLessThan(260);
    }
    assertThat(read("SELECT 1 FROM " + "a.".repeat(5000) + "b")).hasSizeLessThan(260);
  }

  @Test
  void aValueNeverStandsInAName() {
    Random random = new Random(2);
    String[] sql = {
      "SELECT * FROM t WHERE a = '%s' AND b = %d",
      "INSERT INTO t (a) VALUES (E'%s', %d)",
      "UPDATE t SET a = $tag$%s$tag$ WHERE b = %d",
      "SELECT '%s' || a FROM t LIMIT %d",
      "DELETE FROM t WHERE a IN ('x', '%s', %d)"
    };
    for (int i = 0; i < 5000; i++) {
      String secret =
          "from hidden" + Long.toString(random.nextLong() >>> 1, 36) + (i % 3 == 0 ? "''" : "");
      String found = read(String.format(sql[random.nextInt(sql.length)], secret, random.nextInt()));
      assertThat(found).doesNotContain("hidden").endsWith(" t");
    }
  }
}
