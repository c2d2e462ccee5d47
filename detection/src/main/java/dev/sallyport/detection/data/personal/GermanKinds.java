// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.allSame;
import static dev.sallyport.detection.data.personal.Checksums.digit;
import static dev.sallyport.detection.data.personal.Checksums.isDay;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.detection.data.personal.Checksums.weighted;
import static dev.sallyport.model.DataClass.*;

import java.util.List;

/** The identifiers of Germany. */
final class GermanKinds {
  private GermanKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    kinds.add(
        Kind.of(DE_TAX_ID, GermanKinds::deTax, Kind.NO, .42, .95, "ddddddddddd", "dd ddd ddd ddd"));
    kinds.add(
        Kind.of(
            DE_TAX_NUMBER,
            Kind.ANY,
            Kind.NO,
            Kind.NO,
            .85,
            "dd/ddd/ddddd",
            "ddd/ddd/ddddd",
            "ddddddddddddd"));
    kinds.add(
        Kind.of(DE_TAX_NUMBER, Kind.ANY, Kind.NO, Kind.NO, .85, "dd/ddd/dddd", "ddd/dddd/dddd"));
    kinds.add(Kind.of(DE_PASSPORT, GermanKinds::icao, Kind.NO, .5, .9, "xxxxxxxxx"));
    kinds.add(Kind.of(DE_ID_CARD, GermanKinds::icao, Kind.NO, Kind.NO, .91, "xxxxxxxxx"));
    kinds.add(Kind.of(DE_SOCIAL_SECURITY, GermanKinds::pension, .6, .7, .95, "ddddddddaddd"));
    kinds.add(Kind.of(DE_SOCIAL_SECURITY, GermanKinds::pension, .6, .7, .95, "dd dddddd a ddd"));
    kinds.add(Kind.of(DE_HEALTH_INSURANCE, GermanKinds::kvnr, .4, .6, .95, "uddddddddd"));
    kinds.add(Kind.of(DE_HEALTH_INSURANCE, GermanKinds::kvnr, Kind.NO, .4, .9, "addddddddd"));
    kinds.add(Kind.of(DE_LANR, GermanKinds::lanr, Kind.NO, Kind.NO, .9, "ddddddddd"));
    kinds.add(Kind.of(DE_BSNR, Kind.ANY, Kind.NO, Kind.NO, .8, "ddddddddd"));
    kinds.add(
        Kind.of(DE_FUEHRERSCHEIN, Kind.ANY, Kind.NO, Kind.NO, .8, "xddxxxxxdxx", "xxxxxxxxxxx"));
    kinds.add(
        Kind.of(
            DE_HANDELSREGISTER,
            Kind.ANY,
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
            Kind.ANY,
            Kind.NO,
            Kind.NO,
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
            Kind.NO,
            Kind.NO,
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
}
