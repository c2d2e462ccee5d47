// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.allSame;
import static dev.sallyport.detection.data.personal.Checksums.digit;
import static dev.sallyport.detection.data.personal.Checksums.isDay;
import static dev.sallyport.detection.data.personal.Checksums.luhn;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.detection.data.personal.Checksums.weighted;
import static dev.sallyport.model.DataClass.*;

import java.util.List;

/** The identifiers of Britain, Australia, South Africa and Nigeria. */
final class BritishKinds {
  private BritishKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    britain(kinds);
    australia(kinds);
    africa(kinds);
  }

  private static void britain(List<Kind> kinds) {
    kinds.add(Kind.of(UK_NHS, BritishKinds::nhs, Kind.NO, Kind.NO, .95, "ddd~ddd~dddd"));
    kinds.add(
        Kind.of(
            UK_NHS,
            (v, n) -> nhs(v, n) && !AmericanKinds.isTime(v),
            Kind.NO,
            .45,
            .95,
            "ddd~ddd~dddd"));
    kinds.add(Kind.of(UK_NINO, BritishKinds::nino, .7, .75, .97, "uu~dd~dd~dd~u"));
    kinds.add(Kind.of(UK_NINO, BritishKinds::nino, Kind.NO, .5, .9, "aa~dd~dd~dd~a", "aa~dddddda"));
    kinds.add(Kind.of(UK_NINO, BritishKinds::nino, .6, .7, .95, "uu~ddddddu"));
    kinds.add(Kind.of(UK_PASSPORT, Kind.ANY, Kind.NO, Kind.NO, .8, "aaddddddd", "ddddddddd"));
    kinds.add(
        Kind.of(
            UK_DRIVING_LICENCE, BritishKinds::drivingLicence, .7, .75, .97, "xxxxxddddddxxxaa"));
    kinds.add(
        Kind.of(UK_VEHICLE_REGISTRATION, BritishKinds::numberPlate, Kind.NO, .4, .8, "aadd~aaa"));
    kinds.add(
        Kind.of(
            UK_POSTCODE, BritishKinds::postcode, .4, .5, .85, "udd duu", "uud duu", "uudd duu"));
    kinds.add(Kind.of(UK_POSTCODE, BritishKinds::postcode, .4, .5, .85, "udu duu", "uudu duu"));
    kinds.add(Kind.of(UK_POSTCODE, BritishKinds::postcode, Kind.NO, .5, .85, "ud duu"));
    kinds.add(Kind.of(UK_POSTCODE, Kind.ANY, .4, .5, .85, "GIR 0AA"));
    kinds.add(
        Kind.of(
            UK_POSTCODE,
            BritishKinds::postcode,
            Kind.NO,
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
        && !Kinds.pairIn(" BG GB NK KN TN NT ZZ ", v)
        && v[8] >= 'A'
        && v[8] <= 'D';
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
    boolean area = v[1] >= 'A' ? Kinds.pairIn(POSTCODE_AREAS, v) : "BEGLMNSW".indexOf(v[0]) >= 0;
    return area && "CIKMOV".indexOf(v[n - 1]) < 0 && "CIKMOV".indexOf(v[n - 2]) < 0;
  }

  private static void australia(List<Kind> kinds) {
    kinds.add(Kind.of(AU_ABN, BritishKinds::abn, .55, .6, .95, "dd ddd ddd ddd"));
    kinds.add(Kind.of(AU_ABN, BritishKinds::abn, Kind.NO, .4, .95, "ddddddddddd"));
    kinds.add(Kind.of(AU_ACN, BritishKinds::acn, Kind.NO, Kind.NO, .9, "ddd~ddd~ddd"));
    kinds.add(Kind.of(AU_TFN, BritishKinds::tfn, Kind.NO, Kind.NO, .9, "ddd~ddd~ddd"));
    kinds.add(Kind.of(AU_MEDICARE, BritishKinds::medicare, Kind.NO, .4, .95, "dddd~ddddd~d"));
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

  private static void africa(List<Kind> kinds) {
    kinds.add(Kind.of(ZA_ID_NUMBER, BritishKinds::southAfrican, Kind.NO, .5, .95, "ddddddddddddd"));
    kinds.add(
        Kind.of(
            NG_NIN,
            (v, n) -> !allSame(v, n) && Checksums.verhoeff(v, n),
            Kind.NO,
            Kind.NO,
            .85,
            "ddddddddddd"));
    kinds.add(Kind.of(NG_VEHICLE_REGISTRATION, Kind.ANY, Kind.NO, .5, .85, "uuu~ddduu"));
  }

  private static boolean southAfrican(byte[] v, int n) {
    return isDay(number(v, 2, 4), number(v, 4, 6)) && v[10] <= '1' && luhn(v, 0, n);
  }
}
