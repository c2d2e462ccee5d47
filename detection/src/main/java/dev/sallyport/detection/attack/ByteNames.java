// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A set of names in lower case that is asked with bytes in any case. Immutable. */
final class ByteNames {
  private final byte[] @Nullable [] names;
  private final int mask;

  ByteNames(Collection<String> all) {
    int slots = Integer.highestOneBit(Math.max(4, all.size())) * 4;
    names = new byte[slots][];
    mask = slots - 1;
    for (String name : all) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      int slot = slot(bytes, 0, bytes.length);
      while (names[slot] != null) {
        slot = slot + 1 & mask;
      }
      names[slot] = bytes;
    }
  }

  /** Makes one of the words of a list. */
  static ByteNames of(String list) {
    return new ByteNames(Set.of(list.strip().split(" +", -1)));
  }

  /** Hands out all names. */
  void each(Consumer<String> sink) {
    for (byte[] name : names) {
      if (name != null) {
        sink.accept(new String(name, StandardCharsets.US_ASCII));
      }
    }
  }

  /** Returns whether a range of bytes is one of the names. */
  boolean holds(byte[] bytes, int start, int end) {
    int slot = slot(bytes, start, end);
    for (byte[] name = names[slot]; name != null; name = names[slot]) {
      if (same(name, bytes, start, end)) {
        return true;
      }
      slot = slot + 1 & mask;
    }
    return false;
  }

  private int slot(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + Ascii.lower((char) (bytes[i] & 0xff));
    }
    return (hash ^ hash >>> 15) & mask;
  }

  private static boolean same(byte[] name, byte[] bytes, int start, int end) {
    if (name.length != end - start) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != Ascii.lower((char) (bytes[start + i] & 0xff))) {
        return false;
      }
    }
    return true;
  }
}
