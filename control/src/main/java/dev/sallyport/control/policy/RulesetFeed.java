// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.kube.ClusterState;
import dev.sallyport.control.rounds.TouchedWork;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Ruleset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one ruleset after the other, of the newest inventory and the policies in force. One
 * virtual thread publishes; {@link #touch} may be called from any thread.
 */
public final class RulesetFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RulesetFeed.class);

  /** Several policies applied at once are one version. */
  private static final Duration DEBOUNCE = Duration.ofMillis(10);

  /** Something that nobody touched for is found this much later. */
  private static final Duration ANYHOW = Duration.ofSeconds(30);

  private final PolicyBook book;
  private final ClusterState cluster;
  private final Supplier<Inventory> inventory;
  private final BooleanSupplier policiesKnown;
  private final LastTaken kept;
  private final InstantSource clock;
  private final List<Consumer<Ruleset>> listeners = new CopyOnWriteArrayList<>();
  private volatile Offer current = new Offer(Ruleset.EMPTY, false);
  private final TouchedWork work = new TouchedWork("rules", DEBOUNCE, ANYHOW, _ -> publish());

  /**
   * The newest rules.
   *
   * @param ruleset the rules, without keys
   * @param policiesKnown whether its policies are all there are; while they are not, nodes keep
   *     those that they hold
   */
  public record Offer(Ruleset ruleset, boolean policiesKnown) {}

  /**
   * Returns a feed that has not started.
   *
   * @param book the policies
   * @param cluster what their selectors may mean
   * @param inventory the newest inventory
   * @param policiesKnown whether all policies of the cluster were read, or it plainly has none
   * @param kept where policies in force are kept
   * @param clock wall clock; versions are made of it, so that they rise over restarts
   */
  public RulesetFeed(
      PolicyBook book,
      ClusterState cluster,
      Supplier<Inventory> inventory,
      BooleanSupplier policiesKnown,
      LastTaken kept,
      InstantSource clock) {
    this.book = requireNonNull(book, "book");
    this.cluster = requireNonNull(cluster, "cluster");
    this.inventory = requireNonNull(inventory, "inventory");
    this.policiesKnown = requireNonNull(policiesKnown, "policiesKnown");
    this.kept = requireNonNull(kept, "kept");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Returns the rules published last. */
  public Offer current() {
    return current;
  }

  /** Calls {@code listener} with every ruleset published from now on; it must not block. */
  public void onPublish(Consumer<Ruleset> listener) {
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

  private void publish() {
    try {
      boolean known = policiesKnown.getAsBoolean();
      book.surroundedBy(ClusterSurroundings.of(cluster));
      List<Policy> policies = book.inForce();
      Inventory facts = inventory.get();
      Offer before = current;
      Ruleset held = before.ruleset();
      boolean same =
          held.inventory().version() == facts.version()
              && held.policies().equals(policies)
              && before.policiesKnown() == known;
      if (same || facts.version() == 0) {
        return;
      }
      long version = Math.max(held.version() + 1, clock.millis());
      Ruleset next = new Ruleset(version, facts, policies, List.of());
      current = new Offer(next, known);
      listeners.forEach(each -> each.accept(next));
      if (known) {
        kept.keep(policies);
      }
    } catch (RuntimeException e) {
      log.error("Rules: a version could not be made; the last one stays in force", e);
    }
  }
}
