// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;

/**
 * Addresses of networks and hosts: IPv4 and IPv6 (RFC 4291), with the prefix or zone that belongs
 * to them, and of network cards. Four numbers of a version are none.
 */
final class NetworkAddresses {
  private static final int V6_MAX = 45;

  private final Context context;

  NetworkAddresses(Context context) {
    this.context = context;
  }

  /** Looks for an IPv4 address that begins at the start of a word. */
  int readV4(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    int end = v4(bytes, start, piece.end());
    if (end < 0 || !isBoundedV4(bytes, piece, start, end)) {
      return start;
    }
    end = prefix(bytes, end, piece.end(), 32);
    context.read(piece, start, end);
    if (context.near(ContextWords.VERSION) && !context.near(DataClass.IP_ADDRESS)) {
      return start;
    }
    out.add(DataClass.IP_ADDRESS, "ipv4-address", start, end, .9);
    return end;
  }

  private static int v4(byte[] bytes, int start, int to) {
    int i = start;
    for (int part = 0; part < 4; part++) {
      int number = 0;
      int from = i;
      while (i < to && i - from < 4 && Bytes.isDigit(bytes[i])) {
        number = number * 10 + bytes[i++] - '0';
      }
      if (i == from || number > 255 || i - from > 1 && bytes[from] == '0') {
        return -1;
      }
      if (part < 3 && (i >= to || bytes[i++] != '.')) {
        return -1;
      }
    }
    return i < to && Bytes.isLetterOrDigit(bytes[i]) ? -1 : i;
  }

  private static boolean isBoundedV4(byte[] bytes, Piece piece, int start, int end) {
    int to = piece.end();
    if (start > piece.start()) {
      byte before = bytes[start - 1];
      byte further = start - 1 > piece.start() ? bytes[start - 2] : 0;
      if (Bytes.isLetterOrDigit(before) || before == '_' || before == '.') {
        return false;
      }
      if (before == '/' && (Bytes.isLetterOrDigit(further) || further == '_')) {
        return false;
      }
      if (before == '-' && Bytes.isDigit(further)) {
        return false;
      }
    }
    boolean more = end + 1 < to && bytes[end] == '.' && Bytes.isLetterOrDigit(bytes[end + 1]);
    boolean joined = end + 1 < to && bytes[end] == '-' && Bytes.isLetterOrDigit(bytes[end + 1]);
    return !more && !joined && !(end < to && bytes[end] == '_');
  }

  private static int prefix(byte[] bytes, int end, int to, int most) {
    int i = end + 1;
    int number = 0;
    while (i < to && i - end <= 3 && Bytes.isDigit(bytes[i])) {
      number = number * 10 + bytes[i++] - '0';
    }
    boolean valid = end < to && bytes[end] == '/' && i > end + 1 && number <= most;
    return valid && !(i < to && (Bytes.isLetterOrDigit(bytes[i]) || bytes[i] == '/')) ? i : end;
  }

  /** Looks into a run of hexadecimal digits, colons and dots. */
  void readColons(Piece piece, int start, int end, Hits out) {
    byte[] bytes = piece.bytes();
    boolean touched =
        start > piece.start() && (Bytes.isWord(bytes[start - 1]) || bytes[start - 1] == '_');
    if (end - start == 17 && !touched && isMac(bytes, start, end, (byte) ':')) {
      if (end == piece.end() || !Bytes.isWord(bytes[end])) {
        out.add(DataClass.MAC_ADDRESS, "mac-address", start, end, .95);
      }
      return;
    }
    int last = end;
    while (last > start && bytes[last - 1] == '.') {
      last--;
    }
    if (last - start > 2 && bytes[last - 1] == ':' && bytes[last - 2] != ':') {
      last--;
    }
    if (touched || last - start > V6_MAX || last < piece.end() && Bytes.isWord(bytes[last])) {
      return;
    }
    readV6(piece, start, last, out);
  }

  private void readV6(Piece piece, int start, int end, Hits out) {
    byte[] bytes = piece.bytes();
    int shape = v6(bytes, start, end);
    if (shape < 0) {
      return;
    }
    int behind = zone(bytes, end, piece.end());
    behind = prefix(bytes, behind, piece.end(), 128);
    context.read(piece, start, behind);
    boolean named = context.near(DataClass.IP_ADDRESS);
    boolean digits = false;
    for (int i = start; i < end; i++) {
      digits |= Bytes.isDigit(bytes[i]);
    }
    boolean plain = digits && end - start >= 6 && shape >= 2 || digits && context.alone();
    if (plain || named && (digits || end - start == 2)) {
      out.add(DataClass.IP_ADDRESS, "ipv6-address", start, behind, named ? .97 : .92);
    }
  }

  private static int zone(byte[] bytes, int end, int to) {
    if (end + 1 >= to || bytes[end] != '%' || !Bytes.isLetter(bytes[end + 1])) {
      return end;
    }
    int i = end + 1;
    while (i < to && i - end < 17 && Bytes.isLetterOrDigit(bytes[i])) {
      i++;
    }
    return i;
  }

  /** Returns the number of groups, or -1 when it is no address. */
  private static int v6(byte[] bytes, int start, int end) {
    int groups = 0;
    boolean gap = false;
    int i = start;
    if (end - start >= 2 && bytes[i] == ':' && bytes[i + 1] == ':') {
      gap = true;
      i += 2;
    }
    int written = 0;
    while (i < end) {
      int group = i;
      while (i < end && Bytes.hex(bytes[i]) >= 0) {
        i++;
      }
      if (i < end && bytes[i] == '.') {
        if (v4(bytes, group, end) != end) {
          return -1;
        }
        groups += 2;
        written++;
        i = end;
        break;
      }
      if (i == group || i - group > 4) {
        return -1;
      }
      groups++;
      written++;
      if (i == end) {
        break;
      }
      i++;
      if (i < end && bytes[i] == ':') {
        if (gap) {
          return -1;
        }
        gap = true;
        i++;
      } else if (i == end) {
        return -1;
      }
    }
    return gap ? groups <= 7 ? written : -1 : groups == 8 ? written : -1;
  }

  /** Looks for a network card's address with hyphens that begins at the start of a word. */
  int readMac(Piece piece, int start, Hits out) {
    int end = start + 17;
    byte[] bytes = piece.bytes();
    if (end > piece.end()
        || !isMac(bytes, start, end, (byte) '-')
        || !Template.bounded(bytes, piece.start(), piece.end(), start, end, false)) {
      return start;
    }
    out.add(DataClass.MAC_ADDRESS, "mac-address", start, end, .95);
    return end;
  }

  private static boolean isMac(byte[] bytes, int start, int end, byte separator) {
    for (int i = start; i < end; i++) {
      boolean fits = (i - start) % 3 == 2 ? bytes[i] == separator : Bytes.hex(bytes[i]) >= 0;
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
