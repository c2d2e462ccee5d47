// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.ByteSet;
import dev.sallyport.detection.scan.Confirm;
import dev.sallyport.detection.scan.Letters;
import dev.sallyport.detection.scan.Shape;
import dev.sallyport.detection.scan.Window;

/** A value of a certain shape behind the name of its provider. */
final class KeyedConfirm implements Confirm {
  static final int BEFORE = 32;

  private static final double CONFIDENCE = 0.9;

  /** A sentence may stand between the name and the value: "my acme key is ...". */
  private static final int SENTENCE_MAX = 30;

  private static final String[] CREDENTIAL = {"key", "token", "secret", "passw", "credential"};
  private static final ByteSet NOT_BEHIND = ByteSet.WORD.or(ByteSet.of("-"));
  private static final ByteSet SENTENCE = ByteSet.WORD.or(ByteSet.of(" .-:'\"`"));

  private final Shape shape;
  private final double entropy;
  private final boolean runs;
  private final boolean letters;

  KeyedConfirm(Shape shape, SecretRules.Options options) {
    this.shape = shape;
    entropy = options.entropy(2.8);
    runs = options.has("runs");
    letters = options.has("letters");
  }

  @Override
  public void confirm(Window window) {
    if (!isName(window)) {
      return;
    }
    int value = Assignment.value(window.bytes(), window.anchorEnd(), window.to());
    if (value < 0 || !standsAt(window, value)) {
      inSentence(window);
    }
  }

  private boolean standsAt(Window window, int start) {
    byte[] bytes = window.bytes();
    if (start >= window.to() || !shape.canBegin(bytes[start])) {
      return false;
    }
    int end = shape.longest(bytes, start, window.to());
    if (end < 0
        || end < window.to() && NOT_BEHIND.has(bytes[end])
        || !letters && !hasDigit(bytes, start, end)
        || Entropy.below(entropy, bytes, start, end)
        || !runs && Placeholder.is(bytes, start, end)) {
      return false;
    }
    window.report(start, end, CONFIDENCE);
    return true;
  }

  private void inSentence(Window window) {
    byte[] bytes = window.bytes();
    int from = window.anchorEnd();
    int most = Math.min(window.to(), from + SENTENCE_MAX);
    boolean named = false;
    for (int at = from; at < most && SENTENCE.has(bytes[at]); at++) {
      named = named || credentialWordAt(bytes, at, most);
      if (named
          && at > from
          && (bytes[at - 1] == ' ' || bytes[at - 1] == '\'' || bytes[at - 1] == '`')
          && standsAt(window, at)) {
        return;
      }
    }
  }

  private static boolean credentialWordAt(byte[] bytes, int at, int to) {
    for (String word : CREDENTIAL) {
      if (Letters.at(bytes, at, to, word)) {
        return true;
      }
    }
    return false;
  }

  /** The name must be a word of its own or a part of a name that is written as such. */
  private static boolean isName(Window window) {
    byte[] bytes = window.bytes();
    int start = window.anchorStart();
    int end = window.anchorEnd();
    byte first = bytes[start];
    if (start > window.from() && Letters.letter(bytes[start - 1])) {
      boolean hump = isUpper(first) && !isUpper(bytes[start - 1]);
      boolean escape = start - 1 > window.from() && bytes[start - 2] == '\\';
      if (!hump && !escape) {
        return false;
      }
    }
    return end >= window.to()
        || !Letters.letter(bytes[end])
        || evenlyWritten(bytes, start, end)
        || isUpper(bytes[end]);
  }

  /** All in one case, or only the first letter in upper case. */
  private static boolean evenlyWritten(byte[] bytes, int start, int end) {
    boolean lower = false;
    boolean upper = false;
    for (int i = start + 1; i < end; i++) {
      if (Letters.letter(bytes[i])) {
        lower |= !isUpper(bytes[i]);
        upper |= isUpper(bytes[i]);
      }
    }
    return !(lower && upper) && !(upper && !isUpper(bytes[start]));
  }

  private static boolean isUpper(byte value) {
    return value >= 'A' && value <= 'Z';
  }

  private static boolean hasDigit(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Letters.digit(bytes[i])) {
        return true;
      }
    }
    return false;
  }
}
