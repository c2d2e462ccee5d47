// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import java.util.Set;

/** Tells words from values among the segments of paths. */
final class Segment {
  /** Words that end in digits and name a thing, not one of many. */
  private static final Set<String> WORDS_WITH_DIGITS =
      Set.of(
          "base32", "base64", "ec2", "http2", "http3", "i18n", "ipv4", "ipv6", "k8s", "l10n",
          "log4j", "md5", "mp3", "mp4", "oauth1", "oauth2", "p12", "s3", "saml2", "sha1", "sha256",
          "sha512", "utf8", "web3", "x509", "h264", "3ds", "3ds2");

  private static final int SLUG_WORDS = 6;

  private Segment() {}

  static boolean isLetter(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  }

  static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  /** Returns whether the segment is a value, so that it must not stand in a name. */
  static boolean isVariable(String path, int start, int stop) {
    if (stop - start > PathTemplate.SEGMENT_CHARS_MAX) {
      return true;
    }
    boolean digits = false;
    boolean letters = false;
    int separators = 0;
    int hyphens = 0;
    for (int i = start; i < stop; i++) {
      char each = path.charAt(i);
      if (isDigit(each)) {
        digits = true;
      } else if (isLetter(each)) {
        letters = true;
      } else if (each == '-' || each == '_' || each == '.') {
        separators++;
        hyphens += each == '-' ? 1 : 0;
      } else if (each != '$' && each != '~') {
        return true;
      }
    }
    if (!digits) {
      return hyphens >= SLUG_WORDS - 1 || (letters && anyPart(path, start, stop, separators > 0));
    }
    if (!letters) {
      return !isShortVersion(path, start, stop);
    }
    return anyPart(path, start, stop, separators > 0);
  }

  /** One or two digits, a dot, one or two digits: {@code 2.0}. */
  private static boolean isShortVersion(String path, int start, int stop) {
    int dot = path.indexOf('.', start);
    if (dot <= start || dot >= stop - 1 || dot - start > 2 || stop - dot > 3) {
      return false;
    }
    for (int i = start; i < stop; i++) {
      if (i != dot && !isDigit(path.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyPart(String path, int start, int stop, boolean separated) {
    int from = start;
    for (int i = start; i <= stop; i++) {
      char each = i == stop ? '-' : path.charAt(i);
      if (each == '-' || each == '_' || each == '.') {
        if (i > from && isValue(path, from, i, separated)) {
          return true;
        }
        from = i + 1;
      }
    }
    return false;
  }

  private static boolean isValue(String path, int from, int to, boolean separated) {
    int length = to - from;
    int digits = 0;
    int upper = 0;
    int lower = 0;
    int vowels = 0;
    int runs = 0;
    int lastClass = 0;
    for (int i = from; i < to; i++) {
      char each = path.charAt(i);
      int kind;
      if (isDigit(each)) {
        digits++;
        kind = 1;
      } else if (each >= 'a' && each <= 'z') {
        lower++;
        kind = 2;
      } else {
        upper++;
        kind = 3;
      }
      vowels += "aeiouyAEIOUY".indexOf(each) >= 0 ? 1 : 0;
      runs += kind == lastClass ? 0 : 1;
      lastClass = kind;
    }
    if (digits == 0) {
      // Random capitals behind a prefix, or letters that no one can pronounce.
      return (upper >= 8 && lower == 0 && separated) || (length >= 16 && vowels * 8 < length);
    }
    if (isVersion(path, from, to)) {
      return false;
    }
    if (digits == length) {
      return true;
    }
    if (length <= 6 && WORDS_WITH_DIGITS.contains(path.substring(from, to))) {
      return false;
    }
    if (digits >= 3 || (length >= 8 && runs * 2 >= length) || (lower == 0 && length >= 6)) {
      return true;
    }
    if (!isDigit(path.charAt(to - 1))) {
      return false;
    }
    boolean longTail = isDigit(path.charAt(to - 2));
    return longTail || runs == 2;
  }

  /** {@code v1}, {@code V54}, {@code v1beta2}, {@code v2alpha1}. */
  private static boolean isVersion(String path, int from, int to) {
    if ((path.charAt(from) | 0x20) != 'v' || to - from > 10) {
      return false;
    }
    int i = from + 1;
    while (i < to && isDigit(path.charAt(i))) {
      i++;
    }
    if (i == from + 1 || i - from > 4) {
      return false;
    }
    if (path.startsWith("alpha", i)) {
      i += 5;
    } else if (path.startsWith("beta", i)) {
      i += 4;
    } else {
      return i == to;
    }
    while (i < to && isDigit(path.charAt(i))) {
      i++;
    }
    return i == to;
  }
}
