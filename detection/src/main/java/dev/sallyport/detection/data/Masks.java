// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a value is written for people without showing it, and how it is written so that equal values
 * are equal however they were typed. Not safe for use by several threads.
 */
final class Masks {
  private static final int MASK_MAX = 32;

  private byte[] normal = new byte[128];
  private int length;

  /**
   * Writes a value in the one way of its class: letters and digits only, in capitals; e-mail in
   * small letters; texts with single spaces. Valid until the next call.
   */
  byte[] normalised(DataClass dataClass, byte[] bytes, int start, int end) {
    if (normal.length < end - start + 2) {
      normal = new byte[end - start + 2];
    }
    length = 0;
    switch (dataClass) {
      case EMAIL_ADDRESS -> copy(bytes, start, end, true);
      case PHONE_NUMBER, PH_MOBILE_NUMBER, TR_PHONE_NUMBER -> phone(bytes, start, end);
      case IP_ADDRESS, URL, CRYPTO, SECRET, SOURCE_CODE, GEO_POSITION ->
          copy(bytes, start, end, false);
      case PERSON, ORGANIZATION, STREET_ADDRESS -> words(bytes, start, end);
      default -> compact(bytes, start, end);
    }
    return normal;
  }

  int normalisedLength() {
    return length;
  }

  private void copy(byte[] bytes, int start, int end, boolean small) {
    for (int i = start; i < end; i++) {
      normal[length++] = small ? small(bytes[i]) : bytes[i];
    }
  }

  private void compact(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (Bytes.isWord(b)) {
        normal[length++] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
      }
    }
  }

  /** Digits with the country's code where it is known: ten digits alone are of North America. */
  private void phone(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Bytes.isDigit(bytes[i])) {
        normal[length++] = bytes[i];
      }
    }
    if (bytes[start] != '+' && length == 10 && normal[0] >= '2') {
      System.arraycopy(normal, 0, normal, 1, length++);
      normal[0] = '1';
    }
  }

  private void words(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = Bytes.isSpace(bytes[i]) ? (byte) ' ' : small(bytes[i]);
      if (b != ' ' || length > 0 && normal[length - 1] != ' ') {
        normal[length++] = b;
      }
    }
  }

  private static byte small(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Returns the value with what identifies it replaced by stars, in the shape of its class. */
  String masked(DataClass dataClass, byte[] bytes, int start, int end) {
    return switch (dataClass) {
      case CREDIT_CARD -> lastShown(bytes, start, end, 4);
      case IBAN_CODE -> firstShown(bytes, start, end, 2);
      case PHONE_NUMBER, PH_MOBILE_NUMBER, TR_PHONE_NUMBER -> lastShown(bytes, start, end, 2);
      case EMAIL_ADDRESS -> email(bytes, start, end);
      case IP_ADDRESS, MAC_ADDRESS, DATE_OF_BIRTH, GEO_POSITION, AGE ->
          lastShown(bytes, start, end, 0);
      case PERSON, ORGANIZATION, STREET_ADDRESS, SOURCE_CODE, SECRET, URL, CRYPTO -> "***";
      default -> lastShown(bytes, start, end, 0);
    };
  }

  private static String email(byte[] bytes, int start, int end) {
    int dot = end - 1;
    while (dot > start && bytes[dot] != '.') {
      dot--;
    }
    return "***@***" + new String(bytes, dot, Math.min(end - dot, 12), StandardCharsets.US_ASCII);
  }

  private static String lastShown(byte[] bytes, int start, int end, int shown) {
    byte[] mask = stars(bytes, start, end);
    for (int i = mask.length - 1, left = shown; i >= 0 && left > 0; i--) {
      int from = end - mask.length + i;
      if (Bytes.isLetterOrDigit(bytes[from])) {
        mask[i] = bytes[from];
        left--;
      }
    }
    return new String(mask, StandardCharsets.US_ASCII);
  }

  private static String firstShown(byte[] bytes, int start, int end, int shown) {
    byte[] mask = stars(bytes, start, end);
    for (int i = 0; i < Math.min(shown, mask.length); i++) {
      if (Bytes.isLetter(bytes[start + i])) {
        mask[i] = bytes[start + i];
      }
    }
    return new String(mask, StandardCharsets.US_ASCII);
  }

  /** Stars for letters and digits; signs between them stay. */
  private static byte[] stars(byte[] bytes, int start, int end) {
    byte[] mask = new byte[Math.min(end - start, MASK_MAX)];
    Arrays.fill(mask, (byte) '*');
    int first = end - mask.length;
    for (int i = 0; i < mask.length; i++) {
      byte b = bytes[first + i];
      if (b == ' ' || b == '-' || b == '.' || b == '/' || b == ':' || b == '+') {
        mask[i] = b;
      }
    }
    return mask;
  }
}
