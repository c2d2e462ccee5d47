// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All paths that servers may take one for. They differ in whether they decode once or twice, decode
 * before or after splitting, take a backslash for a slash, drop parameters behind a semicolon,
 * merge slashes, and resolve dots; each combination is a reading.
 */
final class PathReadings {
  /** Stands for a slash that is part of a segment. */
  static final char INNER_SLASH = '\uffff';

  private PathReadings() {}

  /** Returns whether there is but one reading, the path itself; for most paths. */
  static boolean isPlain(String path) {
    int length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      return length == 0;
    }
    char before = 0;
    for (int i = 0; i < length; i++) {
      char each = path.charAt(i);
      boolean odd =
          each == '%'
              || each == '\\'
              || each == ';'
              || each < ' '
              || each >= 0x7f
              || (before == '/' && (each == '/' || each == '.'));
      if (odd) {
        return false;
      }
      before = each;
    }
    return true;
  }

  /** Returns the readings, each once; none when the path is too long. */
  static List<String> of(String path) {
    if (isPlain(path)) {
      return List.of(withoutLastSlash(path));
    }
    if (path.length() > PolicyLimits.DEFAULT.pathChars()) {
      return List.of();
    }
    Set<String> readings = new LinkedHashSet<>();
    for (String decoded : decodings(path)) {
      addSplit(decoded, readings);
    }
    return List.copyOf(readings);
  }

  /** Decoded with encoded slashes as slashes and as parts of segments, once and twice. */
  private static Set<String> decodings(String path) {
    Set<String> texts = new LinkedHashSet<>();
    for (PercentDecoding way : PercentDecoding.values()) {
      String once = way.decode(path);
      texts.add(once);
      if (once.indexOf('%') >= 0) {
        for (PercentDecoding again : PercentDecoding.values()) {
          texts.add(again.decode(once));
        }
      }
    }
    return texts;
  }

  private static void addSplit(String decoded, Set<String> readings) {
    addParameters(decoded, readings);
    if (decoded.indexOf('\\') >= 0) {
      addParameters(decoded.replace('\\', '/'), readings);
    }
  }

  private static void addParameters(String text, Set<String> readings) {
    List<String> segments =
        List.of((text.startsWith("/") ? text.substring(1) : text).split("/", -1));
    addSegments(segments, readings);
    if (text.indexOf(';') >= 0) {
      addSegments(segments.stream().map(PathReadings::withoutParameters).toList(), readings);
    }
  }

  private static void addSegments(List<String> segments, Set<String> readings) {
    boolean dots = segments.contains("..") || segments.contains(".");
    readings.add(joined(segments));
    if (dots) {
      readings.add(joined(resolved(segments)));
    }
    if (segments.contains("")) {
      List<String> merged = segments.stream().filter(each -> !each.isEmpty()).toList();
      readings.add(joined(merged));
      if (dots) {
        readings.add(joined(resolved(merged)));
      }
    }
  }

  private static String withoutParameters(String segment) {
    int semicolon = segment.indexOf(';');
    return semicolon < 0 ? segment : segment.substring(0, semicolon);
  }

  private static List<String> resolved(List<String> segments) {
    List<String> resolved = new ArrayList<>(segments.size());
    for (String each : segments) {
      if (each.equals("..")) {
        if (!resolved.isEmpty()) {
          resolved.removeLast();
        }
      } else if (!each.equals(".")) {
        resolved.add(each);
      }
    }
    return resolved;
  }

  private static String joined(List<String> segments) {
    return withoutLastSlash("/" + String.join("/", segments));
  }

  /** A slash at the end says nothing: most servers answer the same with and without it. */
  static String withoutLastSlash(String path) {
    int end = path.length();
    return end > 1 && path.charAt(end - 1) == '/' ? path.substring(0, end - 1) : path;
  }
}
