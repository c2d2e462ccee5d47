// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Lines of a ledger for tests. */
public final class Lines {
  public static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  public static final Workload STOREFRONT = workload("Deployment", "storefront");
  public static final Workload CATALOG = workload("Deployment", "catalog");
  public static final Workload PAYMENTS = workload("Deployment", "payments");
  public static final Workload REPORT = workload("CronJob", "monthly-report");

  private final Edge edge;
  private final Map<StatusClass, Long> exchanges = new HashMap<>();
  private final TreeMap<LedgerLine.Carried, Long> carried = new TreeMap<>();
  private final TreeMap<AttackFamily, LedgerLine.Shown> shown = new TreeMap<>();
  private Instant from = START;
  private long inspected = -1;
  private Duration length = LedgerLine.HOUR;

  private Lines(Edge edge, long count) {
    this.edge = edge;
    exchanges.put(StatusClass.SUCCEEDED, count);
  }

  public static Workload workload(String kind, String name) {
    return new Workload("shop", kind, name, name, new TreeMap<>(Map.of("app", name)));
  }

  public static Operation get(String path) {
    return new HttpOperation("GET", path, Protocol.HTTP1);
  }

  public static Operation http(String method, String path) {
    return new HttpOperation(method, path, Protocol.HTTP1);
  }

  public static Lines line(Party source, Party target, Operation operation, long count) {
    return new Lines(new Edge(source, target, operation), count);
  }

  public Lines day(int days) {
    from = START.plus(Duration.ofDays(days));
    length = LedgerLine.DAY;
    return this;
  }

  public Lines carrying(DataClass dataClass, Direction direction, long count) {
    carried.put(new LedgerLine.Carried(dataClass, direction), count);
    return this;
  }

  public Lines showing(AttackFamily family, double score, long count) {
    shown.put(family, new LedgerLine.Shown(count, score));
    return this;
  }

  public Lines blocked(long count) {
    exchanges.put(StatusClass.BLOCKED, count);
    return this;
  }

  public Lines inspected(long count) {
    inspected = count;
    return this;
  }

  public LedgerLine done() {
    long all = exchanges.getOrDefault(StatusClass.SUCCEEDED, 0L);
    return new LedgerLine(
        edge,
        from,
        length,
        exchanges,
        inspected < 0 ? all : inspected,
        carried,
        shown,
        START,
        from.plus(length));
  }
}
