// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Conversation;
import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.protocol.gate.Gate;
import io.netty.util.collection.LongObjectHashMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection stands: all that the parts which act on it share, and the only thing that
 * they share. Confined to the connection's event loop.
 */
final class Standing {
  final Enforcement enforcement;
  final ConnectionEnforcement.Connection connection;
  final ConnectionEnforcement.Reading reading;

  /** What can be done to the connection: nothing once it is over. */
  Guard.Outlet outlet;

  /** Exchanges between their head and the moment at which they are counted, by number. */
  final LongObjectHashMap<Judged> exchanges = new LongObjectHashMap<>(2);

  /** What came before there was a gate. */
  final EarlyBytes early = new EarlyBytes();

  /** The ends as policies see them; null before they are known. */
  @Nullable Conversation conversation;

  /** What policies say between these ends; null before they are known. */
  @Nullable ConnectionPolicies policies;

  /** What decides on each exchange; null before it shows what it speaks, or when all passes. */
  @Nullable Gate gate;

  /** The gate again where that is a checkpoint. */
  @Nullable CheckpointGate checkpoint;

  /** What holds for all that is not told apart; null where that is nothing. */
  @Nullable Ruling whole;

  /** Number of the last exchange that began, and of the last that was answered. */
  long lastHead = -1;

  long lastAnswered = -1;

  /** Bytes of refusals that the reader was shown as the server's. */
  long refusalBytes;

  /** When the bytes came that the reader was shown last. */
  long shownAtNanos;

  /** Whether the ends are those that are presumed, and not told yet. */
  boolean presumed;

  /** Exchanges that ended while they were. */
  int presumedOver;

  /** Whether all bytes go through here. */
  boolean guarding;

  /** Whether bytes had passed before that. */
  boolean joined;

  private boolean notYetEnforced;

  /** Whether the connection was ended, by policies or by itself. */
  boolean over;

  Standing(
      Enforcement enforcement,
      ConnectionEnforcement.Connection connection,
      ConnectionEnforcement.Reading reading,
      Guard.Outlet outlet) {
    this.enforcement = requireNonNull(enforcement, "enforcement");
    this.connection = requireNonNull(connection, "connection");
    this.reading = requireNonNull(reading, "reading");
    this.outlet = requireNonNull(outlet, "outlet");
  }

  /** Whether it was opened before the policy and cannot be checked. */
  boolean notYetEnforced() {
    return notYetEnforced;
  }

  /** What policies say is done to it from now on, or cannot be. */
  void enforced(boolean enforced) {
    if (notYetEnforced == enforced) {
      notYetEnforced = !enforced;
      enforcement.notYetEnforced(enforced ? -1 : 1);
      if (!enforced) {
        count(EnforceCount.CONNECTIONS_LEFT_OPEN);
      }
    }
  }

  /** Whether something can still be held or refused. */
  boolean acts() {
    return guarding && !over;
  }

  Protocol speaks() {
    return reading.reader().protocol();
  }

  Conversation between() {
    return requireNonNull(conversation, "conversation");
  }

  /** Returns how many bytes of that direction wait. */
  long held(Direction direction) {
    Gate at = gate;
    return at == null ? early.held(direction) : at.held(direction);
  }

  /** Returns the shorter of a bound of the node and what policies allow. */
  Duration within(Duration bound) {
    ConnectionPolicies by = policies;
    return by != null && by.budget().compareTo(bound) < 0 ? by.budget() : bound;
  }

  /** A wait is over: says whether policies ended it, or the bound of the node. */
  void overdue(Duration waited, Duration bound, EnforceCount limit) {
    count(waited.compareTo(bound) < 0 ? EnforceCount.BUDGETS_EXCEEDED : limit);
  }

  void count(EnforceCount what) {
    enforcement.count(what);
  }

  Ruling applied(Decision decision) {
    return ruling(decision, new Effect.Applied());
  }

  Ruling ruling(Decision decision, Effect effect) {
    return enforcement.ruling(decision, effect);
  }

  /** Takes what limits ask for; returns the seconds to wait, 0 when it may pass now. */
  int wait(Verdict.Throttle throttle, Operation operation) {
    return enforcement.take(throttle, between(), operation, System.nanoTime());
  }

  /** Returns what is known when nothing of an exchange is. */
  Known ends() {
    return Known.connection(speaks(), Instant.now());
  }

  /** Returns what is known of that which is not told apart. */
  Known raw(Operation operation) {
    return ends().called(operation, "", "").answered(List.of(), List.of());
  }
}
