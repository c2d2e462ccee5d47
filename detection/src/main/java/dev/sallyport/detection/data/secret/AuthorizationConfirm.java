// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Window;

/** The value of an Authorization header (RFC 9110, section 11.4), wherever it is written down. */
final class AuthorizationConfirm {
  private static final ByteSet CREDENTIAL = ByteSet.WORD.or(ByteSet.of("=~@.+/:|%-"));
  private static final String[] SCHEMES = {
    "bearer ", "basic ", "token ", "apikey ", "api-token ", "api-key ", "ssws ", "bot ", "key "
  };

  private AuthorizationConfirm() {}

  static void confirm(Window window) {
    byte[] bytes = window.bytes();
    int value = Assignment.value(bytes, window.anchorEnd(), window.to());
    if (value < 0) {
      return;
    }
    boolean scheme = false;
    for (String name : SCHEMES) {
      if (Letters.at(bytes, value, window.to(), name)) {
        value += name.length();
        scheme = true;
        break;
      }
    }
    int end = value;
    while (end < window.to() && CREDENTIAL.has(bytes[end])) {
      end++;
    }
    if (end - value >= 8
        && Entropy.of(bytes, value, end) >= 2.75
        && (scheme
            ? !plainWord(bytes, value, end)
            : Value.passwordLike(bytes, value, end) || Value.uuid(bytes, value, end))
        && !Placeholder.is(bytes, value, end)) {
      window.report(value, end, 0.85);
    }
  }

  /** A value of letters alone that reads like words, as in documentation. */
  private static boolean plainWord(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Letters.digit(bytes[i])) {
        return false;
      }
    }
    return end - start < 20 || Value.wordy(bytes, start, end);
  }
}
