// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.util.Arrays;

/** What must be remembered of requests until they are answered, first in, first out. */
final class PendingRequests {
  static final int HEAD = 1;
  static final int CONNECT = 2;
  static final int UPGRADE = 4;
  static final int WEBSOCKET = 8;
  static final int HTTP2 = 16;

  private final int max;
  private byte[] ring = new byte[4];
  private int first;
  private int size;

  PendingRequests(int max) {
    this.max = max;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns false when there are too many. */
  boolean add(int traits) {
    if (size == max) {
      return false;
    }
    if (size == ring.length) {
      byte[] larger = Arrays.copyOfRange(ring, first, first + size * 2);
      System.arraycopy(ring, 0, larger, ring.length - first, first);
      ring = larger;
      first = 0;
    }
    ring[(first + size++) % ring.length] = (byte) traits;
    return true;
  }

  /** Returns the traits of the oldest. */
  int peek() {
    return ring[first];
  }

  void remove() {
    first = (first + 1) % ring.length;
    size--;
  }
}
