// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
  private Figures() {}

  /** Returns a rate such as {@code 12.3/s}; a dash when nothing happened. */
  static String rate(double perSecond) {
    if (perSecond <= 0) {
      return "-";
    }
    return perSecond < 0.1 ? "<0.1/s" : format(perSecond < 100 ? "%.1f/s" : "%.0f/s", perSecond);
  }

  /** Returns a share such as {@code 1.5%}; a dash for none. */
  static String share(double share) {
    if (share <= 0) {
      return "-";
    }
    double percent = share * 100;
    return percent < 0.1 ? "<0.1%" : format(percent < 10 ? "%.1f%%" : "%.0f%%", percent);
  }

  /** Returns a duration such as {@code 1.2ms} or {@code 3.4s}; a dash when absent. */
  static String millis(@Nullable Double millis) {
    if (millis == null) {
      return "-";
    }
    if (millis < 1) {
      return format("%.2fms", millis);
    }
    return millis < 1000
        ? format(millis < 10 ? "%.1fms" : "%.0fms", millis)
        : format("%.1fs", millis / 1000);
  }

  /** Returns a size such as {@code 1.5 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    do {
      size /= 1024;
      unit++;
    } while (size >= 1024 && unit < 4);
    return format(size < 10 ? "%.1f %siB" : "%.0f %siB", size, "KMGTP".charAt(unit));
  }

  /** Returns a count such as {@code 12,345}. */
  static String count(long count) {
    return format("%,d", count);
  }

  /** Returns seconds such as {@code 4s}, {@code 3m} or {@code 2h}; a dash when absent. */
  static String seconds(@Nullable Double seconds) {
    if (seconds == null) {
      return "-";
    }
    long whole = Math.max(0, Math.round(seconds));
    if (whole < 120) {
      return whole + "s";
    }
    return whole < 7200 ? whole / 60 + "m" : whole / 3600 + "h";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
