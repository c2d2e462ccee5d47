// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as finders read it, with the way back to where each of its characters stands. Escapes
 * inside of the text (a tool's arguments are JSON inside of JSON) become what they mean, or blanks,
 * so that the letter of an escape is never taken for part of a value.
 */
final class Unescaped {
  private char[] chars = new char[256];
  private int[] origin = new int[257];
  private int length;
  private byte[] bytes = new byte[0];
  private int[] charOfByte = new int[0];

  /** Reads the text; with {@code escapes}, backslashes begin an escape. */
  void read(CharSequence text, boolean escapes) {
    int size = text.length();
    if (size > chars.length) {
      chars = new char[size * 2];
      origin = new int[size * 2 + 1];
    }
    length = 0;
    int i = 0;
    while (i < size) {
      char each = text.charAt(i);
      if (escapes && each == '\\') {
        i = escape(text, i);
      } else {
        add(each, i++);
      }
    }
    origin[length] = size;
    encode();
  }

  /** Reads one escape, of whatever depth, and returns the index behind it. */
  private int escape(CharSequence text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == '\\') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == 'u' && i + 4 < text.length()) {
      int unit = unit(text, i + 1);
      if (unit >= 0) {
        add((char) unit, from);
        return i + 5;
      }
    }
    add(' ', from);
    return Math.min(i + 1, text.length());
  }

  private static int unit(CharSequence text, int from) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private void add(char each, int at) {
    chars[length] = each;
    origin[length++] = at;
  }

  private void encode() {
    bytes = new String(chars, 0, length).getBytes(StandardCharsets.UTF_8);
    if (bytes.length == length) {
      return;
    }
    if (charOfByte.length < bytes.length + 1) {
      charOfByte = new int[bytes.length * 2 + 1];
    }
    int at = 0;
    for (int i = 0; i < length; i++) {
      int size = size(i);
      Arrays.fill(charOfByte, at, Math.min(at + size, bytes.length), i);
      at += size;
    }
    charOfByte[bytes.length] = length;
  }

  /** Returns how many bytes the character took; half of a pair alone becomes one question mark. */
  private int size(int index) {
    char each = chars[index];
    if (each < 0x80) {
      return 1;
    }
    if (each < 0x800) {
      return 2;
    }
    if (!Character.isSurrogate(each)) {
      return 3;
    }
    boolean first =
        Character.isHighSurrogate(each)
            && index + 1 < length
            && Character.isLowSurrogate(chars[index + 1]);
    boolean second =
        Character.isLowSurrogate(each) && index > 0 && Character.isHighSurrogate(chars[index - 1]);
    return first ? 4 : second ? 0 : 1;
  }

  byte[] bytes() {
    return bytes;
  }

  char[] chars() {
    return chars;
  }

  /** Returns the index of the character that a byte belongs to. */
  int charAt(int byteIndex) {
    return bytes.length == length ? byteIndex : charOfByte[byteIndex];
  }

  /** Returns where in the text the character stands. */
  int origin(int charIndex) {
    return origin[charIndex];
  }
}
