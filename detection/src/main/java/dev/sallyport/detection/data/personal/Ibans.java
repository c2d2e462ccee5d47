// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;
import java.util.Arrays;

/**
 * Numbers of bank accounts as ISO 13616 has them: country, length by country, check digits modulo
 * 97; written as one word or in groups. Not safe for use by several threads.
 */
final class Ibans {
  private static final String RULE = "iban";
  private static final int LENGTH_MAX = 34;

  /** Length by country, from the registry of SWIFT. */
  private static final String LENGTHS =
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18"
          + " DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22"
          + " IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19"
          + " MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31"
          + " SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

  private static final byte[] LENGTH = new byte[26 * 26];

  static {
    for (String each : LENGTHS.split(" ", -1)) {
      int country = (each.charAt(0) - 'A') * 26 + each.charAt(1) - 'A';
      LENGTH[country] = Byte.parseByte(each.substring(2));
    }
  }

  private final byte[] value = new byte[LENGTH_MAX];

  /**
   * Looks for an account number that begins at an index.
   *
   * @return the index behind it, or the start if there is none
   */
  int read(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    int to = piece.end();
    if (to - start < 15
        || !Bytes.isLetter(bytes[start])
        || !Bytes.isLetter(bytes[start + 1])
        || !Bytes.isDigit(bytes[start + 2])
        || !Bytes.isDigit(bytes[start + 3])) {
      return start;
    }
    int length = LENGTH[(bytes[start] & 0x1F) * 26 - 26 + (bytes[start + 1] & 0x1F) - 1];
    int end = length == 0 ? -1 : gather(bytes, start, to, length);
    if (end < 0 || !bounded(bytes, piece.start(), start, end, to)) {
      return start;
    }
    if (!Checksums.mod97(value, length)) {
      return start;
    }
    boolean small = bytes[start] >= 'a' || bytes[start + 1] >= 'a';
    out.add(DataClass.IBAN_CODE, RULE, start, end, small ? .8 : .97);
    return end;
  }

  private int gather(byte[] bytes, int start, int to, int length) {
    Arrays.fill(value, (byte) 0);
    int count = 0;
    int i = start;
    byte separator = 0;
    while (i < to && count < length) {
      byte b = bytes[i];
      if (Bytes.isLetterOrDigit(b)) {
        value[count++] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
      } else if ((b == ' ' || b == '-') && count >= 2 && (separator == 0 || separator == b)) {
        separator = b;
        if (i + 1 >= to || !Bytes.isLetterOrDigit(bytes[i + 1])) {
          return -1;
        }
      } else {
        return -1;
      }
      i++;
    }
    return count == length ? i : -1;
  }

  private static boolean bounded(byte[] bytes, int from, int start, int end, int to) {
    if (start > from && (Bytes.isLetterOrDigit(bytes[start - 1]) || bytes[start - 1] == '_')) {
      return false;
    }
    if (end < to && Bytes.isLetterOrDigit(bytes[end])) {
      return false;
    }
    return !(end + 1 < to && bytes[end] == '-' && Bytes.isLetterOrDigit(bytes[end + 1]));
  }
}
