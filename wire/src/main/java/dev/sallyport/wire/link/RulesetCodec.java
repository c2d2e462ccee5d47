// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.v1.InventoryDelta;
import dev.sallyport.wire.link.v1.InventoryFull;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.time.Instant;
import java.util.List;

/** Converts rulesets to and from their wire form, whole or as the difference to one held before. */
public final class RulesetCodec {
  private RulesetCodec() {}

  /** Returns the update that carries the ruleset whole. */
  public static RulesetUpdate encode(Ruleset ruleset, Instant sentAt) {
    return update(ruleset, sentAt)
        .setInventoryFull(InventoryWriter.full(ruleset.inventory()))
        .build();
  }

  /**
   * Returns the update that turns {@code held} into {@code next}: nothing but a version where the
   * inventory is the same, else the shorter of the difference and the whole.
   */
  public static RulesetUpdate encodeChange(Ruleset held, Ruleset next, Instant sentAt) {
    if (held.inventory().version() == next.inventory().version()) {
      return update(next, sentAt).setInventoryUnchanged(next.inventory().version()).build();
    }
    InventoryFull full = InventoryWriter.full(next.inventory());
    InventoryDelta delta =
        InventoryDifference.between(InventoryWriter.full(held.inventory()), full);
    return delta.getSerializedSize() < full.getSerializedSize()
        ? update(next, sentAt).setInventoryDelta(delta).build()
        : update(next, sentAt).setInventoryFull(full).build();
  }

  /**
   * Returns the ruleset that holds after the update. An update that cannot be applied to {@code
   * held} gives {@code held} and a problem that starts with {@code inventory_}; entries that cannot
   * be read are left out and named. Safe on hostile input.
   */
  public static Decoded<Ruleset> apply(Ruleset held, RulesetUpdate update) {
    InventoryReader reader = new InventoryReader(LinkLimits.DEFAULT);
    return switch (update.getInventoryCase()) {
      case INVENTORY_FULL ->
          ruleset(update, reader.read(update.getInventoryFull()), reader.problems());
      case INVENTORY_DELTA -> {
        InventoryDelta delta = update.getInventoryDelta();
        yield delta.getBaseVersion() == held.inventory().version()
            ? ruleset(
                update,
                reader.read(
                    InventoryDifference.apply(InventoryWriter.full(held.inventory()), delta)),
                reader.problems())
            : refused(held, "inventory_delta", delta.getBaseVersion());
      }
      case INVENTORY_UNCHANGED ->
          update.getInventoryUnchanged() == held.inventory().version()
              ? ruleset(update, held.inventory(), List.of())
              : refused(held, "inventory_unchanged", update.getInventoryUnchanged());
      case INVENTORY_NOT_SET -> refused(held, "inventory_missing", 0);
    };
  }

  private static RulesetUpdate.Builder update(Ruleset ruleset, Instant sentAt) {
    return RulesetUpdate.newBuilder()
        .setVersion(ruleset.version())
        .setSentAtEpochMillis(sentAt.toEpochMilli());
  }

  private static Decoded<Ruleset> ruleset(
      RulesetUpdate update, Inventory inventory, List<Problem> problems) {
    return new Decoded<>(new Ruleset(update.getVersion(), inventory), problems);
  }

  private static Decoded<Ruleset> refused(Ruleset held, String at, long version) {
    String why =
        "version " + version + " (expected: " + held.inventory().version() + ", the one held)";
    return new Decoded<>(held, List.of(new Problem(at, why)));
  }
}
