// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static dev.sallyport.protocol.content.ContentBuffers.NOTHING;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Bytes that grow up to a bound, in an array that is given back at the end. */
final class Gathered {
  private final @Nullable Allowance allowance;
  private final int bytesMax;
  private byte[] octets;
  private int size;
  private boolean cut;
  private boolean noRoom;

  Gathered(Allowance allowance, int bytesMax) {
    this.allowance = allowance;
    this.bytesMax = bytesMax;
    this.octets = NOTHING;
  }

  /** Makes one that fills an array that somebody else owns. */
  Gathered(byte[] octets) {
    this.allowance = null;
    this.bytesMax = octets.length;
    this.octets = octets;
  }

  byte[] octets() {
    return octets;
  }

  int size() {
    return size;
  }

  boolean full() {
    return size == bytesMax || noRoom;
  }

  /** Returns whether bytes were left out. */
  boolean cut() {
    return cut;
  }

  /** Returns whether bytes were left out because others hold too much. */
  boolean noRoom() {
    return noRoom;
  }

  /** Takes as many of the bytes as fit. */
  void add(ByteBuf bytes, int index, int length) {
    int taken = room(length);
    if (taken > 0) {
      bytes.getBytes(index, octets, size, taken);
      size += taken;
    }
  }

  void add(byte[] bytes, int index, int length) {
    int taken = room(length);
    if (taken > 0) {
      System.arraycopy(bytes, index, octets, size, taken);
      size += taken;
    }
  }

  void add(int octet) {
    if (size < octets.length && size < bytesMax) {
      octets[size++] = (byte) octet;
    } else if (room(1) == 1) {
      octets[size++] = (byte) octet;
    }
  }

  /** Takes bytes that it already has, from {@code start} on. */
  void repeat(int start, int length) {
    int taken = room(length);
    if (taken > 0) {
      System.arraycopy(octets, start, octets, size, taken);
      size += taken;
    }
  }

  /**
   * Makes room for at least one more byte, to be written directly behind the last one; returns how
   * many there is room for, 0 for none.
   */
  int grow() {
    if (size < octets.length) {
      return Math.min(octets.length, bytesMax) - size;
    }
    return room(Math.min(Math.max(1024, size), bytesMax - size)) == 0
        ? 0
        : Math.min(octets.length, bytesMax) - size;
  }

  /** Takes bytes that were written directly behind the last one. */
  void wrote(int length) {
    size += length;
  }

  void leaveOut() {
    cut = true;
  }

  void clear() {
    size = 0;
    cut = false;
    noRoom = false;
  }

  void release() {
    giveBack();
    octets = NOTHING;
    size = 0;
  }

  /** Makes room and returns for how many of the bytes there is. */
  private int room(int length) {
    int wanted = Math.min(length, bytesMax - size);
    if (size + wanted > octets.length) {
      byte[] larger = wanted == 0 || allowance == null ? null : allowance.take(size + wanted);
      if (larger == null) {
        noRoom |= wanted > 0;
        wanted = octets.length - size;
      } else {
        System.arraycopy(octets, 0, larger, 0, size);
        giveBack();
        octets = larger;
      }
    }
    cut |= wanted < length;
    return wanted;
  }

  private void giveBack() {
    if (allowance != null && octets.length > 0) {
      allowance.giveBack(octets);
    }
  }
}
