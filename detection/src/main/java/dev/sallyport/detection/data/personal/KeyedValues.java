// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.detection.text.Signs;
import dev.sallyport.model.DataClass;

/**
 * What only its key gives away: names, addresses, organisations, ages, positions. The value must
 * still read like one. Not safe for use by several threads.
 */
final class KeyedValues {
  private static final int VALUE_MAX = 120;
  private static final double SURE = .85;

  private final Context context;
  private final int[] siblings = new int[48];

  KeyedValues(Context context) {
    this.context = context;
  }

  /** Looks at the value of a key. */
  void read(Piece piece, Hits out) {
    int start = piece.start();
    int end = piece.end();
    if (piece.isKey() || piece.keyEnd() == piece.keyStart() || end - start > VALUE_MAX) {
      return;
    }
    byte[] bytes = piece.bytes();
    int signs = piece.signs();
    boolean digits = (signs & Signs.DIGIT) != 0;
    boolean name = !digits && readsLikeName(bytes, start, end);
    boolean address = digits && (signs & Signs.SPACE) != 0 && readsLikeAddress(bytes, start, end);
    boolean age = digits && isAge(bytes, start, end);
    boolean degrees = digits && (signs & Signs.STOP) != 0 && readsLikeDegrees(bytes, start, end);
    if (!(name || address || age || degrees)) {
      return;
    }
    context.readKey(piece);
    if (name && isName()) {
      out.add(DataClass.PERSON, "person-by-key", start, end, SURE);
    } else if (name && context.near(DataClass.ORGANIZATION) && !context.near(ContextWords.ID)) {
      out.add(DataClass.ORGANIZATION, "organization-by-key", start, end, .7);
    } else if (address && context.near(DataClass.STREET_ADDRESS)) {
      out.add(DataClass.STREET_ADDRESS, "street-address-by-key", start, end, SURE);
    } else if (age && context.near(DataClass.AGE)) {
      out.add(DataClass.AGE, "age-by-key", start, end, .7);
    } else if (degrees && context.near(DataClass.GEO_POSITION) && besideTheOther(piece)) {
      out.add(DataClass.GEO_POSITION, "geo-position-by-key", start, end, SURE);
    }
  }

  private boolean isName() {
    return context.near(DataClass.PERSON)
        || context.near(ContextWords.NAME)
            && context.anywhere(ContextWords.PEOPLE)
            && !context.near(ContextWords.MACHINE);
  }

  /** One to five words of letters, the first with a capital; no constant, no sentence. */
  private static boolean readsLikeName(byte[] bytes, int start, int end) {
    byte first = bytes[start];
    if (!(first >= 'A' && first <= 'Z') && first >= 0 || end - start < 2 || end - start > 64) {
      return false;
    }
    int words = 1;
    int small = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == ' ') {
        words++;
      } else if (!(Bytes.isLetter(b)
          || b < 0
          || b == '\''
          || b == '-'
          || b == '.'
          || b == ','
          || b == '&')) {
        return false;
      }
      small += b >= 'a' && b <= 'z' || b < 0 ? 1 : 0;
    }
    return words <= 5 && (small > 0 || words >= 2);
  }

  /** A number and words, in any order. */
  private static boolean readsLikeAddress(byte[] bytes, int start, int end) {
    int digits = 0;
    int letters = 0;
    int spaces = 0;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '@'
          || b == '_'
          || b == '='
          || b == '<'
          || b == '{'
          || b == ':' && i + 1 < end && bytes[i + 1] == '/') {
        return false;
      }
      digits += Bytes.isDigit(b) ? 1 : 0;
      letters += Bytes.isLetter(b) || b < 0 ? 1 : 0;
      spaces += b == ' ' ? 1 : 0;
    }
    return digits >= 1 && digits <= 14 && letters >= 4 && spaces >= 1;
  }

  private static boolean isAge(byte[] bytes, int start, int end) {
    if (end - start > 3) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!Bytes.isDigit(bytes[i])) {
        return false;
      }
    }
    return Checksums.number(bytes, start, end) <= 125;
  }

  /** A number of degrees with at least three decimals. */
  private static boolean readsLikeDegrees(byte[] bytes, int start, int end) {
    int dot = -1;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '.' && dot < 0) {
        dot = i;
      } else if (!Bytes.isDigit(bytes[i]) && !(bytes[i] == '-' && i == start)) {
        return false;
      }
    }
    return dot > start && dot - start <= 4 && end - dot >= 4;
  }

  private boolean besideTheOther(Piece piece) {
    boolean latitude = false;
    boolean longitude = false;
    for (int i = 0, count = piece.siblings(siblings); i < count; i++) {
      int start = siblings[2 * i];
      int length = siblings[2 * i + 1] - start;
      boolean l = length >= 3 && (piece.keyBytes()[start] | 0x20) == 'l';
      latitude |= l && (piece.keyBytes()[start + 1] | 0x20) == 'a';
      longitude |=
          l
              && ((piece.keyBytes()[start + 1] | 0x20) == 'o'
                  || (piece.keyBytes()[start + 1] | 0x20) == 'n');
    }
    return latitude && longitude;
  }
}
