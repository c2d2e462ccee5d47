// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path template, taken apart once.
 *
 * @param text as written
 * @param segments its segments, without the last when that is <code>**</code>
 * @param rest whether it ends in <code>**</code>, so that anything may follow
 */
record PathPattern(String text, List<Segment> segments, boolean rest) {

  /**
   * One segment.
   *
   * @param text decoded; with <code>*</code> for any run of characters
   * @param literal whether there is no star in it
   * @param any whether it stands for any segment
   */
  record Segment(String text, boolean literal, boolean any) {
    static Segment of(String written) {
      // As a decoder would give it: one character for each byte.
      String sent =
          new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      String decoded = PercentDecoding.STRICT.decode(sent);
      StringBuilder glob = new StringBuilder(decoded.length());
      for (int i = 0; i < decoded.length(); i++) {
        int close = decoded.charAt(i) == '{' ? decoded.indexOf('}', i) : -1;
        glob.append(close < 0 ? decoded.charAt(i) : '*');
        i = close < 0 ? i : close;
      }
      String text = glob.toString();
      return new Segment(text, text.indexOf('*') < 0, text.equals("*"));
    }

    /** Returns whether the characters of a path from {@code from} to {@code to} are meant. */
    boolean matches(String path, int from, int to) {
      if (any) {
        return to > from;
      }
      return literal
          ? to - from == text.length() && path.startsWith(text, from)
          : Glob.matches(text, path, from, to);
    }
  }

  PathPattern {
    segments = List.copyOf(segments);
  }

  static PathPattern of(String text) {
    String path = PathReadings.withoutLastSlash(text);
    List<Segment> segments = new ArrayList<>();
    boolean rest = path.equals("/**") || path.endsWith("/**");
    String kept = rest ? path.substring(0, path.length() - 3) : path;
    if (!kept.isEmpty() && !kept.equals("/")) {
      for (String each : kept.substring(1).split("/", -1)) {
        segments.add(Segment.of(each));
      }
    }
    return new PathPattern(text, segments, rest);
  }

  /** Returns what is wrong with a template; empty when nothing is. */
  static String problem(String text) {
    if (!text.startsWith("/")) {
      return "'" + text + "' is no path template: it must begin with a slash, as in /orders/{id}";
    }
    int stars = text.indexOf("**");
    if (stars >= 0 && (!text.endsWith("/**") || stars != text.length() - 2)) {
      return "'" + text + "': ** may only stand as the last segment, as in /orders/**";
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      return "'" + text + "': a template has no query; leave out what stands behind '?'";
    }
    if (text.substring(1).contains("//") || text.startsWith("//")) {
      return "'" + text + "': has an empty segment; write one slash";
    }
    for (String segment : text.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return "'" + text + "': write the path that is meant, without dot segments";
      }
      if (segment.indexOf('{') >= 0 && segment.indexOf('}', segment.indexOf('{')) < 0) {
        return "'" + text + "': '{' is not closed";
      }
    }
    return "";
  }

  /** Returns whether it stands for every path. */
  boolean all() {
    return rest && segments.isEmpty();
  }

  /** Returns whether one reading of a path is meant. */
  boolean matches(String path) {
    int end = path.length();
    int last = end > 1 && path.charAt(end - 1) == '/' ? end - 1 : end;
    int at = 0;
    for (Segment each : segments) {
      if (at >= last) {
        return false;
      }
      int slash = path.indexOf('/', at + 1);
      int stop = slash < 0 || slash > last ? last : slash;
      if (!each.matches(path, at + 1, stop)) {
        return false;
      }
      at = stop;
    }
    return rest || at >= last || (segments.isEmpty() && last <= 1);
  }

  /**
   * Returns whether a call is meant of which only the template is known, as in records of the past.
   */
  Truth matchesTemplate(String template) {
    if (all()) {
      return Truth.TRUE;
    }
    if (!template.startsWith("/")) {
      return Truth.FALSE;
    }
    String path = PathReadings.withoutLastSlash(template);
    String[] given = path.length() == 1 ? new String[0] : path.substring(1).split("/", -1);
    Truth truth = Truth.TRUE;
    for (int i = 0; i < segments.size(); i++) {
      if (i >= given.length) {
        return Truth.FALSE;
      }
      if (given[i].equals("{rest}")) {
        return truth.and(Truth.UNKNOWN);
      }
      Segment segment = segments.get(i);
      boolean open = given[i].indexOf('{') >= 0;
      truth =
          truth.and(
              segment.any()
                  ? Truth.TRUE
                  : open
                      ? Truth.UNKNOWN
                      : Truth.of(segment.matches(given[i], 0, given[i].length())));
    }
    return rest || given.length == segments.size() ? truth : Truth.FALSE;
  }

  @Override
  public String toString() {
    return text;
  }
}
