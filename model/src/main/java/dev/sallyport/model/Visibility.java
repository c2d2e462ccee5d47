// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What of an edge could be seen, and for every layer that could not, why.
 *
 * @param unseen for each layer that was not seen the reason, a short stable sentence that holds no
 *     payload; a layer that is absent was seen
 */
public record Visibility(Map<Layer, String> unseen) {

  private static final Visibility FULL = new Visibility(Map.of());

  public Visibility {
    EnumMap<Layer, String> copy = new EnumMap<>(Layer.class);
    copy.putAll(unseen);
    unseen = Collections.unmodifiableMap(copy);
  }

  /** Returns the visibility in which every layer was seen. */
  public static Visibility full() {
    return FULL;
  }

  /** Returns the visibility that ends before {@code layer}: it and all above are unseen. */
  public static Visibility below(Layer layer, String reason) {
    EnumMap<Layer, String> unseen = new EnumMap<>(Layer.class);
    for (Layer each : Layer.values()) {
      if (each.compareTo(layer) >= 0) {
        unseen.put(each, reason);
      }
    }
    return new Visibility(unseen);
  }

  /** Returns whether the layer was seen. */
  public boolean sees(Layer layer) {
    return !unseen.containsKey(layer);
  }

  /**
   * Returns what may be claimed of both: a layer is seen only where both saw it. Where both give a
   * reason the alphabetically first is kept, so that the order of merging does not matter.
   */
  public Visibility intersect(Visibility other) {
    EnumMap<Layer, String> both = new EnumMap<>(Layer.class);
    both.putAll(unseen);
    other.unseen.forEach(
        (layer, reason) -> both.merge(layer, reason, (a, b) -> a.compareTo(b) <= 0 ? a : b));
    return new Visibility(both);
  }
}
