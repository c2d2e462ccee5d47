// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Bounds the fingerprints of a window. All places give up the same high ones, so that a value that
 * one hop keeps is kept by the others too.
 */
final class SampleBudget {
  private SampleBudget() {}

  /** Bounds those of sensitive values, and by themselves those of objects to half as many. */
  static void keep(Map<EdgeKey, EdgeCounts> edges, long most) {
    keepValues(edges, most);
    keepObjects(edges, Math.max(1, most / 2));
  }

  private static void keepObjects(Map<EdgeKey, EdgeCounts> edges, long most) {
    long ceiling = ceiling(sink -> eachObject(edges, sink), most);
    if (ceiling == ValueSample.ALL) {
      return;
    }
    edges.replaceAll(
        (key, counts) -> {
          ObjectCounts objects = counts.api().objects();
          return objects.isNone()
              ? counts
              : counts.withApi(counts.api().withObjects(objects.thinned(ceiling)));
        });
  }

  /** Returns the highest fingerprint to keep. */
  private static long ceiling(Consumer<LongConsumer> fingerprints, long most) {
    long[] count = new long[1];
    fingerprints.accept(ignored -> count[0]++);
    if (count[0] <= most) {
      return ValueSample.ALL;
    }
    long[] all = new long[(int) Math.min(count[0], Integer.MAX_VALUE - 8)];
    int[] used = new int[1];
    fingerprints.accept(fingerprint -> all[used[0]++] = fingerprint ^ Long.MIN_VALUE);
    Arrays.sort(all);
    return all[(int) most - 1] ^ Long.MIN_VALUE;
  }

  private static void keepValues(Map<EdgeKey, EdgeCounts> edges, long most) {
    long ceiling = ceiling(sink -> each(edges, sink), most);
    if (ceiling == ValueSample.ALL) {
      return;
    }
    edges.replaceAll(
        (key, counts) ->
            counts.contents().sightings().isEmpty()
                ? counts
                : counts.withContents(counts.contents().thinned(ceiling)));
  }

  private static void each(Map<EdgeKey, EdgeCounts> edges, LongConsumer sink) {
    for (EdgeCounts counts : edges.values()) {
      for (SightingCounts sighting : counts.contents().sightings().values()) {
        each(sighting.values(), sink);
      }
    }
  }

  private static void eachObject(Map<EdgeKey, EdgeCounts> edges, LongConsumer sink) {
    edges.values().forEach(counts -> each(counts.api().objects().given(), sink));
  }

  private static void each(ValueSample values, LongConsumer sink) {
    for (int part = 0; part < values.keys(); part++) {
      for (long fingerprint : values.fingerprints(part)) {
        sink.accept(fingerprint);
      }
    }
  }
}
