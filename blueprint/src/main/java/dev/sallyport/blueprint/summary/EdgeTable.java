// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Vantage;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counters by edge in an open-addressing table that is probed with the parts of a key, so that
 * finding a known edge allocates nothing. Not thread-safe.
 */
final class EdgeTable {
  private static final int SMALLEST = 64;

  private final int entriesMax;
  private @Nullable EdgeCounter[] slots = new @Nullable EdgeCounter[SMALLEST];
  private int size;

  EdgeTable(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  /** Returns the counter of the edge, a new one where needed, or null when the table is full. */
  @Nullable EdgeCounter find(
      Party source, Party target, Operation operation, CaptureTier tier, Vantage vantage) {
    int hash = hash(source, target, operation, tier, vantage);
    int at = hash & (slots.length - 1);
    for (EdgeCounter each = slots[at]; each != null; each = slots[at]) {
      if (each.hash == hash && each.counts(source, target, operation, tier, vantage)) {
        return each;
      }
      at = (at + 1) & (slots.length - 1);
    }
    if (size >= entriesMax) {
      return null;
    }
    EdgeCounter added =
        new EdgeCounter(hash, new EdgeKey(source, target, operation, tier, vantage));
    slots[at] = added;
    size++;
    if (size * 2 > slots.length) {
      rebuild(slots.length * 2, Integer.MAX_VALUE);
    }
    return added;
  }

  void freezeInto(Map<EdgeKey, EdgeCounts> counts) {
    for (EdgeCounter each : slots) {
      if (each != null && !each.isZero()) {
        counts.merge(each.key, each.freeze(), EdgeCounts::plus);
      }
    }
  }

  /** Sets all counters to zero and forgets those that counted nothing, and all beyond a bound. */
  void clear(int keptMax) {
    rebuild(slots.length, keptMax);
    if (size == 0) {
      slots = new @Nullable EdgeCounter[SMALLEST];
    }
  }

  private void rebuild(int length, int keptMax) {
    boolean growing = keptMax == Integer.MAX_VALUE;
    @Nullable EdgeCounter[] old = slots;
    @Nullable EdgeCounter[] moved = new @Nullable EdgeCounter[length];
    int kept = 0;
    for (EdgeCounter each : old) {
      if (each == null || (!growing && (each.isZero() || kept >= keptMax))) {
        continue;
      }
      if (!growing) {
        each.clear();
      }
      int at = each.hash & (length - 1);
      while (moved[at] != null) {
        at = (at + 1) & (length - 1);
      }
      moved[at] = each;
      kept++;
    }
    slots = moved;
    size = kept;
  }

  private static int hash(
      Party source, Party target, Operation operation, CaptureTier tier, Vantage vantage) {
    int hash = source.hashCode();
    hash = hash * 31 + target.hashCode();
    hash = hash * 31 + operation.hashCode();
    hash = hash * 31 + tier.ordinal() * 2 + vantage.ordinal();
    // Spread: the lower bits choose the slot.
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return hash ^ (hash >>> 13);
  }

  @Override
  public String toString() {
    return size + " of " + entriesMax + " edges in " + Arrays.toString(new int[] {slots.length});
  }
}
