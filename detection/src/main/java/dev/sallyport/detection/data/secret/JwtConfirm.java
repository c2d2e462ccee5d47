// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Window;

/**
 * JSON Web Tokens (RFC 7519) in compact form: a header that is JSON and names an algorithm or a
 * type, a payload, and a signature, which is empty where there is none.
 */
final class JwtConfirm {
  private static final ByteSet URL_SAFE = ByteSet.WORD.or(ByteSet.of("-"));

  private JwtConfirm() {}

  static void confirm(Window window) {
    byte[] bytes = window.bytes();
    int start = window.anchorStart();
    if (!Boundary.before(bytes, window.from(), start)) {
      return;
    }
    int headerEnd = part(bytes, start, window.to());
    if (headerEnd - start < 12 || !dot(bytes, headerEnd, window.to())) {
      return;
    }
    int payloadEnd = part(bytes, headerEnd + 1, window.to());
    boolean cut = payloadEnd == window.to();
    if (payloadEnd - headerEnd < 8 || !cut && !dot(bytes, payloadEnd, window.to())) {
      return;
    }
    if (names(bytes, start, headerEnd) && !Placeholder.is(bytes, start, payloadEnd)) {
      window.report(start, end(bytes, payloadEnd, window.to()), 0.97);
    }
  }

  /** Up to four dots: encrypted tokens have five parts. */
  private static int end(byte[] bytes, int payloadEnd, int to) {
    int end = payloadEnd;
    for (int dots = 0; dots < 3 && dot(bytes, end, to); dots++) {
      end = part(bytes, end + 1, to);
    }
    while (end < to && bytes[end] == '=') {
      end++;
    }
    return end;
  }

  private static boolean dot(byte[] bytes, int at, int to) {
    return at < to && bytes[at] == '.';
  }

  private static int part(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && URL_SAFE.has(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Returns whether the header, decoded as it is read, has the key alg, typ, enc or kid. */
  private static boolean names(byte[] bytes, int start, int end) {
    int window = 0;
    int bits = 0;
    int held = 0;
    for (int i = start; i < end; i++) {
      held = held << 6 | sextet(bytes[i]);
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        window = window << 8 | held >>> bits & 0xff;
        if (window == ('a' << 24 | 'l' << 16 | 'g' << 8 | '"')
            || window == ('t' << 24 | 'y' << 16 | 'p' << 8 | '"')
            || window == ('e' << 24 | 'n' << 16 | 'c' << 8 | '"')
            || window == ('k' << 24 | 'i' << 16 | 'd' << 8 | '"')) {
          return true;
        }
      }
    }
    return false;
  }

  private static int sextet(byte c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : 63;
  }
}
