// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.model.DataClass;
import java.util.Arrays;
import java.util.Set;

/**
 * Names of people in text, where words introduce them: a title, <code>my name is</code>, <code>
 * Name:</code>. A name alone is never one.
 */
final class IntroducedNames {
  private static final int TEXT_MIN = 6;
  private static final int NAME_MAX = 64;
  private static final int WORDS_MAX = 3;

  private static final byte[][] INTRODUCTIONS = {
    bytes("Mr. "),
    bytes("Mrs. "),
    bytes("Ms. "),
    bytes("Dr. "),
    bytes("Prof. "),
    bytes("mr. "),
    bytes("mrs. "),
    bytes("ms. "),
    bytes("dr. "),
    bytes("Mr "),
    bytes("Mrs "),
    bytes("Ms "),
    bytes("Herr "),
    bytes("Frau "),
    bytes("My name is "),
    bytes("my name is "),
    bytes("name is "),
    bytes("named "),
    bytes("Name: "),
    bytes("name: "),
    bytes("Cardholder: "),
    bytes("Patient: "),
  };

  /** The introductions by their first letter. */
  private static final byte[][][] BY_FIRST = new byte[128][][];

  static {
    for (byte[] each : INTRODUCTIONS) {
      byte[][] now = BY_FIRST[each[0]];
      byte[][] more = now == null ? new byte[1][] : Arrays.copyOf(now, now.length + 1);
      more[more.length - 1] = each;
      BY_FIRST[each[0]] = more;
    }
  }

  /** Their first two letters, one bit each: most words of most texts begin otherwise. */
  private static final long[] PAIRS = new long[128 * 128 / 64];

  static {
    for (byte[] each : INTRODUCTIONS) {
      int pair = each[0] << 7 | each[1];
      PAIRS[pair >> 6] |= 1L << pair;
    }
  }

  private static final Set<String> NO_NAMES =
      Set.of(
          "The",
          "This",
          "That",
          "There",
          "These",
          "A",
          "An",
          "It",
          "We",
          "I",
          "You",
          "He",
          "She",
          "They",
          "If",
          "In",
          "On",
          "No",
          "Not",
          "Please",
          "And",
          "Or",
          "But",
          "For",
          "What",
          "When",
          "Where",
          "How",
          "Why",
          "Yes",
          "My",
          "Your",
          "Our",
          "String",
          "Required",
          "Unique",
          "Optional");

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Their last two letters before the space that ends each, one bit each. */
  private static final long[] ENDS = new long[128 * 128 / 64];

  static {
    for (byte[] each : INTRODUCTIONS) {
      int pair = each[each.length - 3] << 7 | each[each.length - 2];
      ENDS[pair >> 6] |= 1L << pair;
    }
  }

  /** Looks through a text. */
  void read(Piece piece, Hits out) {
    byte[] bytes = piece.bytes();
    Outline outline = piece.outline();
    if (outline != null && !introduces(outline, bytes, piece.start(), piece.end())) {
      return;
    }
    int to = piece.end();
    boolean inWord = false;
    for (int i = piece.start(); i + TEXT_MIN <= to; i++) {
      byte b = bytes[i];
      boolean letter = b < 0 || Bytes.isLetterOrDigit(b);
      if (letter && !inWord && b > 0 && mayIntroduce(b, bytes[i + 1])) {
        i = introduced(piece, i, out);
        b = bytes[i];
        letter = b < 0 || Bytes.isLetterOrDigit(b);
      }
      inWord = letter;
    }
  }

  /** Returns whether one of the introductions stands before a word with a capital. */
  private static boolean introduces(Outline outline, byte[] bytes, int start, int end) {
    for (int at = start + 1; at < end; at += Long.SIZE) {
      long names =
          (outline.in(Outline.CAPITAL, at, end) | outline.in(Outline.HIGH, at, end))
              & outline.at(Outline.SPACE, at - 1);
      for (; names != 0; names &= names - 1) {
        int name = at + Long.numberOfTrailingZeros(names);
        if (name - 3 >= start && introducedAt(bytes, start, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean introducedAt(byte[] bytes, int start, int name) {
    int pair = bytes[name - 3] << 7 | bytes[name - 2];
    if (pair < 0 || bytes[name - 2] < 0 || (ENDS[pair >> 6] & 1L << pair) == 0) {
      return false;
    }
    for (byte[] words : INTRODUCTIONS) {
      int from = name - words.length;
      if (from >= start && Arrays.equals(bytes, from, name, words, 0, words.length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayIntroduce(byte first, byte second) {
    int pair = first << 7 | second;
    return second > 0 && (PAIRS[pair >> 6] & 1L << pair) != 0;
  }

  /** Returns the last index that was looked at. */
  private static int introduced(Piece piece, int at, Hits out) {
    byte[] bytes = piece.bytes();
    for (byte[] words : BY_FIRST[bytes[at]]) {
      if (startsWith(bytes, at, piece.end(), words) && !afterNumber(piece, at)) {
        int start = at + words.length;
        int end = name(bytes, start, piece.end());
        if (end > start && !NO_NAMES.contains(firstWord(bytes, start, end))) {
          out.add(DataClass.PERSON, "person-introduced", start, end, .75);
          return end - 1;
        }
      }
    }
    return at;
  }

  private static boolean startsWith(byte[] bytes, int at, int to, byte[] words) {
    if (to - at <= words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (bytes[at + i] != words[i]) {
        return false;
      }
    }
    return true;
  }

  /** <code>12 ms. The</code> is a time. */
  private static boolean afterNumber(Piece piece, int at) {
    return at - 2 >= piece.start() && Bytes.isDigit(piece.bytes()[at - 2]);
  }

  /** Returns the end of up to three words with a capital each. */
  private static int name(byte[] bytes, int start, int to) {
    int most = Math.min(to, start + NAME_MAX);
    int end = start;
    int i = start;
    for (int words = 0; words < WORDS_MAX && i < most && isCapital(bytes, i); words++) {
      int from = i;
      while (i < most && isName(bytes, i, most)) {
        i++;
      }
      if (i - from < 2) {
        break;
      }
      end = i;
      if (i >= most || bytes[i] != ' ') {
        break;
      }
      i++;
    }
    boolean cut = end < to && (Bytes.isDigit(bytes[end]) || bytes[end] == '_' || bytes[end] == '(');
    return cut ? start : end;
  }

  private static boolean isCapital(byte[] bytes, int at) {
    byte b = bytes[at];
    boolean latin = b == (byte) 0xC3 && at + 1 < bytes.length && (bytes[at + 1] & 0xFF) <= 0x9E;
    return b >= 'A' && b <= 'Z' || latin;
  }

  private static boolean isName(byte[] bytes, int at, int to) {
    byte b = bytes[at];
    boolean inner = at + 1 < to && Bytes.isLetter(bytes[at + 1]);
    return Bytes.isLetter(b)
        || b < 0
        || b == '-' && inner
        || b == '\''
            && inner
            && !(bytes[at + 1] == 's' && (at + 2 >= to || !Bytes.isLetter(bytes[at + 2])));
  }

  private static String firstWord(byte[] bytes, int start, int end) {
    int stop = start;
    while (stop < end && bytes[stop] != ' ') {
      stop++;
    }
    return Bytes.text(bytes, start, stop);
  }
}
