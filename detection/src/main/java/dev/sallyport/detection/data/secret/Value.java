// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;

/** Whether a value of which only the name is known looks like a credential. */
final class Value {
  /** Letter pairs that are frequent in English and in the names that programs use. */
  private static final String PAIRS =
      " th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve"
          + " co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec"
          + " pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we"
          + " na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe"
          + " bl ab gh ty op wo sa ay ex ke ui pt do ag ey ap au ck fr br da pi ";

  private static final boolean[] FREQUENT = new boolean[26 * 26];

  static {
    for (String pair : PAIRS.trim().split(" ")) {
      FREQUENT[(pair.charAt(0) - 'a') * 26 + pair.charAt(1) - 'a'] = true;
    }
  }

  static final ByteSet BYTES = ByteSet.WORD.or(ByteSet.of(".=+/~@!#$%^&*-:|?{}()[]>_"));
  private static final ByteSet TOKEN_BYTES = ByteSet.WORD.or(ByteSet.of(".=+/-~:"));
  private static final ByteSet END = ByteSet.of(" \t\r\n'\"`;,<>&)}]\\");

  private Value() {}

  /** Returns where a value ends: at its closing quote, or at what cannot be part of it. */
  static int end(byte[] bytes, int start, int to) {
    byte before = start > 0 ? bytes[start - 1] : 0;
    int most = Math.min(to, start + 400);
    int at = start;
    if (before == '"' || before == '\'' || before == '`') {
      while (at < most && bytes[at] != before && bytes[at] != '\\' && bytes[at] >= ' ') {
        at++;
      }
    } else {
      while (at < most && !END.has(bytes[at])) {
        at++;
      }
    }
    while (at > start && (bytes[at - 1] == '.' || bytes[at - 1] == ':' || bytes[at - 1] == '?')) {
      at--;
    }
    return at;
  }

  /** Returns whether a value looks like a random token: an API key, a client secret. */
  static boolean tokenLike(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 10 || length > 400 || !consistsOf(TOKEN_BYTES, bytes, start, end)) {
      return false;
    }
    int digits = digits(bytes, start, end);
    return digits >= 2
        && digits < length
        && Entropy.of(bytes, start, end) >= (length < 16 ? 2.9 : 3.2)
        && !wordy(bytes, start, end)
        && !uuid(bytes, start, end)
        && !dotted(bytes, start, end)
        && !Placeholder.is(bytes, start, end)
        && !counting(bytes, start, end);
  }

  /** Returns whether a value looks like a password that somebody chose or had made. */
  static boolean passwordLike(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 8 || length > 128 || !consistsOf(BYTES, bytes, start, end)) {
      return false;
    }
    if (tokenLike(bytes, start, end)) {
      return true;
    }
    int digits = digits(bytes, start, end);
    int marks = length - digits - letters(bytes, start, end);
    boolean mixed = digits >= 1 && (marks >= 1 || bothCases(bytes, start, end)) || marks >= 4;
    return mixed
        && digits < length
        && Entropy.of(bytes, start, end) >= 2.8
        && !uuid(bytes, start, end)
        && !dotted(bytes, start, end)
        && !code(bytes, start, end)
        && !Placeholder.is(bytes, start, end);
  }

  /** Returns whether most letters stand in pairs as in words. */
  static boolean wordy(byte[] bytes, int start, int end) {
    int pairs = 0;
    int frequent = 0;
    for (int i = start; i + 1 < end; i++) {
      if (Letters.letter(bytes[i]) && Letters.letter(bytes[i + 1])) {
        pairs++;
        int index = ((bytes[i] | 0x20) - 'a') * 26 + (bytes[i + 1] | 0x20) - 'a';
        frequent += FREQUENT[index] ? 1 : 0;
      }
    }
    // Of random pairs one in five is frequent, of those in words four in five.
    return pairs >= 5 && frequent * 100 >= pairs * 58;
  }

  static boolean uuid(byte[] bytes, int start, int end) {
    if (end - start != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash != (bytes[start + i] == '-') || !dash && !Letters.alphanumeric(bytes[start + i])) {
        return false;
      }
    }
    return true;
  }

  /** Names of hosts and packages, versions, addresses: short parts between dots. */
  private static boolean dotted(byte[] bytes, int start, int end) {
    int dots = 0;
    int longest = 0;
    int part = 0;
    for (int i = start; i <= end; i++) {
      if (i == end || bytes[i] == '.') {
        dots += i == end ? 0 : 1;
        longest = Math.max(longest, part);
        part = 0;
      } else {
        part++;
      }
    }
    return dots >= 1 && longest <= 14 && (dots >= 2 || longest <= 10);
  }

  /** Alphabets and counting, as in tests: 0123456789abcdef. */
  private static boolean counting(byte[] bytes, int start, int end) {
    int run = 1;
    for (int i = start + 1; i < end; i++) {
      run = bytes[i] == bytes[i - 1] + 1 ? run + 1 : 1;
      if (run >= 12) {
        return true;
      }
    }
    return false;
  }

  /** Calls, paths and addresses. */
  private static boolean code(byte[] bytes, int start, int end) {
    if (bytes[start] == '/' || bytes[start] == '$' || bytes[start] == '%' || bytes[start] == '{') {
      return true;
    }
    for (int i = start; i < end; i++) {
      if (i + 2 < end && bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/'
          || i + 1 < end && bytes[i] == '(' && bytes[i + 1] == ')') {
        return true;
      }
    }
    int open = 0;
    for (int i = start; i < end && (ByteSet.WORD.has(bytes[i]) || bytes[i] == '.'); i++) {
      open = i + 1;
    }
    return open > start && open < end && (bytes[open] == '(' || bytes[open] == '[');
  }

  private static boolean consistsOf(ByteSet set, byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!set.has(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static int digits(byte[] bytes, int start, int end) {
    int digits = 0;
    for (int i = start; i < end; i++) {
      digits += Letters.digit(bytes[i]) ? 1 : 0;
    }
    return digits;
  }

  private static int letters(byte[] bytes, int start, int end) {
    int letters = 0;
    for (int i = start; i < end; i++) {
      letters += Letters.letter(bytes[i]) ? 1 : 0;
    }
    return letters;
  }

  private static boolean bothCases(byte[] bytes, int start, int end) {
    boolean lower = false;
    boolean upper = false;
    for (int i = start; i < end; i++) {
      lower |= bytes[i] >= 'a' && bytes[i] <= 'z';
      upper |= bytes[i] >= 'A' && bytes[i] <= 'Z';
    }
    return lower && upper;
  }
}
