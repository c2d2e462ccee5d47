// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Where in JSON a byte stands: in which objects, under which keys, in a string or not. What is
 * broken is read on, and brackets beyond a depth are counted only.
 */
final class JsonState {
  private static final int LEVELS_MAX = 64;
  private static final int KEY_BYTES_MAX = 128;
  private static final int ESCAPED_UNIT = 5;

  private final boolean keepsKeys;
  private final boolean[] objects = new boolean[LEVELS_MAX + 1];
  private final byte[][] keys = new byte[LEVELS_MAX + 1][];
  private final int[] keySizes = new int[LEVELS_MAX + 1];
  private int depth;
  private boolean keyExpected;
  private boolean string;
  private boolean key;
  private int escape;
  private int open = -1;

  JsonState(boolean keepsKeys) {
    this.keepsKeys = keepsKeys;
  }

  /** Makes a copy that keeps no keys. */
  JsonState(JsonState other) {
    this(false);
    System.arraycopy(other.objects, 0, objects, 0, objects.length);
    depth = other.depth;
    keyExpected = other.keyExpected;
    string = other.string;
    key = other.key;
    escape = other.escape;
    open = other.open;
  }

  /** Returns the index at which the string or bare word begins that has not ended; -1 for none. */
  int open() {
    return open;
  }

  boolean inString() {
    return string;
  }

  void shift(int by) {
    if (open >= 0) {
      open = Math.max(0, open + by);
    }
  }

  void advance(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (string) {
        inside(octets, i);
      } else {
        outside(octets[i], i);
      }
    }
  }

  private void inside(byte[] octets, int i) {
    byte each = octets[i];
    if (escape > 0) {
      escape = escape == 1 && each == 'u' ? ESCAPED_UNIT : escape == 1 ? 0 : escape - 1;
      if (escape == 1) {
        escape = 0;
      }
    } else if (each == '\\') {
      escape = 1;
    } else if (each == '"') {
      if (key && keepsKeys) {
        keep(octets, open + 1, i);
      }
      string = false;
      open = -1;
    }
  }

  private void outside(byte each, int i) {
    switch (each) {
      case '"' -> {
        string = true;
        key = keyExpected;
        open = i;
      }
      case '{', '[' -> {
        depth++;
        if (depth <= LEVELS_MAX) {
          objects[depth] = each == '{';
          keySizes[depth] = 0;
        }
        keyExpected = each == '{';
        open = -1;
      }
      case '}', ']' -> {
        depth = Math.max(0, depth - 1);
        keyExpected = false;
        open = -1;
      }
      case ',' -> {
        keyExpected = depth > 0 && depth <= LEVELS_MAX && objects[depth];
        if (keyExpected) {
          keySizes[depth] = 0;
        }
        open = -1;
      }
      case ':' -> {
        keyExpected = false;
        open = -1;
      }
      case ' ', '\t', '\r', '\n' -> open = -1;
      default -> open = open < 0 ? i : open;
    }
  }

  private void keep(byte[] octets, int from, int to) {
    if (depth > LEVELS_MAX || from < 0) {
      return;
    }
    int size = Math.min(to - from, KEY_BYTES_MAX);
    byte[] kept = keys[depth];
    if (kept == null || kept.length < size) {
      kept = new byte[Math.max(16, size)];
      keys[depth] = kept;
    }
    // Of a key that is too long, an escape may be cut: it stays a key that nobody knows.
    System.arraycopy(octets, from, kept, 0, size);
    keySizes[depth] = size;
    if (size > 0 && to - from > size) {
      Arrays.fill(kept, Math.max(0, size - 2 * ESCAPED_UNIT), size, (byte) '_');
    }
  }

  /** Whether the bytes before {@code at} may be forgotten. */
  boolean mayCut(byte[] octets, int at) {
    if (!string) {
      return open < 0;
    }
    return !key && escape == 0 && (octets[at] & 0xc0) != 0x80 && octets[at] != '\\';
  }

  /** Writes what leads to where it stands. */
  void open(ByteArrayOutputStream to) {
    for (int level = 1; level <= Math.min(depth, LEVELS_MAX); level++) {
      to.write(objects[level] ? '{' : '[');
      if (objects[level] && keySizes[level] > 0) {
        to.write('"');
        to.write(keys[level], 0, keySizes[level]);
        to.write('"');
        to.write(':');
      }
    }
    if (string) {
      to.write('"');
    }
  }
}
