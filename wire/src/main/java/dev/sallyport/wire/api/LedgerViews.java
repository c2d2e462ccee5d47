// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Edge;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.StatusClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns lines of the ledger into what the API and exports say, and back. */
public final class LedgerViews {
  private static final int DAY_HOURS = 24;

  private LedgerViews() {}

  /** Returns a line as the API says it. */
  public static LedgerLineView of(LedgerLine line) {
    Map<String, Long> exchanges = new TreeMap<>();
    line.exchanges().forEach((status, count) -> exchanges.put(ApiViews.kebab(status), count));
    return new LedgerLineView(
        LedgerNames.of(line.edge().source()),
        LedgerNames.of(line.edge().target()),
        LedgerNames.of(line.edge().operation()),
        line.from(),
        line.length().equals(LedgerLine.HOUR) ? 1 : DAY_HOURS,
        exchanges,
        line.inspected(),
        line.carried().entrySet().stream()
            .map(
                each ->
                    new LedgerLineView.CarriedView(
                        each.getKey().dataClass().name(),
                        each.getKey().direction() == Direction.FROM_SERVER,
                        each.getValue()))
            .toList(),
        line.shown().entrySet().stream()
            .map(
                each ->
                    new LedgerLineView.ShownView(
                        ApiViews.kebab(each.getKey()),
                        each.getValue().exchanges(),
                        each.getValue().score()))
            .toList(),
        line.firstSeen(),
        line.lastSeen());
  }

  /**
   * Returns the line that was written; empty when one of its ends or its operation is of no kind
   * that is known. Classes and families that are not known are left out.
   */
  public static Optional<LedgerLine> line(LedgerLineView view) {
    Optional<Party> source = LedgerNames.party(view.source());
    Optional<Party> target = LedgerNames.party(view.target());
    Optional<Operation> operation = LedgerNames.operation(view.operation());
    if (source.isEmpty() || target.isEmpty() || operation.isEmpty()) {
      return Optional.empty();
    }
    Map<StatusClass, Long> exchanges = new EnumMap<>(StatusClass.class);
    for (StatusClass each : StatusClass.values()) {
      Long count = view.exchanges().get(ApiViews.kebab(each));
      if (count != null && count > 0) {
        exchanges.put(each, count);
      }
    }
    return Optional.of(
        new LedgerLine(
            new Edge(source.get(), target.get(), operation.get()),
            view.from(),
            Duration.ofHours(view.hours()),
            exchanges,
            view.inspected(),
            carried(view),
            shown(view),
            view.firstSeen(),
            view.lastSeen()));
  }

  private static TreeMap<LedgerLine.Carried, Long> carried(LedgerLineView view) {
    TreeMap<LedgerLine.Carried, Long> carried = new TreeMap<>();
    for (LedgerLineView.CarriedView each : view.carried()) {
      for (DataClass known : DataClass.values()) {
        if (known.name().equals(each.dataClass())) {
          Direction direction = each.answered() ? Direction.FROM_SERVER : Direction.FROM_CLIENT;
          carried.merge(new LedgerLine.Carried(known, direction), each.exchanges(), Long::sum);
        }
      }
    }
    return carried;
  }

  private static TreeMap<AttackFamily, LedgerLine.Shown> shown(LedgerLineView view) {
    TreeMap<AttackFamily, LedgerLine.Shown> shown = new TreeMap<>();
    for (LedgerLineView.ShownView each : view.shown()) {
      for (AttackFamily known : AttackFamily.values()) {
        if (ApiViews.kebab(known).equals(each.family())) {
          shown.merge(
              known, new LedgerLine.Shown(each.exchanges(), each.score()), LedgerLine.Shown::plus);
        }
      }
    }
    return shown;
  }
}
