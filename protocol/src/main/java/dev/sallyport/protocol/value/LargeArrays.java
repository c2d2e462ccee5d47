// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays that hold messages of data stores while they come in. Small ones are anybody's; all large
 * ones of a thread together have a bound, so that a few long messages may be held whole and many
 * may not. A connection that ends in the middle of a message says nothing here: its array counts
 * until it is collected.
 */
public final class LargeArrays {
  /** Length up to which an array is small. */
  public static final int SMALL = 48 << 10;

  /** Bytes of large arrays of one thread. */
  static final int LARGE_BYTES_MAX = 4 << 20;

  private static final int COUNT_MAX = 64;
  private static final ThreadLocal<LargeArrays> OF_THREAD =
      ThreadLocal.withInitial(LargeArrays::new);

  private final List<WeakReference<byte[]>> given = new ArrayList<>(4);

  private LargeArrays() {}

  /**
   * Returns an array with the same content that is at least {@code needed} long, if there is room
   * for one; else one as long as there is room for, perhaps the same.
   *
   * @param most how long it may be
   */
  public static byte[] grown(byte[] from, int needed, int most) {
    if (needed <= from.length) {
      return from;
    }
    int wanted = Math.min(most, Math.max(needed, 2 * from.length));
    if (wanted <= SMALL) {
      return Arrays.copyOf(from, wanted);
    }
    return OF_THREAD.get().large(from, wanted, Math.min(most, SMALL));
  }

  /** Says that an array is not used any more. */
  public static void done(byte[] array) {
    if (array.length > SMALL) {
      OF_THREAD.get().forget(array);
    }
  }

  private byte[] large(byte[] from, int wanted, int otherwise) {
    forget(from);
    long held = 0;
    for (WeakReference<byte[]> each : given) {
      byte[] array = each.get();
      held += array == null ? 0 : array.length;
    }
    if (held + wanted > LARGE_BYTES_MAX || given.size() >= COUNT_MAX) {
      if (from.length > SMALL) {
        given.add(new WeakReference<>(from));
      }
      return from.length >= otherwise ? from : Arrays.copyOf(from, otherwise);
    }
    byte[] array = Arrays.copyOf(from, wanted);
    given.add(new WeakReference<>(array));
    return array;
  }

  private void forget(byte[] array) {
    given.removeIf(each -> each.get() == null || each.get() == array);
  }
}
