// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.allSame;
import static dev.sallyport.detection.data.personal.Checksums.digit;
import static dev.sallyport.detection.data.personal.Checksums.luhn;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.detection.data.personal.Checksums.weighted;
import static dev.sallyport.model.DataClass.*;

import java.util.List;

/** The identifiers of the United States and Canada. */
final class AmericanKinds {
  private AmericanKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    kinds.add(Kind.of(US_SSN, AmericanKinds::ssn, .85, .85, .97, "ddd-dd-dddd"));
    kinds.add(Kind.of(US_SSN, AmericanKinds::ssn, .45, .6, .95, "ddd dd dddd"));
    kinds.add(
        Kind.of(US_SSN, AmericanKinds::ssn, Kind.NO, Kind.NO, .9, "ddddddddd", "ddd.dd.dddd"));
    kinds.add(Kind.of(US_SSN, AmericanKinds::ssn, .5, .5, .9, "ddd-dddddd", "ddddd-dddd"));
    kinds.add(Kind.of(US_ITIN, AmericanKinds::itin, .86, .86, .97, "9dd-dd-dddd"));
    kinds.add(
        Kind.of(
            US_ITIN, AmericanKinds::itin, .5, .5, .9, "9dd-dddddd", "9dddd-dddd", "9dd dd dddd"));
    kinds.add(Kind.of(US_ITIN, AmericanKinds::itin, Kind.NO, Kind.NO, .9, "9dddddddd"));
    kinds.add(Kind.of(US_PASSPORT, Kind.ANY, Kind.NO, Kind.NO, .8, "ddddddddd", "adddddddd"));
    kinds.add(
        Kind.of(
            US_DRIVER_LICENSE,
            Kind.ANY,
            Kind.NO,
            Kind.NO,
            .7,
            "addddddd",
            "adddddddd",
            "ddddddddd",
            "adddddddddddd",
            "addd-dddd-dddd",
            "aadddddd"));
    kinds.add(
        Kind.of(
            US_BANK_NUMBER, Kind.ANY, Kind.NO, Kind.NO, .7, "dddddddd", "ddddddddd", "dddddddddd"));
    kinds.add(
        Kind.of(US_BANK_NUMBER, Kind.ANY, Kind.NO, Kind.NO, .7, "ddddddddddd", "dddddddddddd"));
    kinds.add(Kind.of(ABA_ROUTING_NUMBER, AmericanKinds::aba, Kind.NO, Kind.NO, .9, "ddddddddd"));
    kinds.add(Kind.of(ABA_ROUTING_NUMBER, AmericanKinds::aba, Kind.NO, .6, .9, "dddd-dddd-d"));
    kinds.add(
        Kind.of(US_NPI, AmericanKinds::npi, Kind.NO, Kind.NO, .95, "dddddddddd", "dddd ddd ddd"));
    kinds.add(
        Kind.of(
            US_NPI, AmericanKinds::npiAndNoTime, Kind.NO, .45, .95, "dddddddddd", "dddd ddd ddd"));
    kinds.add(Kind.of(US_MBI, AmericanKinds::mbi, .6, .7, .97, "dxxd~xxd~xxdd"));
    kinds.add(Kind.of(CA_SIN, AmericanKinds::sin, Kind.NO, .5, .9, "ddd_ddd_ddd"));
    kinds.add(Kind.of(CA_SIN, AmericanKinds::sin, Kind.NO, Kind.NO, .9, "ddddddddd"));
    kinds.add(
        Kind.of(MEDICAL_LICENSE, AmericanKinds::dea, Kind.NO, .5, .9, "aaddddddd", "a9ddddddd"));
    kinds.add(
        Kind.of(
            MEDICAL_RECORD,
            Kind.ANY,
            Kind.NO,
            Kind.NO,
            .8,
            "ddddddd",
            "dddddddd",
            "dddddd",
            "dddddddddd"));
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

  /** Whether ten digits read like seconds since 1970, in this time. */
  static boolean isTime(byte[] v) {
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
}
