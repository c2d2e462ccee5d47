// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of an identifier. Signs of a template: <code>d</code> a digit, <code>a</code> a letter,
 * <code>u</code> a capital letter, <code>x</code> a letter or digit, <code>_</code> one of space,
 * hyphen and dot, <code>~</code> the same or nothing; all others stand for themselves, letters in
 * either case.
 *
 * @param first what its first word must be
 * @param spaced whether it has places for spaces
 * @param plain whether it is one word of digits and letters, none of them given
 */
record Template(byte[] shape, Word first, boolean spaced, boolean plain) {

  /**
   * What the first word of a shape must be.
   *
   * @param length its number of signs
   * @param digits bits of the signs that must be digits, the first sign lowest
   * @param letters bits of the signs that must be letters
   * @param whole whether the shape is this word alone
   */
  record Word(int length, int digits, int letters, boolean whole) {}

  /** Returns the templates that a shape with optional signs stands for. */
  static List<Template> expand(String shape) {
    List<String> open = new ArrayList<>(List.of(""));
    for (char c : shape.toCharArray()) {
      List<String> next = new ArrayList<>();
      for (String each : open) {
        if (c == '~') {
          next.add(each);
        }
        next.add(each + (c == '~' ? '_' : c));
      }
      open = next;
    }
    return open.stream().map(Template::of).toList();
  }

  private static Template of(String shape) {
    int length = 0;
    int digits = 0;
    int letters = 0;
    while (length < shape.length() && Character.isLetterOrDigit(shape.charAt(length))) {
      char sign = shape.charAt(length);
      if (sign == 'd' || Character.isDigit(sign)) {
        digits |= 1 << length;
      } else if (sign != 'x') {
        letters |= 1 << length;
      }
      length++;
    }
    Word first = new Word(length, digits, letters, length == shape.length());
    boolean spaced = shape.indexOf('_') >= 0 || shape.indexOf(' ') >= 0;
    return new Template(
        shape.getBytes(StandardCharsets.US_ASCII),
        first,
        spaced,
        first.whole() && shape.matches("[dax]+"));
  }

  /**
   * Matches the shape at an index.
   *
   * @param compact receives letters in capitals and digits
   * @return the index behind the match, or -1
   */
  int match(byte[] bytes, int at, int to, byte[] compact) {
    byte[] signs = shape;
    int length = signs.length;
    if (to - at < length) {
      return -1;
    }
    int count = 0;
    byte separator = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[at + i];
      byte sign = signs[i];
      if (sign == '_') {
        if (!(b == ' ' || b == '-' || b == '.') || separator != 0 && b != separator) {
          return -1;
        }
        separator = b;
        continue;
      }
      if (!fits(sign, b)) {
        return -1;
      }
      if (Bytes.isLetterOrDigit(b)) {
        compact[count++] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
      }
    }
    compact[count] = 0;
    return at + length;
  }

  private static boolean fits(byte sign, byte b) {
    return switch (sign) {
      case 'd' -> Bytes.isDigit(b);
      case 'a' -> Bytes.isLetter(b);
      case 'u' -> b >= 'A' && b <= 'Z';
      case 'x' -> Bytes.isLetterOrDigit(b);
      default -> b == sign || Bytes.isLetter(b) && (b & ~0x20) == sign;
    };
  }

  /**
   * Returns whether a match stands on its own: no letter or digit touches it, also not through one
   * sign that joins words, nor through a space if the value itself has spaces.
   */
  static boolean bounded(byte[] bytes, int from, int to, int start, int end, boolean spaces) {
    return clearBefore(bytes, from, start, spaces) && clearBehind(bytes, to, end, spaces);
  }

  static boolean clearBefore(byte[] bytes, int from, int start, boolean spaces) {
    if (start == from) {
      return true;
    }
    byte before = bytes[start - 1];
    if (Bytes.isLetterOrDigit(before) || before == '_' || before == '$' || before == '\\') {
      return false;
    }
    if (start - 1 == from) {
      return true;
    }
    byte further = bytes[start - 2];
    if (before == '-' || before == '.' || before == '/' || before == '+') {
      return !Bytes.isLetterOrDigit(further);
    }
    return !(before == ' ' && spaces && Bytes.isDigit(further));
  }

  static boolean clearBehind(byte[] bytes, int to, int end, boolean spaces) {
    if (end == to) {
      return true;
    }
    byte behind = bytes[end];
    if (Bytes.isLetterOrDigit(behind) || behind == '_' || behind == '@') {
      return false;
    }
    if (end + 1 == to) {
      return true;
    }
    byte further = bytes[end + 1];
    if (behind == '-' || behind == '/' || behind == '+') {
      return !Bytes.isLetterOrDigit(further);
    }
    return !((behind == '.' || behind == ' ' && spaces) && Bytes.isDigit(further));
  }
}
