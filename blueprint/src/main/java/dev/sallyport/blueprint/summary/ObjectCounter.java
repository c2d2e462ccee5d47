// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.ApiObject;
import java.util.Arrays;

/**
 * Which objects the calls of one edge in one window asked for. Holds at most {@value
 * #FINGERPRINTS_MAX} fingerprints beside a sample. Not thread-safe.
 */
final class ObjectCounter {
  private static final int FINGERPRINTS_MAX = 2 * ValueSample.SIZE_MAX;
  private static final int STEP_MAX = 4;

  private long exchanges;
  private long answered;
  private long steps;
  private long last;
  private long beforeLast;
  private int numbered;
  private long[] fingerprints = new long[2];
  private int used;
  private int keyId;
  private ValueSample given = ValueSample.NONE;

  void add(ApiObject object, int status) {
    exchanges++;
    if (object.numbered()) {
      step(object.position());
    }
    if (status >= 200 && status < 300) {
      answered++;
      remember(object.keyId(), object.fingerprint());
    }
  }

  private void step(long position) {
    boolean follows =
        (numbered > 0 && isStep(position - last))
            || (numbered > 1 && isStep(position - beforeLast));
    steps += follows ? 1 : 0;
    beforeLast = last;
    last = position;
    numbered = Math.min(2, numbered + 1);
  }

  private static boolean isStep(long difference) {
    return difference >= 1 && difference <= STEP_MAX;
  }

  private void remember(int key, long fingerprint) {
    if (key != keyId || used == FINGERPRINTS_MAX) {
      settle();
      keyId = key;
    }
    if (given.isAbove(key, fingerprint)) {
      return;
    }
    for (int i = 0; i < used; i++) {
      if (fingerprints[i] == fingerprint) {
        return;
      }
    }
    if (used == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, used * 2);
    }
    fingerprints[used++] = fingerprint;
  }

  private void settle() {
    if (used > 0) {
      given = given.union(ValueSample.of(keyId, Arrays.copyOf(fingerprints, used)));
      used = 0;
    }
  }

  ObjectCounts freeze() {
    settle();
    return new ObjectCounts(exchanges, answered, steps, given);
  }
}
