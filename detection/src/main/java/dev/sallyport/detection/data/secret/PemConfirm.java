// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Window;

/** Private keys in the textual encoding of RFC 7468, OpenSSH and OpenPGP; escaped line ends too. */
final class PemConfirm {
  private static final ByteSet BASE_64 = ByteSet.LETTERS.or(ByteSet.DIGITS).or(ByteSet.of("+/="));
  private static final int LABEL_MAX = 64;
  private static final int BODY_LEAST = 40;

  private PemConfirm() {}

  static void confirm(Window window) {
    byte[] bytes = window.bytes();
    int labelEnd = labelEnd(bytes, window.anchorEnd(), window.to());
    if (labelEnd < 0 || Letters.find(bytes, window.anchorEnd(), labelEnd, "private key") < 0) {
      return;
    }
    int body = labelEnd + 5;
    int end = body;
    int base64 = 0;
    while (end < window.to() && bytes[end] != '-') {
      base64 += BASE_64.has(bytes[end]) ? 1 : 0;
      end++;
    }
    if (base64 < BODY_LEAST || Placeholder.is(bytes, body, Math.min(end, body + 200))) {
      return;
    }
    if (Letters.at(bytes, end, window.to(), "-----end")) {
      int close = labelEnd(bytes, end + 8, window.to());
      end = close < 0 ? end : close + 5;
    }
    window.report(window.anchorStart(), Math.min(end, window.to()), 0.98);
  }

  /** Returns where the five dashes behind a label begin, or -1. */
  private static int labelEnd(byte[] bytes, int from, int to) {
    int most = Math.min(to - 5, from + LABEL_MAX);
    for (int i = from; i <= most; i++) {
      if (bytes[i] == '-') {
        return Letters.at(bytes, i, to, "-----") ? i : -1;
      }
      if (!Letters.alphanumeric(bytes[i]) && bytes[i] != ' ') {
        return -1;
      }
    }
    return -1;
  }
}
