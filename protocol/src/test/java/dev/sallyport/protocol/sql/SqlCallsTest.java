// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlCallsTest {

  private static String calls(String sql, Protocol protocol) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    SqlCalls.Read read = SqlCalls.read(text, 0, text.length, protocol);
    return read.operations().stream().map(QueryOperation::key).collect(Collectors.joining(", "))
        + (read.whole() ? "" : ", …");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM orders WHERE id = 5 | SELECT orders",
        "SELECT 1 | SELECT",
        "SELECT 1; DROP TABLE orders | SELECT, DROP orders",
        "select 1;;; -- x; DROP TABLE y\\n ; delete from b; | SELECT, DELETE b",
        "SELECT a FROM x JOIN secret s ON s.id = x.id | SELECT x, SELECT secret",
        "SELECT a FROM x, secret | SELECT x, SELECT secret",
        "SELECT a FROM x AS y, LATERAL (SELECT * FROM secret) | SELECT x, SELECT secret",
        "SELECT a FROM (x CROSS JOIN secret) | SELECT x, SELECT secret",
        "SELECT (SELECT max(id) FROM secret) FROM x | SELECT secret, SELECT x",
        "SELECT a FROM x WHERE id IN (SELECT id FROM secret) | SELECT x, SELECT secret",
        "SELECT a FROM x UNION SELECT b FROM secret | SELECT x, SELECT secret",
        "SELECT a FROM x UNION TABLE secret | SELECT x, SELECT secret",
        "TABLE secret | SELECT secret",
        "(SELECT a FROM x) | SELECT x",
        "SELECT a FROM x ORDER BY a, b LIMIT 1, 2 | SELECT x",
        "SELECT extract(year FROM day), trim(both FROM name) FROM x | SELECT x",
        "SELECT a IS DISTINCT FROM b FROM x | SELECT x",
        "SELECT 'x; DROP TABLE y' FROM x | SELECT x",
        "SELECT $q$ ; DROP TABLE y $q$ FROM x | SELECT x",
        "SELECT a FROM x FOR UPDATE | SELECT x",
        "INSERT INTO a SELECT * FROM secret | INSERT a, SELECT secret",
        "INSERT INTO a (b, c) VALUES (1, (SELECT 2 FROM secret)) | INSERT a, SELECT secret",
        "INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET b = 1 | INSERT a",
        "UPDATE a SET b = 1 FROM secret | UPDATE a, SELECT secret",
        "DELETE FROM a USING secret WHERE true | DELETE a, SELECT secret",
        "MERGE INTO a USING secret ON true WHEN MATCHED THEN DELETE | MERGE a, SELECT secret",
        "WITH x AS (DELETE FROM secret RETURNING *) SELECT * FROM x | DELETE secret",
        "WITH x AS (SELECT 1) SELECT * FROM x, y | SELECT y",
        "WITH x (a) AS NOT MATERIALIZED (SELECT 1 FROM b), z AS (SELECT * FROM x) SELECT * FROM z | SELECT b",
        "WITH x AS (SELECT * FROM x) SELECT * FROM x | SELECT x",
        "WITH RECURSIVE x AS (SELECT 1 UNION SELECT * FROM x) SELECT * FROM x | SELECT",
        "SELECT * FROM x, (WITH x AS (SELECT 1) SELECT * FROM x) y | SELECT x",
        "SELECT (WITH x AS (SELECT 1) SELECT 1 FROM x), (SELECT 1 FROM x) | SELECT x",
        "WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x | INSERT a",
        "WITH x AS (SELECT 1) DELETE FROM a | DELETE a",
        "EXPLAIN ANALYZE DELETE FROM secret | DELETE secret",
        "EXPLAIN (ANALYZE, BUFFERS) DELETE FROM secret | DELETE secret",
        "PREPARE p AS DELETE FROM secret | DELETE secret",
        "DECLARE c CURSOR FOR SELECT * FROM secret | SELECT secret",
        "CREATE TABLE a AS SELECT * FROM secret | CREATE a, SELECT secret",
        "COPY secret TO STDOUT | COPY secret",
        "COPY a FROM STDIN | COPY a",
        "COPY (SELECT * FROM secret) TO STDOUT | SELECT secret",
        "TRUNCATE a, secret | TRUNCATE a, TRUNCATE secret",
        "DROP TABLE IF EXISTS a, shop.secret CASCADE | DROP a, DROP shop.secret",
        "VACUUM (FULL) secret | VACUUM secret",
        "GRANT SELECT ON secret TO bob | GRANT",
        "LOCK TABLE a, b IN SHARE MODE | LOCK a, LOCK b",
        "CALL wipe(1) | CALL wipe",
        "DO $$ BEGIN DELETE FROM secret; END $$ | DO",
        "BEGIN; SELECT 1 FROM a; COMMIT | BEGIN, SELECT a, COMMIT",
        "SELECT replace(a, 'x', 'y'), insert(b, 1) FROM x | SELECT x",
        "frobnicate secret | OTHER",
        "SELECT * FROM U&\"\\0073ecret\" | SELECT u, …",
        " | ``"
      })
  void everyStatementAndTableIsNamed(String sql, String expected) {
    assertThat(calls(sql == null ? "" : sql.replace("\\n", "\n"), Protocol.POSTGRESQL))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1; /*!50000 DROP TABLE a */ | SELECT, DROP a",
        "SELECT 1 /*! FROM secret */ | SELECT secret",
        "SELECT 1 /* FROM secret */ FROM a | SELECT a",
        "SELECT * FROM {oj secret LEFT JOIN a} | SELECT secret, SELECT a",
        "UPDATE a, secret SET a.b = 1 | UPDATE a, UPDATE secret",
        "DELETE a FROM a JOIN secret | DELETE a, DELETE secret",
        "LOAD DATA INFILE 'x' INTO TABLE secret | LOAD secret",
        "REPLACE INTO a VALUES (1) | REPLACE a",
        "SELECT * FROM a WHERE b = \"x; DROP TABLE c\" | SELECT a",
        "SELECT 1 FROM DUAL | SELECT",
        "INSERT INTO a SET b = 1 ON DUPLICATE KEY UPDATE b = 2 | INSERT a"
      })
  void theDialectOfMysqlIsKnown(String sql, String expected) {
    assertThat(calls(sql, Protocol.MYSQL)).isEqualTo(expected);
  }

  @Test
  void nothingThatPeersSendIsTooMuch() {
    String[] words = {
      "SELECT ", "FROM ", "(", ")", ",", ";", "WITH ", "AS ", "x ", "DELETE ", "'", "\"", "{", "/*",
      "*/", "/*!", "$$", "JOIN ", "TABLE ", "UPDATE ", "INTO "
    };
    Random random = new Random(7);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder sql = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        sql.append(words[random.nextInt(words.length)]);
      }
      assertThat(calls(sql.toString(), Protocol.MYSQL)).isNotNull();
      assertThat(calls(sql.toString(), Protocol.POSTGRESQL)).isNotNull();
    }
    byte[] many = "SELECT 1;".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    long start = processorNanos();
    SqlCalls.read(many, 0, many.length, Protocol.POSTGRESQL);
    assertThat(processorNanos() - start).isLessThan(2_000_000_000L);
  }

  /** Time that this thread worked; other programs of the machine do not count. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
