// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.allSame;
import static dev.sallyport.detection.data.personal.Checksums.digit;
import static dev.sallyport.detection.data.personal.Checksums.isDay;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.detection.data.personal.Checksums.weighted;
import static dev.sallyport.model.DataClass.*;

import java.util.List;

/** The identifiers of India, Korea, Singapore, Thailand, Turkey and the Philippines. */
final class AsianKinds {
  private AsianKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    india(kinds);
    korea(kinds);
    asia(kinds);
  }

  private static void india(List<Kind> kinds) {
    kinds.add(Kind.of(IN_AADHAAR, AsianKinds::aadhaar, Kind.NO, .65, .95, "dddd_dddd_dddd"));
    kinds.add(Kind.of(IN_AADHAAR, AsianKinds::aadhaar, Kind.NO, .46, .95, "dddddddddddd"));
    kinds.add(
        Kind.of(IN_PAN, (v, n) -> "PCHFATBLJG".indexOf(v[3]) >= 0, .55, .65, .95, "uuuuuddddu"));
    kinds.add(Kind.of(IN_PAN, Kind.ANY, Kind.NO, .4, .9, "aaaaadddda"));
    kinds.add(Kind.of(IN_GSTIN, AsianKinds::gstin, .75, .8, .97, "dduuuuudddduxZx"));
    kinds.add(
        Kind.of(
            IN_PASSPORT,
            (v, n) -> v[1] != '0' && "QXZ".indexOf(v[0]) < 0,
            Kind.NO,
            Kind.NO,
            .9,
            "addddddd"));
    kinds.add(
        Kind.of(
            IN_VEHICLE_REGISTRATION,
            AsianKinds::indianPlate,
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
    return n >= 9 && Kinds.pairIn(INDIAN_STATES, v);
  }

  private static void korea(List<Kind> kinds) {
    kinds.add(Kind.of(KR_RRN, (v, n) -> resident(v, '1', '4'), .65, .7, .97, "dddddd-ddddddd"));
    kinds.add(Kind.of(KR_RRN, (v, n) -> resident(v, '1', '4'), Kind.NO, .4, .95, "ddddddddddddd"));
    kinds.add(Kind.of(KR_FRN, (v, n) -> resident(v, '5', '8'), .65, .7, .97, "dddddd-ddddddd"));
    kinds.add(Kind.of(KR_FRN, (v, n) -> resident(v, '5', '8'), Kind.NO, .4, .95, "ddddddddddddd"));
    kinds.add(Kind.of(KR_BRN, AsianKinds::brn, .5, .6, .95, "ddd-dd-ddddd"));
    kinds.add(Kind.of(KR_BRN, AsianKinds::brn, Kind.NO, Kind.NO, .9, "dddddddddd"));
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
            Kind.NO,
            .5,
            .9,
            "dd dd dddddd dd"));
    kinds.add(
        Kind.of(KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, .45, .55, .95, "udddudddd"));
    kinds.add(
        Kind.of(KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, Kind.NO, .5, .9, "adddadddd"));
    kinds.add(
        Kind.of(
            KR_PASSPORT, (v, n) -> "MSROD".indexOf(v[0]) >= 0, Kind.NO, Kind.NO, .9, "adddddddd"));
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
    kinds.add(Kind.of(SG_NRIC_FIN, AsianKinds::nric, .65, .7, .97, "uddddddda"));
    kinds.add(Kind.of(SG_NRIC_FIN, AsianKinds::nric, Kind.NO, .5, .9, "addddddda"));
    kinds.add(
        Kind.of(SG_NRIC_FIN, (v, n) -> "STFGM".indexOf(v[0]) >= 0, Kind.NO, .36, .8, "udddddddu"));
    kinds.add(Kind.of(SG_UEN, (v, n) -> "TSR".indexOf(v[0]) >= 0, .5, .6, .9, "udduuddddu"));
    kinds.add(Kind.of(SG_UEN, AsianKinds::uenYear, Kind.NO, .5, .9, "dddddddddu"));
    kinds.add(Kind.of(SG_UEN, Kind.ANY, Kind.NO, Kind.NO, .9, "ddddddddu"));
    kinds.add(Kind.of(TH_TNIN, AsianKinds::thai, .7, .75, .97, "d-dddd-ddddd-dd-d"));
    kinds.add(Kind.of(TH_TNIN, AsianKinds::thai, Kind.NO, .45, .95, "ddddddddddddd"));
    kinds.add(Kind.of(TR_NATIONAL_ID, AsianKinds::tckn, Kind.NO, .55, .95, "ddddddddddd"));
    kinds.add(
        Kind.of(
            TR_LICENSE_PLATE,
            AsianKinds::turkishPlate,
            Kind.NO,
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
    kinds.add(
        Kind.of(PH_TIN, AsianKinds::phTin, Kind.NO, .5, .9, "ddd-ddd-ddd", "ddd-ddd-ddd-ddd"));
    kinds.add(
        Kind.of(PH_TIN, AsianKinds::phTin, Kind.NO, Kind.NO, .9, "ddddddddd", "dddddddddddd"));
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
}
