// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.model.Edge;
import dev.sallyport.model.Party;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the ledger: which edges there are, what they are called, and what was counted on them.
 * Used by the thread of the {@link SummaryStore} alone, in the transaction that stores the
 * summaries, so that a summary counts exactly when it is stored.
 */
final class LedgerBook {
  private static final Logger log = LoggerFactory.getLogger(LedgerBook.class);
  private static final Unidentified NOT_TOLD_APART = new Unidentified(Unidentified.Why.TABLE_FULL);

  /** Entries of the two memories, which only save questions to the database. */
  private static final int REMEMBERED_MAX = 20_000;

  private final ControlLimits limits;
  private final UnaryOperator<Party> knownBetter;
  private final Map<Edge, Long> ids = new Remembered<>();
  private final Map<String, Party> named = new Remembered<>();
  private final LongAdder folded = new LongAdder();
  private long edges = -1;
  private boolean said;

  /**
   * Returns a book.
   *
   * @param limits bounds
   * @param knownBetter gives a party with what Kubernetes says of it, such as labels, or the party
   *     itself
   */
  LedgerBook(ControlLimits limits, UnaryOperator<Party> knownBetter) {
    this.limits = requireNonNull(limits, "limits");
    this.knownBetter = requireNonNull(knownBetter, "knownBetter");
  }

  /** Counts summaries, each for the first time. */
  void add(Handle handle, List<Summary> summaries) {
    LedgerBatch batch = new LedgerBatch();
    summaries.forEach(batch::add);
    if (edges < 0) {
      edges = LedgerRows.edges(handle);
    }
    Map<Long, LedgerBatch.EdgeRows> rows = new HashMap<>();
    batch
        .edges()
        .forEach(
            (edge, counts) -> {
              long id = id(handle, edge, counts);
              rows.computeIfAbsent(id, _ -> new LedgerBatch.EdgeRows()).addAll(counts);
            });
    LedgerRows.add(handle, rows);
  }

  /** Returns exchanges that were counted on a coarser edge because there were too many. */
  long folded() {
    return folded.sum();
  }

  /** Forgets what was remembered, as after a transaction that failed. */
  void forget() {
    ids.clear();
    named.clear();
    edges = -1;
  }

  /** Adds old hours up to days, and takes away what is too old. */
  void age(Handle handle, Instant now) {
    LedgerRows.rollUp(handle, now.minus(limits.ledgerHours()));
    LedgerRows.forget(handle, now.minus(limits.ledgerDays()));
  }

  private long id(Handle handle, Edge edge, LedgerBatch.EdgeRows counts) {
    Long id = known(handle, edge);
    if (id != null) {
      return id;
    }
    if (edges < limits.ledgerEdgesMax()) {
      return added(handle, edge);
    }
    counts.rows.values().forEach(row -> row.exchanges.values().forEach(folded::add));
    if (!said) {
      log.warn(
          "Ledger: {} edges are told apart and more are not; new operations count together",
          limits.ledgerEdgesMax());
      said = true;
    }
    RawOperation others = new RawOperation(edge.operation().protocol(), 0);
    Edge pair = new Edge(edge.source(), edge.target(), others);
    Long pairId = known(handle, pair);
    if (pairId != null) {
      return pairId;
    }
    // As many again for pairs: who talks to whom is worth more than what is said.
    if (edges < 2L * limits.ledgerEdgesMax()) {
      return added(handle, pair);
    }
    Edge rest = new Edge(NOT_TOLD_APART, NOT_TOLD_APART, others);
    Long restId = known(handle, rest);
    return restId != null ? restId : added(handle, rest);
  }

  private @Nullable Long known(Handle handle, Edge edge) {
    Long id = ids.get(edge);
    if (id == null) {
      id = LedgerRows.find(handle, edge);
    }
    if (id != null) {
      ids.put(edge, id);
      name(handle, edge.source());
      name(handle, edge.target());
    }
    return id;
  }

  private long added(Handle handle, Edge edge) {
    name(handle, edge.source());
    name(handle, edge.target());
    long id = LedgerRows.insert(handle, edge);
    ids.put(edge, id);
    edges++;
    return id;
  }

  private void name(Handle handle, Party party) {
    Party better = knownBetter.apply(party);
    Party before = named.get(party.key());
    if (before == null || !same(before, better)) {
      // What Kubernetes does not know, or no longer, keeps the labels it had.
      LedgerRows.name(handle, better, better != party);
      named.put(party.key(), better);
    }
  }

  /** Workloads are equal by name; here their labels matter too. */
  private static boolean same(Party a, Party b) {
    return a instanceof Workload one && b instanceof Workload other
        ? one.labels().equals(other.labels()) && one.serviceAccount().equals(other.serviceAccount())
        : a.equals(b);
  }

  private static final class Remembered<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private Remembered() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED_MAX;
    }
  }
}
