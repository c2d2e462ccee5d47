// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** What {@link Harmless} asks about words themselves. */
final class HarmlessName {
  private static final int ENCODED_MIN = 8;

  private HarmlessName() {}

  /**
   * Returns whether a word with capitals holds, or begins as, what is only written in Base64: names
   * of dangerous classes, the heads of streams of objects.
   */
  static boolean encoded(byte[] bytes, int start, int end) {
    if (end - start < 4) {
      return false;
    }
    byte first = bytes[start];
    if (first == 'r' && at(bytes, start, end, "rO0AB")
        || first == 'K' && at(bytes, start, end, "KztAA")
        || first == 'C' && at(bytes, start, end, "Cs7QA")
        || first == 'A' && at(bytes, start, end, "AAEA")
        || first == 'g' && (at(bytes, start, end, "gAS") || at(bytes, start, end, "gAJj"))
        || first == 'g' && at(bytes, start, end, "gANj")) {
      return true;
    }
    return end - start >= ENCODED_MIN && SerialisedDetector.mayHoldJavaWord(bytes, start, end);
  }

  /** Returns whether the name of an argument may be that of a session, or walk relations. */
  static boolean doubtful(byte[] bytes, int start, int end, long seen) {
    if ((seen & TriggerWords.SESSION) != 0) {
      return true;
    }
    int letters = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '_' && i > start && bytes[i - 1] == '_') {
        return true;
      }
      if (b > 0 && Ascii.letter((char) b)) {
        letters = letters << 8 | (b | 0x20);
        if (letters == ('s' << 24 | 'e' << 16 | 's' << 8 | 's')) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether a text that names something of scripts has more that belongs to them. */
  static boolean oddForScript(byte[] bytes, int start, int end) {
    return holds(bytes, start, end, "_")
        || holds(bytes, start, end, ":m")
        || holds(bytes, start, end, "xmlhttprequest")
        || holds(bytes, start, end, "throwonerror");
  }

  static boolean namesPowerShell(byte[] bytes, int start, int end) {
    return holds(bytes, start, end, "powershell") || holds(bytes, start, end, "pwsh");
  }

  /** Returns whether lower-case text stands anywhere, in any case. */
  static boolean holds(byte[] bytes, int start, int end, String text) {
    for (int i = start; i + text.length() <= end; i++) {
      int k = 0;
      while (k < text.length() && Ascii.lower((char) (bytes[i + k] & 0xff)) == text.charAt(k)) {
        k++;
      }
      if (k == text.length()) {
        return true;
      }
    }
    return false;
  }

  private static boolean at(byte[] bytes, int start, int end, String text) {
    if (end - start < text.length()) {
      return false;
    }
    for (int k = 0; k < text.length(); k++) {
      if (bytes[start + k] != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }
}
