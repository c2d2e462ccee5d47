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

/** The identifiers of Spain, Italy, Finland, Sweden and Poland. */
final class EuropeanKinds {
  private EuropeanKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    south(kinds);
    north(kinds);
  }

  private static void south(List<Kind> kinds) {
    kinds.add(Kind.of(ES_NIF, EuropeanKinds::nif, .5, .7, .95, "dddddddd-u"));
    kinds.add(Kind.of(ES_NIF, EuropeanKinds::nif, Kind.NO, .6, .95, "dddddddda", "ddddddd~a"));
    kinds.add(Kind.of(ES_NIE, EuropeanKinds::nie, .6, .7, .95, "uddddddd~u"));
    kinds.add(Kind.of(ES_PASSPORT, Kind.ANY, Kind.NO, Kind.NO, .85, "aaadddddd"));
    kinds.add(Kind.of(IT_FISCAL_CODE, EuropeanKinds::fiscalCode, .8, .85, .97, "aaaaaaddaddaddda"));
    kinds.add(
        Kind.of(
            IT_VAT_CODE,
            (v, n) -> !allSame(v, n) && luhn(v, 0, n),
            Kind.NO,
            .41,
            .9,
            "ddddddddddd"));
    kinds.add(Kind.of(IT_DRIVER_LICENSE, EuropeanKinds::itDriver, .5, .6, .9, "U1xxxxxxxu"));
    kinds.add(Kind.of(IT_DRIVER_LICENSE, Kind.ANY, Kind.NO, Kind.NO, .85, "aaddddddda"));
    kinds.add(
        Kind.of(
            IT_IDENTITY_CARD,
            Kind.ANY,
            Kind.NO,
            Kind.NO,
            .8,
            "aa~ddddddd",
            "dddddddaa",
            "aadddddaa"));
    kinds.add(Kind.of(IT_PASSPORT, Kind.ANY, Kind.NO, Kind.NO, .8, "aaddddddd"));
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
            FI_PERSONAL_IDENTITY_CODE,
            EuropeanKinds::hetu,
            .8,
            .85,
            .97,
            "dddddd-dddx",
            "dddddd+dddx"));
    kinds.add(
        Kind.of(
            FI_PERSONAL_IDENTITY_CODE,
            EuropeanKinds::hetu,
            .7,
            .8,
            .97,
            "dddddduddd",
            "dddddduddxx",
            "dddddduddd" + "x"));
    kinds.add(
        Kind.of(
            SE_PERSONNUMMER,
            EuropeanKinds::personnummer,
            .6,
            .7,
            .95,
            "dddddd-dddd",
            "dddddddd-dddd",
            "dddddd+dddd"));
    kinds.add(
        Kind.of(SE_PERSONNUMMER, EuropeanKinds::personnummer, Kind.NO, .45, .95, "dddddddddddd"));
    kinds.add(
        Kind.of(SE_PERSONNUMMER, EuropeanKinds::personnummer, Kind.NO, Kind.NO, .9, "dddddddddd"));
    kinds.add(
        Kind.of(
            SE_ORGANISATIONSNUMMER,
            (v, n) -> digit(v, 2) >= 2 && luhn(v, 0, n),
            Kind.NO,
            .6,
            .9,
            "dddddd-dddd"));
    kinds.add(Kind.of(PL_PESEL, EuropeanKinds::pesel, Kind.NO, .5, .95, "ddddddddddd"));
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
}
