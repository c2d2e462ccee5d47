// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Visibility;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Connections that were open before capture began: counted once each, and said to be open for as
 * long as they are. In the first seconds of a program neither names nor what else is captured is
 * known, so they are counted when both are, or when it is too late to hope. Safe for use by several
 * threads.
 */
final class OpenBefore {
  private static final Visibility UNSEEN =
      Visibility.below(Layer.PROTOCOL, "the connection was open before capture began");

  /** Until then the other end may turn out to be captured, too, and to count it. */
  private static final long SETTLE_NANOS = Duration.ofSeconds(10).toNanos();

  /** Names that have not come until then are not waited for. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  /** Connections that are told apart; of more only that they were found is known. */
  private static final int MOST = 20_000;

  private final Function<CapturedConnection, Identification> identity;
  private final Map<String, List<Held>> byPod = new HashMap<>();
  private int held;

  /** One of them. */
  private static final class Held {
    private final CapturedConnection connection;
    private boolean open = true;
    private boolean counted;

    Held(CapturedConnection connection) {
      this.connection = connection;
    }
  }

  private record Open(Conversation setting, RawOperation operation) {}

  /**
   * Returns what holds none yet.
   *
   * @param identity tells who is at the ends of such a connection, as far as known now
   */
  OpenBefore(Function<CapturedConnection, Identification> identity) {
    this.identity = identity;
  }

  /** Takes in what was found when capture of a pod began. */
  synchronized void found(String podUid, List<CapturedConnection> connections) {
    List<Held> known = byPod.computeIfAbsent(podUid, _ -> new ArrayList<>());
    for (CapturedConnection each : connections) {
      if (held < MOST) {
        held++;
        known.add(new Held(each));
      }
    }
  }

  /** Hears which of a pod's are open still. */
  synchronized void stillOpen(String podUid, List<CapturedConnection> open) {
    for (Held each : byPod.getOrDefault(podUid, List.of())) {
      each.open &= open.contains(each.connection);
    }
  }

  /** Counts what is known by now, and says what is open; once in each window. */
  synchronized void count(SummaryBuilder builder, long nowNanos) {
    Map<Open, Long> open = new HashMap<>();
    byPod.values().forEach(each -> each.removeIf(one -> isOver(one, builder, nowNanos, open)));
    byPod.values().removeIf(List::isEmpty);
    open.forEach(
        (each, times) ->
            builder.openOld(each.setting(), each.operation(), UNSEEN, times, nowNanos));
  }

  private boolean isOver(Held each, SummaryBuilder builder, long nowNanos, Map<Open, Long> open) {
    CapturedConnection connection = each.connection;
    long age = nowNanos - connection.openedAtNanos();
    if (age < SETTLE_NANOS) {
      return false;
    }
    Identification known = identity.apply(connection);
    boolean named = named(known.source().party()) && named(known.target().party());
    if (!each.counted && !named && age < PATIENCE_NANOS) {
      return false;
    }
    // Of two captured ends the accepting one counts; which that is may become known late.
    boolean ours = known.role() != Role.VOUCH_ONLY;
    int port = connection.destination().getPort();
    Conversation setting =
        new Conversation(
            known.source(), known.target(), port, CaptureTier.NODE, connection.vantage());
    RawOperation operation = new RawOperation(Protocol.TCP, port);
    if (!each.counted && ours) {
      Exchange exchange =
          new Exchange(
              setting,
              operation,
              new Outcome.Unseen(),
              UNSEEN,
              0,
              0,
              connection.openedAtNanos(),
              -1,
              0);
      builder.addOld(exchange, OutsideAddress.hash(connection.source().getAddress()));
    }
    each.counted = true;
    if (each.open && ours) {
      open.merge(new Open(setting, operation), 1L, Long::sum);
    }
    if (!each.open) {
      held--;
    }
    return !each.open;
  }

  private static boolean named(Party party) {
    return !(party instanceof Unidentified);
  }
}
