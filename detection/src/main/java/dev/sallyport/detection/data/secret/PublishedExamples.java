// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import java.util.Arrays;

/**
 * Values that documentation and sample projects publish, so that they are nobody's secret; kept as
 * 64-bit hashes (FNV-1a), lest scanners of source code take them for live.
 */
final class PublishedExamples {
  private static final long[] HASHES = sorted();

  private PublishedExamples() {}

  static boolean has(byte[] bytes, int start, int end) {
    return end - start >= 16 && Arrays.binarySearch(HASHES, hash(bytes, start, end)) >= 0;
  }

  static long hash(byte[] bytes, int start, int end) {
    long hash = 0xcbf29ce484222325L;
    for (int i = start; i < end; i++) {
      hash = (hash ^ bytes[i] & 0xff) * 0x100000001b3L;
    }
    return hash;
  }

  private static long[] sorted() {
    long[] hashes = {
      0xc800bf2100a21c67L,
      0x6acbd824bd32bbd4L,
      0x29a336c7244f48ddL,
      0x08b545962adc7d8bL,
      0xe7666dbb286c6c2eL,
      0x99b2726346a1e92aL,
      0x12113c2e6979f447L,
      0x828818f833257868L,
      0x6835e0f288832a40L,
      0x816cd10fdb11ead0L,
      0xadbd04e3fe1b6d49L,
      0xdb9422f1dd332dccL,
      0x515cb771a4238032L,
      0xe754678ea2b14ef1L,
      0xc73f1e61952e6987L,
      0x294c63f8344d5df1L,
      0x7699c294beebad32L,
      0xd8e13cded25333c6L,
    };
    Arrays.sort(hashes);
    return hashes;
  }
}
