// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path as sent, with all that servers may take it for. Nearly every path has one reading, itself;
 * others are read only when a rule asks. Safe for use by many threads: reading twice gives the
 * same.
 */
public final class RequestPath {
  /** No path. */
  public static final RequestPath NONE = new RequestPath("");

  private final String raw;
  private final boolean plain;
  private @Nullable List<String> readings;

  /** Makes one of a path as sent, with or without its query. */
  public RequestPath(String raw) {
    this.raw = withoutQuery(requireNonNull(raw, "raw"));
    this.plain = PathReadings.isPlain(this.raw);
  }

  /** Returns the path as sent, without its query. */
  public String raw() {
    return raw;
  }

  /** Returns whether servers agree about what it means. */
  public boolean plain() {
    return plain;
  }

  /** Returns whether there is none. */
  boolean isNone() {
    return raw.isEmpty();
  }

  /**
   * Returns what servers may take it for: segments each behind a slash, none empty at the end.
   * Empty when it is longer than any that is read.
   */
  List<String> readings() {
    List<String> known = readings;
    if (known == null) {
      known = PathReadings.of(raw);
      readings = known;
    }
    return known;
  }

  private static String withoutQuery(String path) {
    for (int i = 0; i < path.length(); i++) {
      char each = path.charAt(i);
      if (each == '?' || each == '#') {
        return path.substring(0, i);
      }
    }
    return path;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RequestPath that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  @Override
  public String toString() {
    return raw;
  }
}
