// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.sallyport.detection.data.Hits;
import dev.sallyport.detection.data.Piece;
import dev.sallyport.detection.text.Bytes;
import dev.sallyport.model.DataClass;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Numbers of telephones. With a country's code the plan of that country decides; without one the
 * common way of writing in North America counts by itself, and any other only where a key or words
 * speak of telephones. The plans are asked for candidates only, since that is slow. Not safe for
 * use by several threads.
 */
final class PhoneNumbers {
  private static final String RULE = "phone-number";
  private static final int DIGITS_MIN = 7;
  private static final int DIGITS_MAX = 15;
  private static final int LENGTH_MAX = 26;

  /** Plans tried for numbers without a country's code, where words speak of telephones. */
  private static final List<String> REGIONS =
      List.of(
          "US", "GB", "DE", "FR", "ES", "IT", "NL", "JP", "CN", "IN", "BR", "KR", "AU", "SE", "PL");

  private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
  private final int[] ends = new int[DIGITS_MAX + 1];
  private final int[] digitsAt = new int[DIGITS_MAX + 1];
  private final byte[] compact = new byte[32];
  private final Context context;
  private final Template[] american = {
    template("ddd) ddd-dddd"),
    template("ddd)ddd-dddd"),
    template("ddd) ddd dddd"),
    template("ddd-ddd-dddd"),
    template("ddd.ddd.dddd"),
    template("d-ddd-ddd-dddd"),
    template("d (ddd) ddd-dddd"),
    template("d.ddd.ddd.dddd"),
  };

  PhoneNumbers(Context context) {
    this.context = context;
  }

  private static Template template(String shape) {
    return Template.expand(shape).getFirst();
  }

  /**
   * Looks for a number that begins with a word of digits.
   *
   * @return the index behind it, or the start if there is none
   */
  int read(Piece piece, int start, int wordEnd, Hits out) {
    byte[] bytes = piece.bytes();
    byte before = start > piece.start() ? bytes[start - 1] : 0;
    if (before == '+') {
      return international(piece, start, out);
    }
    int length = wordEnd - start;
    boolean american = wordEnd < piece.end() && (length == 3 || length == 1 && bytes[start] == '1');
    int end = american ? american(piece, start, out) : start;
    return end > start ? end : local(piece, start, out);
  }

  private int international(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    if (bytes[start] == '0' || start - 1 > piece.start() && Bytes.isWord(bytes[start - 2])) {
      return start;
    }
    int groups = groups(bytes, start, piece.end());
    for (int i = groups - 1; i >= 0; i--) {
      if (digitsAt[i] < DIGITS_MIN + 1) {
        break;
      }
      String number = "+" + digits(bytes, start, ends[i]);
      if (possible(number)) {
        DataClass dataClass = dataClass(number);
        out.add(dataClass, RULE, start - 1, ends[i], .95);
        return ends[i];
      }
    }
    return start;
  }

  private static DataClass dataClass(String number) {
    if (number.startsWith("+639") && number.length() == 13) {
      return DataClass.PH_MOBILE_NUMBER;
    }
    return number.startsWith("+905") && number.length() == 13
        ? DataClass.TR_PHONE_NUMBER
        : DataClass.PHONE_NUMBER;
  }

  private boolean possible(String number) {
    try {
      PhoneNumber parsed = plans.parse(number, "ZZ");
      return plans.isPossibleNumber(parsed);
    } catch (NumberParseException no) {
      return false;
    }
  }

  private boolean valid(String number, String region) {
    try {
      PhoneNumber parsed = plans.parse(number, region);
      return plans.isValidNumberForRegion(parsed, region);
    } catch (NumberParseException no) {
      return false;
    }
  }

  private int american(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    for (Template template : american) {
      int end = template.match(bytes, start, piece.end(), compact);
      if (end > 0) {
        boolean bracket = template.shape()[3] == ')';
        boolean one = template.shape()[1] != 'd';
        int from = bracket ? start - 1 : start;
        int area = one ? 1 : 0;
        boolean fits =
            compact[area] >= '2'
                && compact[area + 3] >= '2'
                && (!one || compact[0] == '1')
                && (!bracket || from >= piece.start() && bytes[from] == '(');
        if (fits && Template.bounded(bytes, piece.start(), piece.end(), from, end, false)) {
          return american(piece, from, start, end, out);
        }
      }
    }
    return start;
  }

  private int american(Piece piece, int from, int start, int end, Hits out) {
    context.read(piece, from, end);
    boolean named = context.near(DataClass.PHONE_NUMBER);
    if (!named && context.near(ContextWords.MACHINE)) {
      return start;
    }
    out.add(DataClass.PHONE_NUMBER, RULE, from, end, named ? .95 : .8);
    return end;
  }

  /** A number without a country's code; only where something speaks of telephones. */
  private int local(Piece piece, int start, Hits out) {
    byte[] bytes = piece.bytes();
    int groups = groups(bytes, start, piece.end());
    int longest = groups - 1;
    if (longest < 0 || digitsAt[longest] < DIGITS_MIN) {
      return start;
    }
    boolean bracket = start > piece.start() && bytes[start - 1] == '(';
    int from = bracket ? start - 1 : start;
    int end = ends[longest];
    if (!Template.bounded(bytes, piece.start(), piece.end(), from, end, true)) {
      return start;
    }
    context.read(piece, from, end);
    DataClass national = national(bytes, start, end, digitsAt[longest]);
    boolean special = national != DataClass.PHONE_NUMBER;
    boolean named =
        context.near(DataClass.PHONE_NUMBER)
            || special && context.near(national)
            || out.has(national) && !context.keyed() && !context.near(ContextWords.MACHINE);
    boolean soleMobile = special && context.alone() && !context.keyed();
    if (!named && !soleMobile) {
      return start;
    }
    if (soleMobile || context.keyed() && context.alone() || anywhereValid(bytes, start, end)) {
      out.add(national, RULE, from, end, named ? .75 : .57);
      return end;
    }
    return start;
  }

  /** Returns the class by the ways in which mobile numbers of two countries are written. */
  private static DataClass national(byte[] bytes, int start, int end, int digits) {
    boolean mobile = digits == 11 && bytes[start] == '0';
    int second = mobile ? nextDigit(bytes, start + 1, end) : 0;
    if (second == '9') {
      return DataClass.PH_MOBILE_NUMBER;
    }
    boolean dotted =
        end - start == 13
            && bytes[start] == '5'
            && bytes[start + 3] == '.'
            && bytes[start + 7] == '.'
            && bytes[start + 10] == '.';
    return second == '5' || dotted ? DataClass.TR_PHONE_NUMBER : DataClass.PHONE_NUMBER;
  }

  private static int nextDigit(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (Bytes.isDigit(bytes[i])) {
        return bytes[i];
      }
    }
    return 0;
  }

  private boolean anywhereValid(byte[] bytes, int start, int end) {
    String number = digits(bytes, start, end);
    for (String region : REGIONS) {
      if (valid(number, region)) {
        return true;
      }
    }
    return possible("+" + number) && bytes[start] != '0';
  }

  /** Finds where groups of digits end; returns their number. */
  private int groups(byte[] bytes, int start, int to) {
    int count = 0;
    int digits = 0;
    int i = start;
    while (i < to && i - start <= LENGTH_MAX && count < ends.length) {
      int group = i;
      while (i < to && Bytes.isDigit(bytes[i])) {
        i++;
      }
      digits += i - group;
      boolean word = i < to && (Bytes.isLetter(bytes[i]) || bytes[i] == '_' || bytes[i] == '@');
      if (i == group || digits > DIGITS_MAX || word) {
        break;
      }
      ends[count] = i;
      digitsAt[count++] = digits;
      int next = i;
      while (next < to && next - i < 2 && joins(bytes[next])) {
        next++;
      }
      if (next == i || next >= to || !Bytes.isDigit(bytes[next])) {
        break;
      }
      i = next;
    }
    return count;
  }

  private static boolean joins(byte b) {
    return b == ' ' || b == '-' || b == '.' || b == '(' || b == ')' || b == '/';
  }

  private static String digits(byte[] bytes, int start, int end) {
    byte[] digits = new byte[end - start];
    int count = 0;
    for (int i = start; i < end; i++) {
      if (Bytes.isDigit(bytes[i])) {
        digits[count++] = bytes[i];
      }
    }
    return new String(digits, 0, count, StandardCharsets.US_ASCII);
  }
}
