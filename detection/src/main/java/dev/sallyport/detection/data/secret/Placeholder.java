// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import dev.sallyport.detection.scan.Letters;

/** Values that stand where a credential would stand: templates, examples, masks. */
final class Placeholder {
  private static final String[] WORDS = {
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "redacted",
    "xxxx",
    "****",
    "....",
    "your_",
    "your-",
    "yourkey",
    "dummy",
    "abcdefghijklmnopqrstuvwxyz",
    "${",
    "{{",
    "<",
    "$(",
    "insert_",
    "replace_",
    "notasecret",
    "not_a_secret"
  };

  private Placeholder() {}

  /** Returns whether a value is no credential but stands for one. */
  static boolean is(byte[] bytes, int start, int end) {
    if (mostlyOne(bytes, start, end) || PublishedExamples.has(bytes, start, end)) {
      return true;
    }
    for (int i = start; i < end; i++) {
      for (String word : WORDS) {
        if (Letters.lower(bytes[i]) == word.charAt(0) && Letters.at(bytes, i, end, word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether one byte fills half of a value. */
  private static boolean mostlyOne(byte[] bytes, int start, int end) {
    // The majority vote of Boyer and Moore: only its winner can fill more than half.
    byte winner = 0;
    int votes = 0;
    for (int i = start; i < end; i++) {
      if (votes == 0) {
        winner = bytes[i];
      }
      votes += bytes[i] == winner ? 1 : -1;
    }
    int count = 0;
    for (int i = start; i < end; i++) {
      count += bytes[i] == winner ? 1 : 0;
    }
    return count * 2 > end - start;
  }
}
