// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static dev.sallyport.detection.data.personal.Checksums.isDay;
import static dev.sallyport.detection.data.personal.Checksums.number;
import static dev.sallyport.model.DataClass.*;

import java.util.List;

/** Dates that are days of birth where words say so. */
final class DateKinds {
  private DateKinds() {}

  /** Adds them. */
  static void add(List<Kind> kinds) {
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH,
            DateKinds::dayFirst,
            Kind.NO,
            Kind.NO,
            .9,
            "dd/dd/dddd",
            "dd.dd.dddd",
            "dd-dd-dddd"));
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH,
            DateKinds::yearFirst,
            Kind.NO,
            Kind.NO,
            .9,
            "dddd-dd-dd",
            "dddd/dd/dd",
            "dddd.dd.dd"));
    kinds.add(
        Kind.of(
            DATE_OF_BIRTH,
            (v, n) -> isYear(number(v, n - 4, n)),
            Kind.NO,
            Kind.NO,
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
