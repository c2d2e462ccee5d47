// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;

/**
 * What a value is replaced by: as long as the value, with the separators of its class, so that what
 * reads it later still knows what stood there. Of a card the last four digits stay, as the card
 * industry allows; the stars before them make it fail any checksum.
 */
final class Mask {
  private static final char STAR = '*';
  private static final int CARD_DIGITS_KEPT = 4;

  /** What credentials of known makers begin with; says whose they are, and nothing of them. */
  private static final String[] SECRET_PREFIXES = {
    "github_pat_",
    "sk-proj-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "sk-ant-",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "whsec_",
    "pypi-",
    "AKIA",
    "ASIA",
    "AIza",
    "ghp_",
    "gho_",
    "ghs_",
    "npm_",
    "eyJ",
    "hf_",
    "sk-",
    "SG."
  };

  private Mask() {}

  /** Replaces the characters from {@code start} to {@code end}. */
  static void apply(DataClass dataClass, char[] text, int start, int end) {
    int kept = dataClass == DataClass.CREDIT_CARD ? CARD_DIGITS_KEPT : 0;
    for (int i = end - 1; i >= start; i--) {
      boolean digit = text[i] >= '0' && text[i] <= '9';
      if (digit && kept > 0) {
        kept--;
      } else if (!keeps(dataClass, text[i], i - start)) {
        text[i] = STAR;
      }
    }
  }

  /** Replaces a value; a number stays one, whose only other digit makes it fail any checksum. */
  static void shown(DataClass dataClass, char[] value, boolean number) {
    if (number) {
      boolean first = true;
      for (int i = 0; i < value.length; i++) {
        if (value[i] >= '0' && value[i] <= '9') {
          value[i] = first ? '1' : '0';
          first = false;
        }
      }
    } else {
      int prefix = dataClass == DataClass.SECRET ? prefix(value) : 0;
      apply(dataClass, value, prefix, value.length);
    }
  }

  private static int prefix(char[] value) {
    for (String each : SECRET_PREFIXES) {
      if (value.length > 2 * each.length() && begins(value, each)) {
        return each.length();
      }
    }
    return 0;
  }

  private static boolean begins(char[] value, String with) {
    for (int i = 0; i < with.length(); i++) {
      if (value[i] != with.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean keeps(DataClass dataClass, char each, int index) {
    return switch (dataClass) {
      case EMAIL_ADDRESS -> each == '@' || each == '.';
      case IBAN_CODE -> index < 2 || each == ' ' || each == '-';
      case SECRET -> each == '\n' || each == '\r';
      default -> each < '0' || each > '9' && each < 'A' || each > 'Z' && each < 'a';
    };
  }
}
