// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.allSame;
import static dev.sallyport.detection.data.personal.Checksums.digit;
import static dev.sallyport.detection.data.personal.Checksums.isDay;
import static dev.sallyport.detection.data.personal.Checksums.luhn;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.detection.data.personal.Checksums.weighted;
import static dev.sallyport.model.DataClass.*;

import dev.sallyport.detection.data.personal.Kind.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * The identifiers that have a fixed shape. Sources are the rules of the authorities that give them
 * out, as published. A number of nine digits or fewer never counts where nothing names it.
 */
final class Kinds {
  private static final Check ANY = Kind.ANY;
  private static final double NO = 0;

  static final List<Kind> ALL = all();

  private Kinds() {}

  private static List<Kind> all() {
    List<Kind> kinds = new ArrayList<>();
    america(kinds);
    australia(kinds);
    britain(kinds);
    germany(kinds);
    south(kinds);
    north(kinds);
    india(kinds);
    korea(kinds);
    asia(kinds);
    africa(kinds);
    dates(kinds);
    return List.copyOf(kinds);
  }

  private static void america(List<Kind> kinds) {
    kinds.add(Kind.of(US_SSN, Kinds::ssn, .85, .85, .97, "ddd-dd-dddd"));
    kinds.add(Kind.of(US_SSN, Kinds::ssn, .45, .6, .95, "ddd dd dddd"));
    kinds.add(Kind.of(US_SSN, Kinds::ssn, NO, NO, .9, "ddddddddd", "ddd.dd.dddd"));
    kinds.add(Kind.of(US_SSN, Kinds::ssn, .5, .5, .9, "ddd-dddddd", "ddddd-dddd"));
    kinds.add(Kind.of(US_ITIN, Kinds::itin, .86, .86, .97, "9dd-dd-dddd"));
    kinds.add(Kind.of(US_ITIN, Kinds::itin, .5, .5, .9, "9dd-dddddd", "9dddd-dddd", "9dd dd dddd"));
    kinds.add(Kind.of(US_ITIN, Kinds::itin, NO, NO, .9, "9dddddddd"));
    kinds.add(Kind.of(US_PASSPORT, ANY, NO, NO, .8, "ddddddddd", "adddddddd"));
    kinds.add(
        Kind.of(
            US_DRIVER_LICENSE,
            ANY,
            NO,
            NO,
            .7,
            "addddddd",
            "adddddddd",
            "ddddddddd",
            "adddddddddddd",
            "addd-dddd-dddd",
            "aadddddd"));
    kinds.add(Kind.of(US_BANK_NUMBER, ANY, NO, NO, .7, "dddddddd", "ddddddddd", "dddddddddd"));
    kinds.add(Kind.of(US_BANK_NUMBER, ANY, NO, NO, .7, "ddddddddddd", "dddddddddddd"));
    kinds.add(Kind.of(ABA_ROUTING_NUMBER, Kinds::aba, NO, NO, .9, "ddddddddd"));
    kinds.add(Kind.of(ABA_ROUTING_NUMBER, Kinds::aba, NO, .6, .9, "dddd-dddd-d"));
    kinds.add(Kind.of(US_NPI, Kinds::npi, NO, NO, .95, "dddddddddd", "dddd ddd ddd"));
    kinds.add(Kind.of(US_NPI, Kinds::npiAndNoTime, NO, .45, .95, "dddddddddd", "dddd ddd ddd"));
    kinds.add(Kind.of(US_MBI, Kinds::mbi, .6, .7, .97, "dxxd~xxd~xxdd"));
    kinds.add(Kind.of(CA_SIN, Kinds::sin, NO, .5, .9, "ddd_ddd_ddd"));
    kinds.add(Kind.of(CA_SIN, Kinds::sin, NO, NO, .9, "ddddddddd"));
    kinds.add(Kind.of(MEDICAL_LICENSE, Kinds::dea, NO, .5, .9, "aaddddddd", "a9ddddddd"));
    kinds.add(
        Kind.of(MEDICAL_RECORD, ANY, NO, NO, .8, "ddddddd", "dddddddd", "dddddd", "dddddddddd"));
  }

  private static boolean ssn(byte[] v, int n) {
    int area = number(v, 0, 3);
    int all = number(v, 0, 9);
    return area != 0
        && area != 666
        && area < 900
        && number(v, 3, 5) != 0
        && number(v, 5, 9) != 0
        && !allSame(v, n)
        && all != 78051120
        && all != 123456789
        && all != 219099999;
  }

  private static boolean itin(byte[] v, int n) {
    int group = number(v, 3, 5);
    return v[0] == '9'
        && group >= 50
        && group != 66
        && group != 67
        && group != 68
        && group != 69
        && group != 89
        && group != 93
        && n == 9;
  }

  private static final int[] ABA_WEIGHTS = {3, 7, 1, 3, 7, 1, 3, 7, 1};

  private static boolean aba(byte[] v, int n) {
    int first = number(v, 0, 2);
    boolean range =
        first <= 12 || first >= 21 && first <= 32 || first >= 61 && first <= 72 || first == 80;
    return range && !allSame(v, n) && weighted(v, 0, ABA_WEIGHTS) % 10 == 0;
  }

  private static boolean npi(byte[] v, int n) {
    int sum = 24;
    for (int i = n - 1, place = 0; i >= 0; i--, place++) {
      int doubled = place % 2 == 1 ? digit(v, i) * 2 : digit(v, i);
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return (v[0] == '1' || v[0] == '2') && sum % 10 == 0;
  }

  /** Seconds since 1970 are the numbers that most often stand alone. */
  private static boolean npiAndNoTime(byte[] v, int n) {
    return npi(v, n) && !isTime(v);
  }

  private static boolean isTime(byte[] v) {
    return v[0] == '1' && v[1] >= '5' && v[1] <= '9';
  }

  private static boolean mbi(byte[] v, int n) {

    boolean holds = n == 11 && v[0] >= '1' && v[0] <= '9';
    String kinds = "caxnaxnaann";
    for (int i = 1; i < n && holds; i++) {
      holds =
          switch (kinds.charAt(i)) {
            case 'a' -> mbiLetter(v[i]);
            case 'n' -> v[i] <= '9';
            default -> v[i] <= '9' || mbiLetter(v[i]);
          };
    }
    return holds;
  }

  private static boolean mbiLetter(byte b) {
    return b >= 'A' && "SLOIBZ".indexOf(b) < 0;
  }

  private static boolean sin(byte[] v, int n) {
    return v[0] != '0' && v[0] != '8' && !allSame(v, n) && luhn(v, 0, n);
  }

  private static final int[] DEA_WEIGHTS = {1, 2, 1, 2, 1, 2};

  private static boolean dea(byte[] v, int n) {
    int sum = weighted(v, 2, DEA_WEIGHTS);
    return "ABCDEFGHJKLMNPRSTUX".indexOf(v[0]) >= 0 && n == 9 && sum % 10 == digit(v, 8);
  }

  private static void australia(List<Kind> kinds) {
    kinds.add(Kind.of(AU_ABN, Kinds::abn, .55, .6, .95, "dd ddd ddd ddd"));
    kinds.add(Kind.of(AU_ABN, Kinds::abn, NO, .4, .95, "ddddddddddd"));
    kinds.add(Kind.of(AU_ACN, Kinds::acn, NO, NO, .9, "ddd~ddd~ddd"));
    kinds.add(Kind.of(AU_TFN, Kinds::tfn, NO, NO, .9, "ddd~ddd~ddd"));
    kinds.add(Kind.of(AU_MEDICARE, Kinds::medicare, NO, .4, .95, "dddd~ddddd~d"));
  }

  private static final int[] ABN_WEIGHTS = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};

  private static boolean abn(byte[] v, int n) {
    int sum = weighted(v, 0, ABN_WEIGHTS) - 10;
    return v[0] != '0' && n == 11 && sum % 89 == 0;
  }

  private static final int[] ACN_WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 1};

  private static boolean acn(byte[] v, int n) {
    int sum = weighted(v, 0, ACN_WEIGHTS);
    return !allSame(v, n) && (10 - sum % 10) % 10 == digit(v, 8);
  }

  private static final int[] TFN_WEIGHTS = {1, 4, 3, 7, 5, 8, 6, 9, 10};

  private static boolean tfn(byte[] v, int n) {
    return !allSame(v, n) && weighted(v, 0, TFN_WEIGHTS) % 11 == 0;
  }

  private static final int[] MEDICARE_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9};

  private static boolean medicare(byte[] v, int n) {
    return v[0] >= '2'
        && v[0] <= '6'
        && n == 10
        && weighted(v, 0, MEDICARE_WEIGHTS) % 10 == digit(v, 8);
  }

  private static void britain(List<Kind> kinds) {
    kinds.add(Kind.of(UK_NHS, Kinds::nhs, NO, NO, .95, "ddd~ddd~dddd"));
    kinds.add(Kind.of(UK_NHS, (v, n) -> nhs(v, n) && !isTime(v), NO, .45, .95, "ddd~ddd~dddd"));
    kinds.add(Kind.of(UK_NINO, Kinds::nino, .7, .75, .97, "uu~dd~dd~dd~u"));
    kinds.add(Kind.of(UK_NINO, Kinds::nino, NO, .5, .9, "aa~dd~dd~dd~a", "aa~dddddda"));
    kinds.add(Kind.of(UK_NINO, Kinds::nino, .6, .7, .95, "uu~ddddddu"));
    kinds.add(Kind.of(UK_PASSPORT, ANY, NO, NO, .8, "aaddddddd", "ddddddddd"));
    kinds.add(Kind.of(UK_DRIVING_LICENCE, Kinds::drivingLicence, .7, .75, .97, "xxxxxddddddxxxaa"));
    kinds.add(Kind.of(UK_VEHICLE_REGISTRATION, Kinds::numberPlate, NO, .4, .8, "aadd~aaa"));
    kinds.add(Kind.of(UK_POSTCODE, Kinds::postcode, .4, .5, .85, "udd duu", "uud duu", "uudd duu"));
    kinds.add(Kind.of(UK_POSTCODE, Kinds::postcode, .4, .5, .85, "udu duu", "uudu duu"));
    kinds.add(Kind.of(UK_POSTCODE, Kinds::postcode, NO, .5, .85, "ud duu"));
    kinds.add(Kind.of(UK_POSTCODE, ANY, .4, .5, .85, "GIR 0AA"));
    kinds.add(
        Kind.of(
            UK_POSTCODE,
            Kinds::postcode,
            NO,
            .4,
            .8,
            "udduu",
            "uddduu",
            "uudduu",
            "uuddduu",
            "ududuu",
            "uududuu"));
  }

  private static final int[] NHS_WEIGHTS = {10, 9, 8, 7, 6, 5, 4, 3, 2};

  private static boolean nhs(byte[] v, int n) {
    int check = 11 - weighted(v, 0, NHS_WEIGHTS) % 11;
    return !allSame(v, n) && (check == 11 ? 0 : check) == digit(v, 9);
  }

  private static boolean nino(byte[] v, int n) {
    return n == 9
        && "DFIQUV".indexOf(v[0]) < 0
        && "DFIQUVO".indexOf(v[1]) < 0
        && !pairIn(" BG GB NK KN TN NT ZZ ", v)
        && v[8] >= 'A'
        && v[8] <= 'D';
  }

  /** Whether the first two signs stand in a list of pairs, each between spaces. */
  private static boolean pairIn(String pairs, byte[] v) {
    for (int i = 1; i + 1 < pairs.length(); i++) {
      if (pairs.charAt(i) == v[0] && pairs.charAt(i + 1) == v[1] && pairs.charAt(i - 1) == ' ') {
        return true;
      }
    }
    return false;
  }

  private static boolean drivingLicence(byte[] v, int n) {
    for (int i = 0; i < 5; i++) {
      if (v[i] < 'A' && v[i] != '9') {
        return false;
      }
    }
    int month = number(v, 6, 8);
    boolean initials = (v[11] >= 'A' || v[11] == '9') && (v[12] >= 'A' || v[12] == '9');
    return n == 16
        && v[0] >= 'A'
        && initials
        && isDay(month > 50 ? month - 50 : month, number(v, 8, 10));
  }

  private static boolean numberPlate(byte[] v, int n) {
    int age = number(v, 2, 4);
    boolean letters = "IQZ".indexOf(v[0]) < 0 && "IQZ".indexOf(v[1]) < 0;
    for (int i = 4; i < n; i++) {
      letters &= v[i] != 'I' && v[i] != 'Q';
    }
    return letters && (age >= 2 && age <= 29 || age >= 51 && age <= 79);
  }

  private static final String POSTCODE_AREAS =
      " AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT"
          + " DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA"
          + " LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE"
          + " SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV"
          + " YO ZE ";

  private static boolean postcode(byte[] v, int n) {
    boolean area = v[1] >= 'A' ? pairIn(POSTCODE_AREAS, v) : "BEGLMNSW".indexOf(v[0]) >= 0;
    return area && "CIKMOV".indexOf(v[n - 1]) < 0 && "CIKMOV".indexOf(v[n - 2]) < 0;
  }

  private static void germany(List<Kind> kinds) {
    kinds.add(Kind.of(DE_TAX_ID, Kinds::deTax, NO, .42, .95, "ddddddddddd", "dd ddd ddd ddd"));
    kinds.add(
        Kind.of(DE_TAX_NUMBER, ANY, NO, NO, .85, "dd/ddd/ddddd", "ddd/ddd/ddddd", "ddddddddddddd"));
    kinds.add(Kind.of(DE_TAX_NUMBER, ANY, NO, NO, .85, "dd/ddd/dddd", "ddd/dddd/dddd"));
    kinds.add(Kind.of(DE_PASSPORT, Kinds::icao, NO, .5, .9, "xxxxxxxxx"));
    kinds.add(Kind.of(DE_ID_CARD, Kinds::icao, NO, NO, .91, "xxxxxxxxx"));
    kinds.add(Kind.of(DE_SOCIAL_SECURITY, Kinds::pension, .6, .7, .95, "ddddddddaddd"));
    kinds.add(Kind.of(DE_SOCIAL_SECURITY, Kinds::pension, .6, .7, .95, "dd dddddd a ddd"));
    kinds.add(Kind.of(DE_HEALTH_INSURANCE, Kinds::kvnr, .4, .6, .95, "uddddddddd"));
    kinds.add(Kind.of(DE_HEALTH_INSURANCE, Kinds::kvnr, NO, .4, .9, "addddddddd"));
    kinds.add(Kind.of(DE_LANR, Kinds::lanr, NO, NO, .9, "ddddddddd"));
    kinds.add(Kind.of(DE_BSNR, ANY, NO, NO, .8, "ddddddddd"));
    kinds.add(Kind.of(DE_FUEHRERSCHEIN, ANY, NO, NO, .8, "xddxxxxxdxx", "xxxxxxxxxxx"));
    kinds.add(
        Kind.of(
            DE_HANDELSREGISTER,
            ANY,
            .7,
            .7,
            .9,
            "HRB ddd",
            "HRB dddd",
            "HRB ddddd",
            "HRB dddddd",
            "HRA ddd",
            "HRA dddd",
            "HRA ddddd",
            "HRA dddddd"));
    kinds.add(
        Kind.of(
            DE_VAT_ID,
            (v, n) -> v[2] != '0' && Checksums.mod11and10(v, 2, n),
            .6,
            .7,
            .95,
            "DEddddddddd",
            "DE ddd ddd ddd"));
    kinds.add(
        Kind.of(
            DE_KFZ,
            ANY,
            NO,
            NO,
            .8,
            "uuu-uu dddd",
            "u-uu dddd",
            "uu-uu dddd",
            "u-u dddd",
            "uu-u dddd",
            "u-uu ddd",
            "uu-uu ddd",
            "uuu-u ddd"));
    kinds.add(
        Kind.of(
            DE_PLZ,
            (v, n) -> number(v, 0, 5) >= 1001 && number(v, 0, 5) <= 99998,
            NO,
            NO,
            .8,
            "ddddd"));
  }

  private static boolean deTax(byte[] v, int n) {
    return v[0] != '0' && !allSame(v, n) && Checksums.mod11and10(v, 0, 11);
  }

  /** Documents of travel: weights 7, 3, 1 over digits and letters from A = 10. */
  private static boolean icao(byte[] v, int n) {
    if ("CFGHJKLMNPRTVWXYZ".indexOf(v[0]) < 0 || v[n - 1] > '9') {
      return false;
    }
    int sum = 0;
    int digits = 0;
    for (int i = 0; i < n - 1; i++) {
      if (v[i] >= 'A' && "CFGHJKLMNPRTVWXYZ".indexOf(v[i]) < 0) {
        return false;
      }
      digits += v[i] <= '9' ? 1 : 0;
      int value = v[i] <= '9' ? v[i] - '0' : v[i] - 'A' + 10;
      sum += value * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
    }
    return digits >= 3 && sum % 10 == v[n - 1] - '0';
  }

  private static final int[] PENSION_WEIGHTS = {2, 1, 2, 5, 7, 1, 2, 1};

  private static boolean pension(byte[] v, int n) {
    int letter = v[8] - 'A' + 1;
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += crossSum(digit(v, i) * PENSION_WEIGHTS[i]);
    }
    sum += crossSum(letter / 10 * 2) + crossSum(letter % 10);
    sum += crossSum(digit(v, 9) * 2) + crossSum(digit(v, 10));
    int day = number(v, 2, 4);
    return n == 12 && isDay(number(v, 4, 6), day > 50 ? day - 50 : day) && sum % 10 == digit(v, 11);
  }

  private static int crossSum(int value) {
    return value / 10 + value % 10;
  }

  private static boolean kvnr(byte[] v, int n) {
    int letter = v[0] - 'A' + 1;
    int sum = letter / 10 + crossSum(letter % 10 * 2);
    for (int i = 1; i < 9; i++) {
      sum += crossSum(digit(v, i) * (i % 2 == 1 ? 1 : 2));
    }
    return n == 10 && sum % 10 == digit(v, 9);
  }

  private static final int[] LANR_WEIGHTS = {4, 9, 4, 9, 4, 9};

  private static boolean lanr(byte[] v, int n) {
    return n == 9 && !allSame(v, 6) && (10 - weighted(v, 0, LANR_WEIGHTS) % 10) % 10 == digit(v, 6);
  }

  private static void south(List<Kind> kinds) {
    kinds.add(Kind.of(ES_NIF, Kinds::nif, .5, .7, .95, "dddddddd-u"));
    kinds.add(Kind.of(ES_NIF, Kinds::nif, NO, .6, .95, "dddddddda", "ddddddd~a"));
    kinds.add(Kind.of(ES_NIE, Kinds::nie, .6, .7, .95, "uddddddd~u"));
    kinds.add(Kind.of(ES_PASSPORT, ANY, NO, NO, .85, "aaadddddd"));
    kinds.add(Kind.of(IT_FISCAL_CODE, Kinds::fiscalCode, .8, .85, .97, "aaaaaaddaddaddda"));
    kinds.add(
        Kind.of(
            IT_VAT_CODE, (v, n) -> !allSame(v, n) && luhn(v, 0, n), NO, .41, .9, "ddddddddddd"));
    kinds.add(Kind.of(IT_DRIVER_LICENSE, Kinds::itDriver, .5, .6, .9, "U1xxxxxxxu"));
    kinds.add(Kind.of(IT_DRIVER_LICENSE, ANY, NO, NO, .85, "aaddddddda"));
    kinds.add(Kind.of(IT_IDENTITY_CARD, ANY, NO, NO, .8, "aa~ddddddd", "dddddddaa", "aadddddaa"));
    kinds.add(Kind.of(IT_PASSPORT, ANY, NO, NO, .8, "aaddddddd"));
  }

  private static final String NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

  private static boolean nif(byte[] v, int n) {
    return NIF_LETTERS.charAt(number(v, 0, n - 1) % 23) == v[n - 1];
  }

  private static boolean nie(byte[] v, int n) {
    int first = "XYZ".indexOf(v[0]);
    return first >= 0
        && NIF_LETTERS.charAt((first * 10_000_000 + number(v, 1, n - 1)) % 23) == v[n - 1];
  }

  private static boolean fiscalCode(byte[] v, int n) {
    int day = number(v, 9, 11);
    return n == 16
        && "ABCDEHLMPRST".indexOf(v[8]) >= 0
        && (day >= 1 && day <= 31 || day >= 41 && day <= 71 || day == 0);
  }

  private static boolean itDriver(byte[] v, int n) {
    for (int i = 2; i < n - 1; i++) {
      if ("AEIOQ".indexOf(v[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static void north(List<Kind> kinds) {
    kinds.add(
        Kind.of(
            FI_PERSONAL_IDENTITY_CODE, Kinds::hetu, .8, .85, .97, "dddddd-dddx", "dddddd+dddx"));
    kinds.add(
        Kind.of(
            FI_PERSONAL_IDENTITY_CODE,
            Kinds::hetu,
            .7,
            .8,
            .97,
            "dddddduddd",
            "dddddduddxx",
            "dddddduddd" + "x"));
    kinds.add(
        Kind.of(
            SE_PERSONNUMMER,
            Kinds::personnummer,
            .6,
            .7,
            .95,
            "dddddd-dddd",
            "dddddddd-dddd",
            "dddddd+dddd"));
    kinds.add(Kind.of(SE_PERSONNUMMER, Kinds::personnummer, NO, .45, .95, "dddddddddddd"));
    kinds.add(Kind.of(SE_PERSONNUMMER, Kinds::personnummer, NO, NO, .9, "dddddddddd"));
    kinds.add(
        Kind.of(
            SE_ORGANISATIONSNUMMER,
            (v, n) -> digit(v, 2) >= 2 && luhn(v, 0, n),
            NO,
            .6,
            .9,
            "dddddd-dddd"));
    kinds.add(Kind.of(PL_PESEL, Kinds::pesel, NO, .5, .95, "ddddddddddd"));
  }

  private static boolean hetu(byte[] v, int n) {
    boolean century = v[6] >= 'A';
    int from = century ? 7 : 6;
    if (n != from + 4 || century && "ABCDEFYXWVU".indexOf(v[6]) < 0) {
      return false;
    }
    for (int i = from; i < from + 3; i++) {
      if (v[i] > '9') {
        return false;
      }
    }
    int individual = number(v, from, from + 3);
    int check = (number(v, 0, 6) * 1000 + individual) % 31;
    return individual >= 2
        && isDay(number(v, 2, 4), number(v, 0, 2))
        && "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(check) == v[n - 1];
  }

  private static boolean personnummer(byte[] v, int n) {
    int from = n - 10;
    int day = number(v, from + 4, from + 6);
    int century = from == 2 ? number(v, 0, 2) : 19;
    return century >= 18
        && century <= 20
        && isDay(number(v, from + 2, from + 4), day > 60 ? day - 60 : day)
        && luhn(v, from, n);
  }

  private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};

  private static boolean pesel(byte[] v, int n) {
    int month = number(v, 2, 4) % 20;
    int sum = weighted(v, 0, PESEL_WEIGHTS);
    return n == 11 && isDay(month, number(v, 4, 6)) && (10 - sum % 10) % 10 == digit(v, 10);
  }

  private static void india(List<Kind> kinds) {
    kinds.add(Kind.of(IN_AADHAAR, Kinds::aadhaar, NO, .65, .95, "dddd_dddd_dddd"));
    kinds.add(Kind.of(IN_AADHAAR, Kinds::aadhaar, NO, .46, .95, "dddddddddddd"));
    kinds.add(
        Kind.of(IN_PAN, (v, n) -> "PCHFATBLJG".indexOf(v[3]) >= 0, .55, .65, .95, "uuuuuddddu"));
    kinds.add(Kind.of(IN_PAN, ANY, NO, .4, .9, "aaaaadddda"));
    kinds.add(Kind.of(IN_GSTIN, Kinds::gstin, .75, .8, .97, "dduuuuudddduxZx"));
    kinds.add(
        Kind.of(
            IN_PASSPORT, (v, n) -> v[1] != '0' && "QXZ".indexOf(v[0]) < 0, NO, NO, .9, "addddddd"));
    kinds.add(
        Kind.of(
            IN_VEHICLE_REGISTRATION,
            Kinds::indianPlate,
            .45,
            .5,
            .85,
            "uudduudddd",
            "uuduuudddd",
            "uuddudddd"));
  }

  private static boolean aadhaar(byte[] v, int n) {
    return n == 12 && v[0] >= '2' && Checksums.verhoeff(v, n);
  }

  private static boolean gstin(byte[] v, int n) {
    int state = number(v, 0, 2);
    return n == 15 && (state >= 1 && state <= 38 || state == 97 || state == 99);
  }

  private static final String INDIAN_STATES =
      " AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ"
          + " SK TN TR TS UA UK UP WB ";

  private static boolean indianPlate(byte[] v, int n) {
    return n >= 9 && pairIn(INDIAN_STATES, v);
  }

  private static void korea(List<Kind> kinds) {
    kinds.add(Kind.of(KR_RRN, (v, n) -> resident(v, '1', '4'), .65, .7, .97, "dddddd-ddddddd"));
    kinds.add(Kind.of(KR_RRN, (v, n) -> resident(v, '1', '4'), NO, .4, .95, "ddddddddddddd"));
    kinds.add(Kind.of(KR_FRN, (v, n) -> resident(v, '5', '8'), .65, .7, .97, "dddddd-ddddddd"));
    kinds.add(Kind.of(KR_FRN, (v, n) -> resident(v, '5', '8'), NO, .4, .95, "ddddddddddddd"));
    kinds.add(Kind.of(KR_BRN, Kinds::brn, .5, .6, .95, "ddd-dd-ddddd"));
    kinds.add(Kind.of(KR_BRN, Kinds::brn, NO, NO, .9, "dddddddddd"));
    kinds.add(
        Kind.of(
            KR_DRIVER_LICENSE,
            (v, n) -> number(v, 0, 2) >= 11 && number(v, 0, 2) <= 28,
            .4,
            .6,
            .95,
            "dd-dd-dddddd-dd"));
    kinds.add(
        Kind.of(
            KR_DRIVER_LICENSE,
            (v, n) -> number(v, 0, 2) >= 11 && number(v, 0, 2) <= 28,
            NO,
            .5,
            .9,
            "dd dd dddddd dd"));
    kinds.add(
        Kind.of(KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, .45, .55, .95, "udddudddd"));
    kinds.add(Kind.of(KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, NO, .5, .9, "adddadddd"));
    kinds.add(Kind.of(KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, NO, NO, .9, "adddddddd"));
  }

  private static boolean resident(byte[] v, char least, char most) {
    return isDay(number(v, 2, 4), number(v, 4, 6)) && v[6] >= least && v[6] <= most;
  }

  private static final int[] BRN_WEIGHTS = {1, 3, 7, 1, 3, 7, 1, 3};

  private static boolean brn(byte[] v, int n) {
    int sum = weighted(v, 0, BRN_WEIGHTS) + digit(v, 8) * 5 + digit(v, 8) * 5 / 10;
    return n == 10 && (10 - sum % 10) % 10 == digit(v, 9);
  }

  private static void asia(List<Kind> kinds) {
    kinds.add(Kind.of(SG_NRIC_FIN, Kinds::nric, .65, .7, .97, "uddddddda"));
    kinds.add(Kind.of(SG_NRIC_FIN, Kinds::nric, NO, .5, .9, "addddddda"));
    kinds.add(Kind.of(SG_NRIC_FIN, (v, n) -> "STFGM".indexOf(v[0]) >= 0, NO, .36, .8, "udddddddu"));
    kinds.add(Kind.of(SG_UEN, (v, n) -> "TSR".indexOf(v[0]) >= 0, .5, .6, .9, "udduuddddu"));
    kinds.add(Kind.of(SG_UEN, Kinds::uenYear, NO, .5, .9, "dddddddddu"));
    kinds.add(Kind.of(SG_UEN, ANY, NO, NO, .9, "ddddddddu"));
    kinds.add(Kind.of(TH_TNIN, Kinds::thai, .7, .75, .97, "d-dddd-ddddd-dd-d"));
    kinds.add(Kind.of(TH_TNIN, Kinds::thai, NO, .45, .95, "ddddddddddddd"));
    kinds.add(Kind.of(TR_NATIONAL_ID, Kinds::tckn, NO, .55, .95, "ddddddddddd"));
    kinds.add(
        Kind.of(
            TR_LICENSE_PLATE,
            Kinds::turkishPlate,
            NO,
            .5,
            .85,
            "dd~u~dd",
            "dd~u~ddd",
            "dd~u~dddd",
            "dd~uu~dd",
            "dd~uu~ddd",
            "dd~uu~dddd",
            "dd~uuu~dd",
            "dd~uuu~ddd",
            "dd~uuu~dddd"));
    kinds.add(Kind.of(PH_TIN, Kinds::phTin, NO, .5, .9, "ddd-ddd-ddd", "ddd-ddd-ddd-ddd"));
    kinds.add(Kind.of(PH_TIN, Kinds::phTin, NO, NO, .9, "ddddddddd", "dddddddddddd"));
  }

  private static final int[] NRIC_WEIGHTS = {2, 7, 6, 5, 4, 3, 2};

  private static boolean nric(byte[] v, int n) {
    int sum = weighted(v, 1, NRIC_WEIGHTS);
    return switch (v[0]) {
      case 'S' -> "JZIHGFEDCBA".charAt(sum % 11) == v[8];
      case 'T' -> "JZIHGFEDCBA".charAt((sum + 4) % 11) == v[8];
      case 'F' -> "XWUTRQPNMLK".charAt(sum % 11) == v[8];
      case 'G' -> "XWUTRQPNMLK".charAt((sum + 4) % 11) == v[8];
      case 'M' -> "KLJNPQRTUWX".charAt((sum + 3) % 11) == v[8] && n == 9;
      default -> false;
    };
  }

  private static boolean uenYear(byte[] v, int n) {
    int year = number(v, 0, 4);
    return year >= 1900 && year <= 2099 && n == 10;
  }

  private static final int[] THAI_WEIGHTS = {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2};

  private static boolean thai(byte[] v, int n) {
    int sum = weighted(v, 0, THAI_WEIGHTS);
    int province = number(v, 1, 3);
    boolean known =
        province >= 10 && province <= 27
            || province >= 30 && province <= 58
            || province >= 60 && province <= 67
            || province >= 70 && province <= 77
            || province >= 80 && province <= 86
            || province >= 90 && province <= 96;
    return n == 13 && v[0] != '0' && known && (11 - sum % 11) % 10 == digit(v, 12);
  }

  private static boolean tckn(byte[] v, int n) {
    int odd = digit(v, 0) + digit(v, 2) + digit(v, 4) + digit(v, 6) + digit(v, 8);
    int even = digit(v, 1) + digit(v, 3) + digit(v, 5) + digit(v, 7);
    return n == 11
        && v[0] != '0'
        && Math.floorMod(odd * 7 - even, 10) == digit(v, 9)
        && (odd + even + digit(v, 9)) % 10 == digit(v, 10);
  }

  private static boolean turkishPlate(byte[] v, int n) {
    int province = number(v, 0, 2);
    return province >= 1 && province <= 81 && n >= 5;
  }

  private static final int[] PH_TIN_WEIGHTS = {9, 8, 7, 6, 5, 4, 3, 2};

  private static boolean phTin(byte[] v, int n) {
    return !allSame(v, n) && weighted(v, 0, PH_TIN_WEIGHTS) % 11 == digit(v, 8);
  }

  private static void africa(List<Kind> kinds) {
    kinds.add(Kind.of(ZA_ID_NUMBER, Kinds::southAfrican, NO, .5, .95, "ddddddddddddd"));
    kinds.add(
        Kind.of(
            NG_NIN,
            (v, n) -> !allSame(v, n) && Checksums.verhoeff(v, n),
            NO,
            NO,
            .85,
            "ddddddddddd"));
    kinds.add(Kind.of(NG_VEHICLE_REGISTRATION, ANY, NO, .5, .85, "uuu~ddduu"));
  }

  private static boolean southAfrican(byte[] v, int n) {
    return isDay(number(v, 2, 4), number(v, 4, 6)) && v[10] <= '1' && luhn(v, 0, n);
  }

  private static void dates(List<Kind> kinds) {
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH, Kinds::dayFirst, NO, NO, .9, "dd/dd/dddd", "dd.dd.dddd", "dd-dd-dddd"));
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH, Kinds::yearFirst, NO, NO, .9, "dddd-dd-dd", "dddd/dd/dd", "dddd.dd.dd"));
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH,
            (v, n) -> isYear(number(v, n - 4, n)),
            NO,
            NO,
            .85,
            "d/d/dddd",
            "dd/d/dddd",
            "d/dd/dddd",
            "d.d.dddd",
            "dd.d.dddd"));
  }

  private static boolean dayFirst(byte[] v, int n) {
    int a = number(v, 0, 2);
    int b = number(v, 2, 4);
    return (isDay(a, b) || isDay(b, a)) && isYear(number(v, 4, n));
  }

  private static boolean yearFirst(byte[] v, int n) {
    return n == 8 && isYear(number(v, 0, 4)) && isDay(number(v, 4, 6), number(v, 6, 8));
  }

  private static boolean isYear(int year) {
    return year >= 1900 && year <= 2035;
  }
}
