// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import com.google.protobuf.ByteString;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Inventory;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.v1.FingerprintKeys;
import dev.sallyport.wire.link.v1.InventoryDelta;
import dev.sallyport.wire.link.v1.InventoryFull;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Converts rulesets to and from their wire form, whole or as the difference to one held before. */
public final class RulesetCodec {
  private static final int KEYS_MAX = 8;

  private RulesetCodec() {}

  /** Returns the update that carries the ruleset whole. */
  public static RulesetUpdate encode(Ruleset ruleset, Instant sentAt) {
    return update(ruleset, sentAt)
        .setPolicies(PolicyDocuments.write(ruleset.policies()))
        .setInventoryFull(InventoryWriter.full(ruleset.inventory()))
        .build();
  }

  /**
   * Returns the update that turns {@code held} into {@code next}: nothing but a version where the
   * inventory is the same, else the shorter of the difference and the whole. Policies are in it
   * when they differ.
   */
  public static RulesetUpdate encodeChange(Ruleset held, Ruleset next, Instant sentAt) {
    RulesetUpdate.Builder update = update(next, sentAt);
    if (!held.policies().equals(next.policies())) {
      update.setPolicies(PolicyDocuments.write(next.policies()));
    }
    if (held.inventory().version() == next.inventory().version()) {
      return update.setInventoryUnchanged(next.inventory().version()).build();
    }
    InventoryFull full = InventoryWriter.full(next.inventory());
    InventoryDelta delta =
        InventoryDifference.between(InventoryWriter.full(held.inventory()), full);
    return delta.getSerializedSize() < full.getSerializedSize()
        ? update.setInventoryDelta(delta).build()
        : update.setInventoryFull(full).build();
  }

  /**
   * Returns the same update with the policies of the ruleset in it, whether they changed or not.
   */
  public static RulesetUpdate withPolicies(RulesetUpdate update, Ruleset ruleset) {
    return update.toBuilder().setPolicies(PolicyDocuments.write(ruleset.policies())).build();
  }

  /**
   * Returns the update that says that rules which a node holds still hold, with the keys of now.
   */
  public static RulesetUpdate encodeConfirmation(
      Ruleset held, List<FingerprintKey> keys, Instant sentAt) {
    Ruleset confirmed = new Ruleset(held.version(), held.inventory(), held.policies(), keys);
    return update(confirmed, sentAt).setInventoryUnchanged(held.inventory().version()).build();
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
          ruleset(held, update, reader.read(update.getInventoryFull()), reader.problems());
      case INVENTORY_DELTA -> {
        InventoryDelta delta = update.getInventoryDelta();
        yield delta.getBaseVersion() == held.inventory().version()
            ? ruleset(
                held,
                update,
                reader.read(
                    InventoryDifference.apply(InventoryWriter.full(held.inventory()), delta)),
                reader.problems())
            : refused(held, "inventory_delta", delta.getBaseVersion());
      }
      case INVENTORY_UNCHANGED ->
          update.getInventoryUnchanged() == held.inventory().version()
              ? ruleset(held, update, held.inventory(), List.of())
              : refused(held, "inventory_unchanged", update.getInventoryUnchanged());
      case INVENTORY_NOT_SET -> refused(held, "inventory_missing", 0);
    };
  }

  private static RulesetUpdate.Builder update(Ruleset ruleset, Instant sentAt) {
    RulesetUpdate.Builder update =
        RulesetUpdate.newBuilder()
            .setVersion(ruleset.version())
            .setSentAtEpochMillis(sentAt.toEpochMilli());
    if (!ruleset.fingerprintKeys().isEmpty()) {
      update.setFingerprintKeys(keys(ruleset.fingerprintKeys()));
    }
    return update;
  }

  private static FingerprintKeys keys(List<FingerprintKey> keys) {
    FingerprintKeys.Builder entry = FingerprintKeys.newBuilder();
    for (FingerprintKey key : keys) {
      entry.addKeys(
          FingerprintKeys.Key.newBuilder()
              .setId(key.id())
              .setFromEpochMillis(key.from().toEpochMilli())
              .setSecret(ByteString.copyFrom(key.secret())));
    }
    return entry.build();
  }

  private static Decoded<Ruleset> ruleset(
      Ruleset held, RulesetUpdate update, Inventory inventory, List<Problem> problems) {
    List<Problem> all = new ArrayList<>(problems);
    List<Policy> policies =
        update.hasPolicies()
            ? PolicyDocuments.read(update.getPolicies(), held.policies(), all)
            : held.policies();
    if (!update.hasFingerprintKeys()) {
      return new Decoded<>(
          new Ruleset(update.getVersion(), inventory, policies, held.fingerprintKeys()), all);
    }
    List<FingerprintKey> keys = new ArrayList<>();
    for (FingerprintKeys.Key entry : update.getFingerprintKeys().getKeysList()) {
      if (keys.size() == KEYS_MAX) {
        break;
      }
      try {
        Instant from = Instant.ofEpochMilli(entry.getFromEpochMillis());
        keys.add(new FingerprintKey(entry.getId(), from, entry.getSecret().toByteArray()));
      } catch (IllegalArgumentException unfit) {
        // Its message names number and length and never the secret.
        all.add(new Problem("fingerprint_keys", String.valueOf(unfit.getMessage())));
      }
    }
    return new Decoded<>(new Ruleset(update.getVersion(), inventory, policies, keys), all);
  }

  private static Decoded<Ruleset> refused(Ruleset held, String at, long version) {
    String why =
        "version " + version + " (expected: " + held.inventory().version() + ", the one held)";
    return new Decoded<>(held, List.of(new Problem(at, why)));
  }
}
