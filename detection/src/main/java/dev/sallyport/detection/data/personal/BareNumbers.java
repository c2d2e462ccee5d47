// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.model.DataClass;

/**
 * Numbers of digits alone as the whole value of a key, which most numbers of traffic are: whether
 * the key lets them be anything at all, before any check digit is worked out. It may say yes where
 * nothing is found later, never no where something is. Immutable.
 */
final class BareNumbers {
  /** Fewest digits it speaks of: what is shorter may be an age. */
  static final int DIGITS_MIN = 4;

  /** Most digits it speaks of: longer ones may be cards, which need no key. */
  static final int DIGITS_MAX = 11;

  private static final DataClass[] PHONES = {
    DataClass.PHONE_NUMBER, DataClass.PH_MOBILE_NUMBER, DataClass.TR_PHONE_NUMBER
  };

  /** The classes that so many digits may be, two longs for each length. */
  private static final long[] CLASSES = new long[2 * DIGITS_MAX + 2];

  /** Whether so many digits count where no key speaks for them. */
  private static final boolean[] ANYWHERE = new boolean[DIGITS_MAX + 1];

  /** The same classes and those of telephones, which only near words speak for. */
  private static final long[] NEAR = new long[2 * DIGITS_MAX + 2];

  static {
    for (Kind kind : Kinds.ALL) {
      for (Template template : kind.templates()) {
        int length = template.first().length();
        if (template.first().whole() && template.first().letters() == 0 && length <= DIGITS_MAX) {
          put(CLASSES, length, kind.dataClass());
          ANYWHERE[length] |= kind.anywhere() > 0;
        }
      }
    }
    for (int length = 0; length <= DIGITS_MAX; length++) {
      NEAR[2 * length] = CLASSES[2 * length];
      NEAR[2 * length + 1] = CLASSES[2 * length + 1];
      for (DataClass phone : PHONES) {
        put(NEAR, length, phone);
      }
    }
  }

  private BareNumbers() {}

  private static void put(long[] sets, int length, DataClass dataClass) {
    sets[2 * length + (dataClass.ordinal() >> 6)] |= 1L << dataClass.ordinal();
  }

  /** Returns whether so many digits may be something, by what their key was read to say. */
  static boolean mayBe(int digits, Context key) {
    return key.nearAny(NEAR[2 * digits], NEAR[2 * digits + 1])
        || !key.near(ContextWords.MACHINE)
            && (ANYWHERE[digits] || key.anywhereAny(CLASSES[2 * digits], CLASSES[2 * digits + 1]));
  }

  /** The same when only the nearest words were read, which settle it for machines' numbers. */
  static boolean mayBeByNearest(int digits, Context nearest) {
    return nearest.nearAny(NEAR[2 * digits], NEAR[2 * digits + 1])
        || !nearest.near(ContextWords.MACHINE);
  }
}
