// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.rounds.TouchedWork;
import dev.sallyport.model.Inventory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a new {@link Inventory} soon after the cluster changed: changes are gathered for {@link
 * ControlLimits#inventoryDebounce} and published together. The first waits until the cluster was
 * listed: by half of it, nodes would take pods for hosts outside.
 *
 * <p>One virtual thread builds and publishes; {@link #touch} may be called from any thread.
 */
public final class InventoryFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InventoryFeed.class);
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final ClusterState state;
  private final BiPredicate<String, String> captured;
  private final BooleanSupplier listed;
  private final InventoryBuilder builder;
  private final InstantSource clock;
  private final Duration kept;
  private final List<Consumer<Inventory>> listeners = new CopyOnWriteArrayList<>();
  private volatile Inventory current = Inventory.EMPTY;
  private final TouchedWork work;

  /**
   * Returns a feed that has not started.
   *
   * @param state the cluster
   * @param captured whether the node of the second name proves that it captures the pod of that UID
   * @param listed whether the cluster was listed once, so that what is absent is absent
   * @param dnsDomain domain of the cluster's DNS names
   * @param clock wall clock; the first version is made of it, so that versions rise over restarts
   * @param limits how long changes are gathered, and ends kept
   */
  public InventoryFeed(
      ClusterState state,
      BiPredicate<String, String> captured,
      BooleanSupplier listed,
      String dnsDomain,
      InstantSource clock,
      ControlLimits limits) {
    this.state = requireNonNull(state, "state");
    this.captured = requireNonNull(captured, "captured");
    this.listed = requireNonNull(listed, "listed");
    this.builder = new InventoryBuilder(dnsDomain);
    this.clock = requireNonNull(clock, "clock");
    this.kept = limits.ledgerKept();
    this.work = new TouchedWork("inventory", limits.inventoryDebounce(), SWEEP, this::round);
  }

  /** Returns the inventory published last; {@link Inventory#EMPTY} before the first. */
  public Inventory current() {
    return current;
  }

  /** Calls {@code listener} with every inventory published from now on; it must not block. */
  public void onPublish(Consumer<Inventory> listener) {
    listeners.add(requireNonNull(listener, "listener"));
  }

  /** Says that something changed. Never blocks. */
  public void touch() {
    work.touch();
  }

  /** Begins to publish. */
  public void start() {
    work.start();
  }

  @Override
  public void close() {
    work.close();
  }

  private void round(boolean touched) {
    state.sweep();
    if (touched) {
      publishOnceListed();
    }
  }

  private void publishOnceListed() {
    if (current.version() > 0 || listed.getAsBoolean()) {
      publish();
    } else {
      touch();
    }
  }

  private void publish() {
    try {
      long version = Math.max(current.version() + 1, clock.millis());
      Inventory next = builder.build(state, captured, version, clock.instant().minus(kept));
      current = next;
      listeners.forEach(each -> each.accept(next));
    } catch (RuntimeException e) {
      log.error("Inventory: a version could not be made; the last one stays in force", e);
    }
  }
}
