// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.Summaries;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.leader.Leadership;
import dev.sallyport.wire.api.AuditEntryView;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The newest schema holds all that the version before asks of it: its tables, and every statement
 * that it sends. With every release both are written anew: {@code ./mvnw -pl control -am verify
 * -Dtest=NoSuchTest -Dit.test=SchemaHistoryIT -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false -Dsallyport.before.write=true}.
 */
class SchemaHistoryIT {
  private static final String PLACE = "dev/sallyport/control/store";
  private static final Path ROOT = Path.of(System.getProperty("sallyport.root", ".."));
  private static final Path BEFORE = ROOT.resolve("control/src/test/resources").resolve(PLACE);
  private static final Path SCHEMA = BEFORE.resolve("before.txt");
  private static final Path STATEMENTS = BEFORE.resolve("before.sql");

  private static final String COLUMNS =
      """
      SELECT table_name, 'column ' || table_name || ' ' || column_name || ' ' || data_type
          || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS line,
        is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' AS optional
      FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'sallyport_schema'
      ORDER BY table_name, ordinal_position
      """;

  private static final String RULES =
      """
      SELECT t.relname AS table_name,
        'rule ' || t.relname || ' ' || pg_get_constraintdef(c.oid) AS line, false AS optional
      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
      WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> 'sallyport_schema'
        AND c.contype <> 'n'
      UNION SELECT tablename, 'rule ' || tablename || ' ' || indexdef, false FROM pg_indexes
      WHERE schemaname = 'public' AND tablename <> 'sallyport_schema' AND indexdef LIKE '%UNIQUE%'
      ORDER BY 1, 2
      """;

  /** Names of parameters that are numbers and stand where that does not show. */
  private static final Set<String> NUMBERS = Set.of("start", "length", "before", "grain");

  private record Line(String table, String text, boolean optional) {}

  @TempDir Path state;

  @Test
  void theVersionBeforeFindsWhatItAsksFor() throws Exception {
    try (EmbeddedDatabase database = new EmbeddedDatabase(state.resolve("postgres"))) {
      database.open();
      migrate(database);
      try (Handle handle = Jdbi.create(database::connect).open()) {
        if (Boolean.getBoolean("sallyport.before.write")) {
          write(handle);
        }
        List<String> schema = Files.readAllLines(SCHEMA);
        List<String> statements = statements();
        assertThat(schema).hasSizeGreaterThan(40);
        assertThat(statements).hasSizeGreaterThan(20);
        assertThat(missing(handle, schema)).isEmpty();
        assertThat(failing(handle, statements)).isEmpty();
        takenAwayIsFound(handle, schema, statements);
      }
    }
  }

  private static void takenAwayIsFound(Handle handle, List<String> schema, List<String> statements)
      throws Exception {
    for (String change :
        List.of(
            "ALTER TABLE summary DROP COLUMN grain",
            "ALTER TABLE audit RENAME COLUMN caller TO who",
            "ALTER TABLE store_term ALTER COLUMN term TYPE integer",
            "ALTER TABLE audit ALTER COLUMN caller SET NOT NULL",
            "ALTER TABLE audit ADD COLUMN more text NOT NULL",
            "ALTER TABLE ledger_count ADD CHECK (unseen < 5)",
            "CREATE UNIQUE INDEX one_each ON audit (caller)",
            "ALTER TABLE ledger_edge DROP CONSTRAINT ledger_edge_source_target_operation_key")) {
      handle.begin();
      handle.execute(change);
      assertThat(missing(handle, schema)).as(change).isNotEmpty();
      handle.rollback();
    }
    handle.begin();
    handle.execute("ALTER TABLE summary DROP COLUMN grain");
    assertThat(failing(handle, statements)).hasSizeGreaterThan(2);
    handle.rollback();
    handle.begin();
    handle.execute("ALTER TABLE audit ADD COLUMN more text");
    handle.execute("ALTER TABLE audit ADD COLUMN most integer NOT NULL DEFAULT 5");
    handle.execute("CREATE TABLE news (id integer PRIMARY KEY)");
    assertThat(missing(handle, schema)).as("what is only more").isEmpty();
    assertThat(failing(handle, statements)).isEmpty();
    handle.rollback();
  }

  /** Returns what of the schema before is not as it was, and what is asked of its tables beyond. */
  private static List<String> missing(Handle handle, List<String> before) throws Exception {
    List<Line> lines = lines(handle);
    Set<String> now = new HashSet<>(scripts());
    lines.forEach(each -> now.add(each.text()));
    Set<String> tables = new HashSet<>();
    before.forEach(each -> tables.add(each.split(" ", -1)[1]));
    List<String> wrong = new ArrayList<>();
    before.stream().filter(each -> !now.contains(each)).forEach(wrong::add);
    lines.stream()
        .filter(each -> tables.contains(each.table()) && !each.optional())
        .map(Line::text)
        .filter(each -> !before.contains(each))
        .forEach(each -> wrong.add("more is asked of a table of the version before: " + each));
    return wrong;
  }

  /** Returns statements that the database cannot even prepare, with what it says. */
  private static List<String> failing(Handle handle, List<String> statements) throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (String each : statements) {
      var before =
          handle.getConnection().getAutoCommit() ? null : handle.getConnection().setSavepoint();
      try (PreparedStatement statement = handle.getConnection().prepareStatement(each)) {
        assertThat(statement.getParameterMetaData()).isNotNull();
      } catch (SQLException refused) {
        wrong.add(each + ": " + refused.getMessage());
        if (before != null) {
          handle.getConnection().rollback(before);
        }
      }
    }
    return wrong;
  }

  private static List<Line> lines(Handle handle) {
    List<Line> lines = new ArrayList<>();
    for (String query : List.of(COLUMNS, RULES)) {
      handle
          .createQuery(query)
          .map((row, _) -> new Line(row.getString(1), row.getString(2), row.getBoolean(3)))
          .forEach(lines::add);
    }
    return lines;
  }

  /** The programs refuse to start on a database that was migrated by another text. */
  private static List<String> scripts() throws IOException, GeneralSecurityException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files =
        Files.list(ROOT.resolve("control/src/main/resources").resolve(PLACE + "/migration"))) {
      for (Path each : files.sorted().toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(each));
        lines.add("script " + each.getFileName() + " " + HexFormat.of().formatHex(hash));
      }
    }
    return lines;
  }

  private static List<String> statements() throws IOException {
    return Stream.of(Files.readString(STATEMENTS).split(";\n", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static void write(Handle handle) throws Exception {
    List<String> schema = new ArrayList<>(scripts());
    lines(handle).forEach(each -> schema.add(each.text()));
    Files.createDirectories(BEFORE);
    Files.write(SCHEMA, schema);
    StringBuilder text = new StringBuilder();
    sent(handle).forEach(each -> text.append(each.strip()).append(";\n"));
    Files.writeString(STATEMENTS, text.toString(), StandardCharsets.UTF_8);
    handle.execute("DELETE FROM audit");
  }

  /** Does with the database what the program does, and returns what it says to it. */
  private static Set<String> sent(Handle handle) {
    Set<String> sent = new TreeSet<>();
    handle
        .getConfig(SqlStatements.class)
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logBeforeExecution(StatementContext context) {
                sent.add(typed(context));
              }
            });
    Instant now = Instant.now();
    Term term = new Term(new Shared());
    term.begin(handle, 1);
    LedgerBook book = new LedgerBook(ControlLimits.DEFAULT, party -> party);
    term.write(
        handle,
        it -> {
          if (!LedgerRows.filled(it)) {
            LedgerRows.fill(it, now);
          }
          for (int days = 0; days < 40; days += 10) {
            book.add(
                it, SummaryRows.insert(it, List.of(window(now, days, 1), window(now, days, 2))));
          }
        });
    for (int grain = 0; grain < 3; grain++) {
      int each = grain;
      term.write(handle, it -> SummaryRows.join(it, each, Duration.ofDays(1), now));
    }
    term.write(handle, it -> SummaryRows.forget(it, now.minus(Duration.ofDays(30))));
    term.write(handle, it -> book.age(it, now));
    LedgerRows.edges(handle);
    LedgerRows.read(handle, now.minus(Duration.ofDays(40)), now, _ -> {});
    SummaryRows.read(handle, _ -> {});
    AuditEntryView entry =
        new AuditEntryView(
            now, "vera", "192.0.2.1", "update", "policies", "shop", "x", "done", 200);
    AuditRows.insert(handle, List.of(entry), AccessLimits.DEFAULT);
    AuditRows.latest(handle, 10);
    return sent;
  }

  /**
   * Numbers are said to be numbers, which the database would otherwise learn from who sends them.
   */
  private static String typed(StatementContext context) {
    StringBuilder typed = new StringBuilder();
    String[] parts = context.getParsedSql().getSql().split("\\?", -1);
    List<String> names = context.getParsedSql().getParameters().getParameterNames();
    for (int i = 0; i < parts.length; i++) {
      typed.append(parts[i]);
      if (i + 1 < parts.length) {
        boolean number = i < names.size() && NUMBERS.contains(names.get(i));
        typed.append(number ? "?::bigint" : "?");
      }
    }
    return typed.toString();
  }

  private static Summary window(Instant now, int daysAgo, int count) {
    long second = now.minus(Duration.ofDays(daysAgo)).getEpochSecond() / 86_400 * 86_400;
    return Summaries.one("node-a", "boot", second + 5L * count, count);
  }

  private static void migrate(Database database) {
    Flyway.configure(SchemaHistoryIT.class.getClassLoader())
        .dataSource(new ConnectionSource(database))
        .locations("classpath:" + PLACE + "/migration")
        .table("sallyport_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .loggers("slf4j")
        .load()
        .migrate();
  }

  /** One of several programs, which leads. */
  private static final class Shared implements Leadership {
    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public long turn() {
      return 1;
    }

    @Override
    public Optional<String> leader() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> leaderApi() {
      return Optional.empty();
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void resign(long turn, String why) {}

    @Override
    public void start(int apiPort) {}

    @Override
    public void close() {}
  }
}
