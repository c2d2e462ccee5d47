// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.nio.charset.StandardCharsets;

/** The host in an authority ({@code host[:port]}). */
final class Authority {
  private static final int HOST_BYTES_MAX = 253;

  private Authority() {}

  /**
   * Returns the host in lower case without port and brackets; empty when the bytes are no plain
   * host name or address, so that nothing made up gets into names.
   */
  static String host(byte[] octets, int from, int to) {
    int end = to;
    int start = from;
    if (from < to && octets[from] == '[') {
      start = from + 1;
      end = start;
      while (end < to && octets[end] != ']') {
        end++;
      }
      if (end == to || !port(octets, end + 1, to)) {
        return "";
      }
      return plain(octets, start, end, true) ? Octets.lowerText(octets, start, end) : "";
    }
    end = from;
    while (end < to && octets[end] != ':') {
      end++;
    }
    if (!port(octets, end, to) || !plain(octets, from, end, false)) {
      return "";
    }
    if (octets[end - 1] == '.') {
      end--;
    }
    return Octets.lowerText(octets, from, end);
  }

  /** Same for text. */
  static String host(String authority) {
    byte[] octets = authority.getBytes(StandardCharsets.ISO_8859_1);
    return host(octets, 0, octets.length);
  }

  private static boolean port(byte[] octets, int from, int to) {
    if (from == to) {
      return true;
    }
    if (octets[from] != ':' || to - from > 6) {
      return false;
    }
    for (int i = from + 1; i < to; i++) {
      if (octets[i] < '0' || octets[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(byte[] octets, int from, int to, boolean address) {
    if (from == to || to - from > HOST_BYTES_MAX) {
      return false;
    }
    boolean other = false;
    for (int i = from; i < to; i++) {
      byte each = octets[i];
      boolean letter = Character.isLetterOrDigit(each) && each > 0;
      if (!letter && each != '.' && !(address ? each == ':' || each == '%' : dash(each))) {
        return false;
      }
      other |= each != '.';
    }
    return other;
  }

  private static boolean dash(byte octet) {
    return octet == '-' || octet == '_';
  }
}
