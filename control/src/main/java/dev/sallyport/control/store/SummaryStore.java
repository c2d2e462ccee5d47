// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.config.AccessLimits;
import dev.sallyport.control.config.ControlConfig;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.leader.Leadership;
import dev.sallyport.model.Party;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * the database first answers, everything stored is handed over once. Where several programs share
 * the database only the one that leads does so; the others hand over what it stored, now and then.
 *
 * <p>One virtual thread does all of it, in turn; while the database is away it tries again, and the
 * journal holds what comes.
 */
public final class SummaryStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SummaryStore.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(5);
  private static final int JOIN_EVERY_ROUNDS = 60;
  private static final int FOLLOW_EVERY_ROUNDS = 30;
  private static final long RETRY_MIN_MILLIS = 500;
  private static final long RETRY_MAX_MILLIS = 15_000;

  private final Database database;
  private final Journal journal;
  private final ControlLimits limits;
  private final InstantSource clock;
  private final Consumer<Consumer<Consumer<byte[]>>> restore;
  private final LedgerBook book;
  private final Ledger ledger;
  private final Leadership leadership;
  private final Term term;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
  private final AuditBook audit;
  private final LoginBook logins;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable String trouble = "it is starting; summaries are journalled meanwhile";
  private volatile @Nullable Thread worker;
  private volatile boolean restored;
  private long restoredTurn;

  /**
   * Returns a store that has not started, of a program that is the only one.
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
    this(config, journal, limits, clock, restore, knownBetter, Leadership.alone());
  }

  /**
   * Returns a store that has not started.
   *
   * @param config which database, and where the embedded one lives
   * @param journal where summaries come from
   * @param limits how long windows are kept
   * @param clock wall clock
   * @param restore called at the begin of each turn, and now and then between turns, with a way to
   *     read all that the database holds
   * @param knownBetter gives a party with what Kubernetes says of it, or the party itself
   * @param leadership whether this program writes
   */
  public SummaryStore(
      ControlConfig config,
      Journal journal,
      ControlLimits limits,
      InstantSource clock,
      Consumer<Consumer<Consumer<byte[]>>> restore,
      UnaryOperator<Party> knownBetter,
      Leadership leadership) {
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
    this.leadership = requireNonNull(leadership, "leadership");
    this.term = new Term(leadership);
    this.audit = new AuditBook(database, () -> trouble == null, AccessLimits.DEFAULT);
    this.logins = new LoginBook(database, () -> trouble == null, AccessLimits.DEFAULT);
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

  /** Returns who changed what over the API, and who was refused. */
  public AuditBook audit() {
    return audit;
  }

  /** Returns who is logged in, for all programs that share the database. */
  public LoginBook logins() {
    return logins;
  }

  /** Returns exchanges that the ledger counts on a coarser edge because there are too many. */
  public long ledgerFolded() {
    return book.folded();
  }

  /**
   * Returns when what is in the journal now may be acknowledged. A program that is the only one
   * finds its journal again, so that is at once. Where another may take over, which does not see
   * this journal, it is when the database has it; never, should another take over first.
   */
  public CompletionStage<Void> kept() {
    if (!leadership.shared()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> stored = new CompletableFuture<>();
    waiting.add(stored);
    return stored;
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
    logins.close();
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
      } catch (Term.TakenOver e) {
        log.warn("Store: {}; this one follows", e.getMessage());
      } catch (IOException | RuntimeException e) {
        note(e);
      }
      wait = Math.min(RETRY_MAX_MILLIS, wait * 2);
    } while (!stopped(wait));
  }

  /** Works until told to stop or the database fails. */
  private void work(Handle handle) {
    boolean stopping = false;
    while (!stopping) {
      long turn = leadership.turn();
      stopping = turn == 0 ? follow(handle) : lead(handle, turn);
    }
  }

  /** Works until told to stop, which it returns, or another program leads. */
  private boolean lead(Handle handle, long turn) {
    term.begin(handle, turn);
    if (restoredTurn != turn) {
      join(handle);
      restore(handle);
      restoredTurn = turn;
    }
    fill(handle);
    int round = 0;
    boolean stopping;
    do {
      stopping = stopped(ROUND.toMillis());
      drain(handle);
      audit.drain(handle);
      logins.drain(handle, clock.instant());
      if (++round % JOIN_EVERY_ROUNDS == 0 && !stopping) {
        join(handle);
      }
      check(handle);
    } while (!stopping && leadership.turn() == turn);
    return stopping;
  }

  /** Shows what another program stores, until told to stop, which it returns, or this one leads. */
  private boolean follow(Handle handle) {
    // Nodes send again, to the program that leads, what was not acknowledged.
    waiting.clear();
    book.forget();
    restoredTurn = 0;
    int round = 0;
    boolean stopping;
    do {
      if (round++ % FOLLOW_EVERY_ROUNDS == 0) {
        restore(handle);
      }
      stopping = stopped(ROUND.toMillis());
      audit.drain(handle);
      logins.drain(handle, clock.instant());
      check(handle);
    } while (!stopping && !leadership.leads());
    return stopping;
  }

  private void restore(Handle handle) {
    restore.accept(sink -> SummaryRows.read(handle, sink));
    restored = true;
  }

  private static void check(Handle handle) {
    if (!alive(handle)) {
      throw new IllegalStateException("the database closed the connection");
    }
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
    // What waits now was in the journal before the files are closed.
    int due = waiting.size();
    for (Path file : journal.seal()) {
      List<Summary> summaries = new ArrayList<>();
      journal.read(file).forEach(record -> summaries.addAll(SummaryBytes.read(record)));
      store(handle, summaries);
      journal.drop(file);
    }
    for (int i = 0; i < due; i++) {
      CompletableFuture<Void> stored = waiting.poll();
      if (stored != null) {
        stored.complete(null);
      }
    }
  }

  /** Stores summaries and counts in the ledger those that are new, both or none. */
  private void store(Handle handle, List<Summary> summaries) {
    // Of one that is older than all that is kept, nobody can tell any more whether it came before.
    long oldest = clock.instant().minus(limits.windowsKept()).getEpochSecond();
    List<Summary> kept =
        summaries.stream().filter(each -> each.id().window().endEpochSecond() > oldest).toList();
    try {
      term.write(
          handle, transaction -> book.add(transaction, SummaryRows.insert(transaction, kept)));
    } catch (RuntimeException e) {
      book.forget();
      throw e;
    }
  }

  /** Counts what was stored before there was a ledger. */
  private void fill(Handle handle) {
    term.write(
        handle,
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
    term.write(handle, it -> SummaryRows.forget(it, now.minus(limits.windowsKept())));
    term.write(handle, it -> book.age(it, now));
  }

  private void join(Handle handle, int grain, Duration length, Instant before) {
    int[] rows = new int[1];
    do {
      term.write(handle, it -> rows[0] = SummaryRows.join(it, grain, length, before));
    } while (SummaryRows.full(rows[0]));
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
