// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.util.Arrays;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Bounds the fingerprints of a window. All places give up the same high ones, so that a value that
 * one hop keeps is kept by the others too.
 */
final class SampleBudget {
  private SampleBudget() {}

  static void keep(Map<EdgeKey, EdgeCounts> edges, long most) {
    long[] count = new long[1];
    each(edges, ignored -> count[0]++);
    if (count[0] <= most) {
      return;
    }
    long[] all = new long[(int) Math.min(count[0], Integer.MAX_VALUE - 8)];
    int[] used = new int[1];
    each(edges, fingerprint -> all[used[0]++] = fingerprint ^ Long.MIN_VALUE);
    Arrays.sort(all);
    long ceiling = all[(int) most - 1] ^ Long.MIN_VALUE;
    edges.replaceAll(
        (key, counts) ->
            counts.contents().sightings().isEmpty()
                ? counts
                : counts.withContents(counts.contents().thinned(ceiling)));
  }

  private static void each(Map<EdgeKey, EdgeCounts> edges, LongConsumer sink) {
    for (EdgeCounts counts : edges.values()) {
      for (SightingCounts sighting : counts.contents().sightings().values()) {
        for (int part = 0; part < sighting.values().keys(); part++) {
          for (long fingerprint : sighting.values().fingerprints(part)) {
            sink.accept(fingerprint);
          }
        }
      }
    }
  }
}
