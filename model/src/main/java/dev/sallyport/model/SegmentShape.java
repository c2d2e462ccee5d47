// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import java.util.Set;

/**
 * What one segment of a path (or one word of a name) looks like by itself: a word, or a value such
 * as a number, UUID, ULID, ObjectId, hash, date, e-mail address, Base64 text or an id behind a
 * prefix. What its siblings say is known only where many paths come together.
 */
public enum SegmentShape {
  /** A name: letters, perhaps with separators. */
  WORD,
  /** A version: {@code v1}, {@code v1beta2}, {@code 2.0}. */
  VERSION,
  /** A word with one or two digits behind it: an id such as {@code team-red5}, or a name. */
  NUMBERED,
  /** A value: it must not stand in a name. */
  VALUE;

  /** Longest segment that may be a word, in characters. */
  public static final int WORD_MAX = 64;

  /** Words that end in digits and name a thing, not one of many. */
  private static final Set<String> WORDS_WITH_DIGITS =
      Set.of(
          "base32", "base64", "ec2", "http2", "http3", "i18n", "ipv4", "ipv6", "k8s", "l10n",
          "log4j", "md5", "mp3", "mp4", "oauth1", "oauth2", "p12", "s3", "saml2", "sha1", "sha256",
          "sha512", "utf8", "web3", "x509", "h264", "3ds", "3ds2");

  private static final int SLUG_WORDS = 6;

  /** Returns whether it stands for a value rather than for a name when nothing else is known. */
  public boolean isVariable() {
    return this == NUMBERED || this == VALUE;
  }

  /** Returns the shape of a whole segment. */
  public static SegmentShape of(String segment) {
    return of(segment, 0, segment.length());
  }

  /** Returns the shape of the characters of a path from {@code start} up to {@code stop}. */
  public static SegmentShape of(String path, int start, int stop) {
    if (stop - start > WORD_MAX) {
      return VALUE;
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
      } else if (each != '$' && each != '~' && (each != '@' || i > start)) {
        return VALUE;
      }
    }
    if (!digits && hyphens >= SLUG_WORDS - 1) {
      return VALUE;
    }
    if (!letters) {
      return !digits ? WORD : isShortVersion(path, start, stop) ? VERSION : VALUE;
    }
    return isNumberedKey(path, start, stop) ? VALUE : ofParts(path, start, stop, separators > 0);
  }

  /** Capitals, a hyphen, digits: {@code OPS-17}. */
  private static boolean isNumberedKey(String path, int start, int stop) {
    int i = start;
    while (i < stop && path.charAt(i) >= 'A' && path.charAt(i) <= 'Z') {
      i++;
    }
    return i >= start + 2
        && i < stop - 1
        && path.charAt(i) == '-'
        && digitsFrom(path, i + 1, stop) == stop;
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

  /** The shape of the most variable part. */
  private static SegmentShape ofParts(String path, int start, int stop, boolean separated) {
    SegmentShape shape = WORD;
    int from = start;
    for (int i = start; i <= stop; i++) {
      char each = i == stop ? '-' : path.charAt(i);
      if (each == '-' || each == '_' || each == '.') {
        if (i > from) {
          SegmentShape part = ofPart(path, from, i, separated);
          shape = part.compareTo(shape) > 0 ? part : shape;
        }
        from = i + 1;
      }
    }
    return shape == VERSION && separated ? WORD : shape;
  }

  private static SegmentShape ofPart(String path, int from, int to, boolean separated) {
    int length = to - from;
    int digits = 0;
    int upper = 0;
    int lower = 0;
    int vowels = 0;
    int hex = 0;
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
      hex += kind == 1 || (each >= 'a' && each <= 'f') ? 1 : 0;
      runs += kind == lastClass ? 0 : 1;
      lastClass = kind;
    }
    if (digits == 0) {
      // Random capitals behind a prefix, letters that no one can pronounce, or cases at random.
      boolean random =
          (upper >= 8 && lower == 0 && separated)
              || (length >= 16 && vowels * 8 < length)
              || (length >= 10 && runs * 2 >= length)
              || (length >= 14 && runs * 5 > length * 2);
      return random ? VALUE : WORD;
    }
    if (isVersion(path, from, to)) {
      return VERSION;
    }
    if (digits == length) {
      return digits <= 2 && separated ? NUMBERED : VALUE;
    }
    if (length <= 6 && WORDS_WITH_DIGITS.contains(path.substring(from, to))) {
      return WORD;
    }
    boolean random =
        (length >= 8 && runs * 2 >= length)
            || (length >= 12 && upper > 0 && lower > 0 && runs * 5 > length * 2)
            || (separated && length >= 14 && upper > 0 && lower > 0)
            || (lower == 0 && (length >= 6 || (length == 5 && digits == 2)))
            || (length >= 8 && hex == length && digits >= 2);
    if (digits >= 3 || random) {
      return VALUE;
    }
    if (!isDigit(path.charAt(to - 1))) {
      return WORD;
    }
    return isDigit(path.charAt(to - 2)) || runs == 2 ? NUMBERED : WORD;
  }

  /** {@code v1}, {@code V54}, {@code v1beta2}, {@code v2alpha1}. */
  private static boolean isVersion(String path, int from, int to) {
    if ((path.charAt(from) | 0x20) != 'v' || to - from > 10) {
      return false;
    }
    int i = digitsFrom(path, from + 1, to);
    if (i == from + 1 || i - from > 4) {
      return false;
    }
    if (path.startsWith("alpha", i)) {
      i += 5;
    } else if (path.startsWith("beta", i)) {
      i += 4;
    }
    return digitsFrom(path, i, to) == to;
  }

  private static int digitsFrom(String path, int from, int to) {
    int i = from;
    while (i < to && isDigit(path.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isLetter(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }
}
