// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks the head of a serialised sketch before the library reads it, because the library sizes its
 * arrays by what the head says.
 *
 * <p>Layout, from the description of the preamble in Apache DataSketches: byte 0 length of the
 * preamble in integers (2 list, 3 set, 10 registers), 1 version, 2 family, 3 log2 of the registers,
 * 4 log2 of the array, 5 flags, 6 length of a list, 7 mode and register width; a set says its size
 * at 8, registers say at 36 how many exceptions follow the 512 bytes at 40.
 */
final class SketchForm {
  private static final int VERSION = 1;
  private static final int FAMILY = 7;
  private static final int COMPACT_FLAG = 8;
  private static final int LIST = 0;
  private static final int SET = 1;
  private static final int REGISTERS = 2;
  private static final int LG_ARRAY_MAX = DistinctCount.LG_K;

  private SketchForm() {}

  static boolean isPlausible(byte[] bytes) {
    if (bytes.length < 8
        || bytes.length > DistinctCount.BYTES_MAX
        || bytes[1] != VERSION
        || bytes[2] != FAMILY
        || bytes[3] != DistinctCount.LG_K
        || bytes[4] < 0
        || bytes[4] > LG_ARRAY_MAX
        || (bytes[5] & COMPACT_FLAG) == 0) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // Mode in the two lowest bits; the next two are 0 for registers of four bits.
    return switch (bytes[7]) {
      case LIST -> bytes[0] == 2 && bytes[6] >= 0 && bytes.length == 8 + 4 * bytes[6];
      case SET -> bytes[0] == 3 && bytes.length >= 12 && holds(bytes, 12, fields.getInt(8));
      case REGISTERS ->
          bytes[0] == 10 && bytes.length >= 552 && holds(bytes, 552, fields.getInt(36));
      default -> false;
    };
  }

  private static boolean holds(byte[] bytes, int head, int integers) {
    return integers >= 0 && integers < 1 << bytes[4] && bytes.length == head + 4 * integers;
  }
}
