// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content.Form;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stretch of a body as characters, each of which knows which bytes write it. Replacing a
 * character rewrites those bytes and no others, and never changes how many there are. Used again
 * and again.
 */
final class Written {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int ENTITY_MAX = 10;

  private byte[] octets = Syntax.NOTHING;
  private char[] chars = new char[64];
  private int[] starts = new int[65];
  private int length;
  private boolean nested;

  /** Reads the inside of a string of JSON; with {@code deep}, that may itself hold JSON. */
  void readJson(byte[] bytes, int from, int to, boolean deep) {
    nested = deep;
    octets = bytes;
    length = 0;
    int i = from;
    while (i < to) {
      i = bytes[i] == '\\' ? escape(i, to) : plain(i, to);
    }
    starts[length] = to;
  }

  /** Reads the bytes from {@code from} to {@code to} as the form writes text. */
  void read(Form form, byte[] bytes, int from, int to) {
    nested = true;
    octets = bytes;
    length = 0;
    int i = from;
    while (i < to) {
      i =
          switch (form) {
            case JSON, NDJSON -> bytes[i] == '\\' ? escape(i, to) : plain(i, to);
            case URL_ENCODED -> bytes[i] == '%' ? percent(i, to) : plain(i, to);
            case XML, HTML -> bytes[i] == '&' ? entity(i, to) : plain(i, to);
            case PLAIN, GRAPHQL, SQL, BINARY -> plain(i, to);
          };
    }
    starts[length] = to;
  }

  int length() {
    return length;
  }

  char[] chars() {
    return Arrays.copyOf(chars, length);
  }

  /** Returns the index of the first byte that writes the character at that index. */
  int start(int index) {
    return starts[index];
  }

  /** Writes the character in the place of the one at that index, where there is room for it. */
  void put(int index, char by, byte[] into, int shift) {
    int from = starts[index] - shift;
    int size = starts[index + 1] - starts[index];
    if (size == 0) {
      return;
    }
    byte first = octets[starts[index]];
    if (size == 1) {
      into[from] = (byte) by;
    } else if (first == '\\' && size >= 6 && isHex(starts[index] + size - 4)) {
      into[from + size - 4] = '0';
      into[from + size - 3] = '0';
      into[from + size - 2] = HEX[by >> 4 & 15];
      into[from + size - 1] = HEX[by & 15];
    } else if (first == '%' && size == 3) {
      into[from + 1] = HEX[by >> 4 & 15];
      into[from + 2] = HEX[by & 15];
    } else if (by == '*') {
      Arrays.fill(into, from, from + size, (byte) '*');
    }
  }

  private boolean isHex(int from) {
    for (int i = from; i < from + 4; i++) {
      if (Character.digit(octets[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private void add(char each, int at) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, 2 * length);
      starts = Arrays.copyOf(starts, 2 * length + 1);
    }
    chars[length] = each;
    starts[length++] = at;
  }

  private int plain(int at, int to) {
    int first = octets[at];
    int size = first >= 0 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
    if (size == 1 || at + size > to) {
      add((char) (first & 0xff), at);
      return at + 1;
    }
    int point = first & (size == 2 ? 0x1f : size == 3 ? 0x0f : 0x07);
    for (int i = at + 1; i < at + size; i++) {
      point = point << 6 | (octets[i] & 0x3f);
    }
    if (point > 0xffff) {
      add(Character.highSurrogate(point), at);
      add(Character.lowSurrogate(point), at + size);
    } else {
      add((char) point, at);
    }
    return at + size;
  }

  /** One escape of whatever depth: JSON may stand in a string of JSON. */
  private int escape(int at, int to) {
    int i = at + 1;
    while (nested && i < to && octets[i] == '\\') {
      i++;
    }
    if (i + 4 < to && octets[i] == 'u' && isHex(i + 1)) {
      int unit = 0;
      for (int k = i + 1; k <= i + 4; k++) {
        unit = unit << 4 | Character.digit(octets[k], 16);
      }
      add((char) unit, at);
      return i + 5;
    }
    if (i == to) {
      add('\\', at);
      return to;
    }
    char each = (char) octets[i];
    add(
        switch (each) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't', 'b', 'f' -> ' ';
          default -> each;
        },
        at);
    return i + 1;
  }

  private int percent(int at, int to) {
    if (at + 3 > to
        || Character.digit(octets[at + 1], 16) < 0
        || Character.digit(octets[at + 2], 16) < 0) {
      add('%', at);
      return at + 1;
    }
    add(
        (char) (Character.digit(octets[at + 1], 16) << 4 | Character.digit(octets[at + 2], 16)),
        at);
    return at + 3;
  }

  private int entity(int at, int to) {
    int end = at + 1;
    while (end < to && end - at < ENTITY_MAX && octets[end] != ';') {
      end++;
    }
    if (end >= to || octets[end] != ';') {
      add('&', at);
      return at + 1;
    }
    add(meant(new String(octets, at + 1, end - at - 1, StandardCharsets.ISO_8859_1)), at);
    return end + 1;
  }

  private static char meant(String name) {
    if (name.startsWith("#")) {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      try {
        return (char) Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      } catch (NumberFormatException e) {
        return '&';
      }
    }
    return switch (name) {
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      case "commat" -> '@';
      case "period" -> '.';
      case "nbsp" -> ' ';
      default -> '&';
    };
  }
}
