// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.RequestRules.abuse;

import java.util.Set;

/** Looks at the values of single header fields, as HTTP has them. */
final class FieldSyntax {
  private static final Set<String> CACHE =
      Set.of(
          "no-cache",
          "no-store",
          "no-transform",
          "only-if-cached",
          "max-age",
          "max-stale",
          "min-fresh",
          "stale-if-error",
          "must-revalidate",
          "public",
          "private",
          "proxy-revalidate",
          "s-maxage",
          "immutable",
          "stale-while-revalidate",
          "pre-check",
          "post-check");

  private FieldSyntax() {}

  static void host(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "host-empty", 0.66, "an empty host");
      return;
    }
    String lower = Ascii.lower(value);
    int port = lower.lastIndexOf(':');
    String host = port > 0 && lower.indexOf(']', port) < 0 ? lower.substring(0, port) : lower;
    if (Hosts.reach(host) == Hosts.Reach.NUMERIC || Hosts.reach(host) == Hosts.Reach.DISGUISED) {
      abuse(to, "host-number", 0.54, "a public address instead of a name");
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!Ascii.word(c) && "-.:[]%".indexOf(c) < 0) {
        abuse(to, "host-syntax", 0.64, "a host that is no name");
        return;
      }
    }
  }

  static void range(String value, Verdicts to) {
    if (value.indexOf('=') < 0) {
      abuse(to, "range-syntax", 0.55, "a range without a unit");
    }
    int ranges = 1;
    for (int i = 0; i < value.length(); i++) {
      ranges += value.charAt(i) == ',' ? 1 : 0;
    }
    if (ranges > 5) {
      abuse(to, "range-many", 0.62, "many ranges at once");
    }
    for (String part : value.substring(value.indexOf('=') + 1).split(",", 20)) {
      int minus = part.indexOf('-');
      String first = minus < 0 ? "" : part.substring(0, minus).strip();
      String last = minus < 0 ? "" : part.substring(minus + 1).strip();
      if (!first.isEmpty()
          && !last.isEmpty()
          && first.length() < 18
          && last.length() < 18
          && (first + last).chars().allMatch(c -> Ascii.digit((char) c))
          && Long.parseLong(first) > Long.parseLong(last)) {
        abuse(to, "range-backwards", 0.62, "a range that ends before it starts");
      }
    }
  }

  static void accept(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "accept-empty", 0.52, "an empty field");
    }
    String lower = Ascii.lower(value);
    int charset = lower.indexOf("charset");
    if (charset >= 0) {
      MediaTypeRules.charset(lower, charset, to);
    }
  }

  static void cache(String value, Verdicts to) {
    if (value.isBlank()) {
      return;
    }
    for (String part : value.split(",", 20)) {
      String directive = Ascii.lower(part.strip());
      int equals = directive.indexOf('=');
      String name = equals < 0 ? directive : directive.substring(0, equals).strip();
      if (!CACHE.contains(name)) {
        abuse(to, "cache-syntax", 0.56, "a directive that is none");
        return;
      }
    }
  }

  static void connection(String value, Verdicts to) {
    String lower = Ascii.lower(value);
    int alive = lower.indexOf("keep-alive");
    int close = lower.indexOf("close");
    if (alive >= 0 && close >= 0
        || alive >= 0 && lower.indexOf("keep-alive", alive + 1) > 0
        || close >= 0 && lower.indexOf("close", close + 1) > 0) {
      abuse(to, "connection-contradiction", 0.6, "contradicting wishes for the connection");
    }
  }
}
