// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Party;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves summaries from the journal into the database, joins old ones and forgets the oldest. When
 * the database first answers, everything stored is handed over once.
 *
 * <p>One virtual thread does all of it, in turn; while the database is away it tries again, and the
 * journal holds what comes.
 */
public final class SummaryStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SummaryStore.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(5);
  private static final int JOIN_EVERY_ROUNDS = 60;
  private static final long RETRY_MIN_MILLIS = 500;
  private static final long RETRY_MAX_MILLIS = 15_000;

  private final Database database;
  private final Journal journal;
  private final ControlLimits limits;
  private final InstantSource clock;
  private final Consumer<Consumer<Consumer<byte[]>>> restore;
  private final LedgerBook book;
  private final Ledger ledger;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable String trouble = "it is starting; summaries are journalled meanwhile";
  private volatile @Nullable Thread worker;
  private volatile boolean restored;

  /**
   * Returns a store that has not started.
   *
   * @param config which database, and where the embedded one lives
   * @param journal where summaries come from
   * @param limits how long windows are kept
   * @param clock wall clock
   * @param restore called once, when the database first answers, with a way to read all it holds
   * @param knownBetter gives a party with what Kubernetes says of it, or the party itself
   */
  public SummaryStore(
      ControlConfig config,
      Journal journal,
      ControlLimits limits,
      InstantSource clock,
      Consumer<Consumer<Consumer<byte[]>>> restore,
      UnaryOperator<Party> knownBetter) {
    Path directory = config.stateDirectory().resolve("postgres");
    this.database =
        config
            .database()
            .<Database>map(ExternalDatabase::new)
            .orElseGet(() -> new EmbeddedDatabase(directory, config.postgres().orElse(null)));
    this.journal = requireNonNull(journal, "journal");
    this.limits = requireNonNull(limits, "limits");
    this.clock = requireNonNull(clock, "clock");
    this.restore = requireNonNull(restore, "restore");
    this.book = new LedgerBook(limits, knownBetter);
    this.ledger = new Ledger(database, () -> trouble == null);
  }

  /** Begins to work. */
  public void start() {
    worker = Thread.ofVirtual().name("store").start(this::run);
  }

  /** Returns how the store is. */
  public StoreHealth health() {
    List<String> said = new ArrayList<>();
    String broken = trouble;
    if (broken != null) {
      said.add(broken);
    }
    journal.trouble().ifPresent(said::add);
    boolean ok = said.isEmpty();
    if (journal.lost() > 0) {
      said.add(journal.lost() + " windows could not be kept and will be missing after a restart");
    }
    return new StoreHealth(database.kind(), ok, String.join("; ", said));
  }

  /** Returns what is kept of what happened on every edge. */
  public Ledger ledger() {
    return ledger;
  }

  /** Returns exchanges that the ledger counts on a coarser edge because there are too many. */
  public long ledgerFolded() {
    return book.folded();
  }

  /** Returns whether what earlier lives stored was handed over. */
  public boolean restored() {
    return restored;
  }

  /** Stores what the journal holds, when the database answers, and stops. */
  @Override
  public void close() {
    // Not by interrupt: that would close the connection under the last transaction.
    stop.countDown();
    Thread running = worker;
    if (running != null) {
      try {
        running.join(STOP_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    database.close();
  }

  private void run() {
    long wait = RETRY_MIN_MILLIS;
    do {
      try {
        database.open();
        migrate();
        try (Handle handle = Jdbi.create(database::connect).open()) {
          trouble = null;
          wait = RETRY_MIN_MILLIS;
          work(handle);
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        note(e);
      }
      wait = Math.min(RETRY_MAX_MILLIS, wait * 2);
    } while (!stopped(wait));
  }

  /** Works until told to stop or the database fails. */
  private void work(Handle handle) {
    if (!restored) {
      join(handle);
      restore.accept(sink -> SummaryRows.read(handle, sink));
      restored = true;
    }
    fill(handle);
    int round = 0;
    boolean stopping;
    do {
      stopping = stopped(ROUND.toMillis());
      drain(handle);
      if (++round % JOIN_EVERY_ROUNDS == 0 && !stopping) {
        join(handle);
      }
      if (!alive(handle)) {
        throw new IllegalStateException("the database closed the connection");
      }
    } while (!stopping);
  }

  private boolean stopped(long waitMillis) {
    try {
      return stop.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static boolean alive(Handle handle) {
    try {
      return handle.getConnection().isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private void drain(Handle handle) {
    for (Path file : journal.seal()) {
      List<Summary> summaries = new ArrayList<>();
      journal.read(file).forEach(record -> summaries.addAll(SummaryBytes.read(record)));
      store(handle, summaries);
      journal.drop(file);
    }
  }

  /** Stores summaries and counts in the ledger those that are new, both or none. */
  private void store(Handle handle, List<Summary> summaries) {
    // Of one that is older than all that is kept, nobody can tell any more whether it came before.
    long oldest = clock.instant().minus(limits.windowsKept()).getEpochSecond();
    List<Summary> kept =
        summaries.stream().filter(each -> each.id().window().endEpochSecond() > oldest).toList();
    try {
      handle.useTransaction(
          transaction -> book.add(transaction, SummaryRows.insert(transaction, kept)));
    } catch (RuntimeException e) {
      book.forget();
      throw e;
    }
  }

  /** Counts what was stored before there was a ledger. */
  private void fill(Handle handle) {
    handle.useTransaction(
        transaction -> {
          if (!LedgerRows.filled(transaction)) {
            SummaryRows.read(transaction, kept -> book.add(transaction, SummaryBytes.read(kept)));
            LedgerRows.fill(transaction, clock.instant());
          }
        });
  }

  private void join(Handle handle) {
    Instant now = clock.instant();
    join(handle, 0, Duration.ofMinutes(1), now.minus(limits.windowsFine()));
    join(handle, 1, Duration.ofHours(1), now.minus(limits.windowsMinutes()));
    join(handle, 2, Duration.ofDays(1), now.minus(limits.windowsHours()));
    SummaryRows.forget(handle, now.minus(limits.windowsKept()));
    book.age(handle, now);
  }

  private static void join(Handle handle, int grain, Duration length, Instant before) {
    int rows;
    do {
      rows = SummaryRows.join(handle, grain, length, before);
    } while (SummaryRows.full(rows));
  }

  private void migrate() {
    Flyway.configure(SummaryStore.class.getClassLoader())
        .dataSource(new ConnectionSource(database))
        .locations("classpath:dev/sallyport/control/store/migration")
        .table("sallyport_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .loggers("slf4j")
        .load()
        .migrate();
  }

  private void note(Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
    if (!why.equals(trouble)) {
      log.warn("Store: not available, retried: {}", why);
    }
    trouble = why;
  }
}
