// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import org.jspecify.annotations.Nullable;

/** What one connection may hold of the event loop's arrays. */
final class Allowance {
  private final ContentBuffers buffers;
  private final int bytesMax;
  private int heldBytes;

  Allowance(ContentBuffers buffers, int bytesMax) {
    this.buffers = buffers;
    this.bytesMax = bytesMax;
  }

  int heldBytes() {
    return heldBytes;
  }

  byte @Nullable [] take(int least) {
    int size = ContentBuffers.sizeFor(least);
    if (heldBytes + size > bytesMax) {
      return null;
    }
    byte[] octets = buffers.take(least);
    if (octets != null) {
      heldBytes += octets.length;
    }
    return octets;
  }

  void giveBack(byte[] octets) {
    heldBytes -= octets.length;
    buffers.giveBack(octets);
  }

  boolean reserve(int bytes) {
    if (heldBytes + bytes > bytesMax || !buffers.reserve(bytes)) {
      return false;
    }
    heldBytes += bytes;
    return true;
  }

  void unreserve(int bytes) {
    heldBytes -= bytes;
    buffers.unreserve(bytes);
  }
}
