// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Operation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides of which exchanges the fields are noted: the first few of each operation at each
 * destination, then one now and then, ever more seldom, since an API seldom changes. Keeps both the
 * time on the loop and the names in summaries small. Confined to one event loop.
 */
final class ShapeSampling {
  private static final int FIRST = 4;
  private static final long SECOND = 1_000_000_000;
  private static final long INTERVAL_MIN = 10 * SECOND;
  private static final long INTERVAL_MAX = 600 * SECOND;

  private final Map<Key, State> states;

  /** Makes a sampling that remembers that many operations; of the others it starts anew. */
  ShapeSampling(int operationsMax) {
    this.states =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, State> eldest) {
            return size() > operationsMax;
          }
        };
  }

  private record Key(Object destination, Operation operation) {}

  private static final class State {
    private int taken;
    private long nextAtNanos;
    private long intervalNanos = INTERVAL_MIN;
  }

  /** Returns whether the fields of this exchange are to be noted, and counts that they are. */
  boolean take(Object destination, Operation operation, long nowNanos) {
    State state = states.computeIfAbsent(new Key(destination, operation), unused -> new State());
    if (state.taken < FIRST) {
      state.taken++;
      state.nextAtNanos = nowNanos + state.intervalNanos;
      return true;
    }
    if (nowNanos - state.nextAtNanos < 0) {
      return false;
    }
    state.intervalNanos = Math.min(INTERVAL_MAX, 2 * state.intervalNanos);
    state.nextAtNanos = nowNanos + state.intervalNanos;
    return true;
  }
}
