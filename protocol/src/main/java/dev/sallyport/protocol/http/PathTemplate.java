// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

/**
 * Names a path by its shape: what looks like a value becomes <code>{id}</code>, words and versions
 * stay. Pure, linear and bounded: a template has at most {@link #SEGMENTS_MAX} segments of at most
 * {@link #SEGMENT_CHARS_MAX} characters.
 *
 * <p>Each segment is judged by itself here; what its siblings say is known only where many paths
 * come together. When in doubt between leaking a value into a name and merging two operations, it
 * merges.
 */
public final class PathTemplate {
  /** Segments kept; what follows becomes <code>{rest}</code>. */
  public static final int SEGMENTS_MAX = 16;

  /** Longest segment that may be a word. */
  public static final int SEGMENT_CHARS_MAX = 64;

  private static final String VARIABLE = "{id}";

  private PathTemplate() {}

  /**
   * Returns the template of a path.
   *
   * @param path path as sent, from its first slash; a query and parameters behind a semicolon are
   *     left out
   */
  public static String of(String path) {
    int end = path.indexOf('?');
    if (end < 0) {
      end = path.length();
    }
    StringBuilder template = new StringBuilder(Math.min(end, 96) + 16);
    int start = path.startsWith("/") ? 1 : 0;
    int segments = 0;
    while (start <= end) {
      int slash = path.indexOf('/', start);
      int stop = slash < 0 || slash > end ? end : slash;
      template.append('/');
      if (segments++ == SEGMENTS_MAX) {
        return template.append("{rest}").toString();
      }
      append(template, path, start, withoutParameters(path, start, stop));
      start = stop + 1;
    }
    return template.toString();
  }

  /**
   * Returns whether a word looks like a value (an id, a number, a token, an address), so that it
   * must not stand in a name.
   */
  public static boolean isValue(String word) {
    return Segment.isVariable(word, 0, word.length());
  }

  private static int withoutParameters(String path, int start, int stop) {
    int semicolon = path.indexOf(';', start);
    return semicolon < 0 || semicolon > stop ? stop : semicolon;
  }

  private static void append(StringBuilder template, String path, int start, int stop) {
    int verb = verb(path, start, stop);
    if (verb > start) {
      // A method on a resource: /orders/17:cancel
      appendName(template, path, start, verb);
      template.append(path, verb, stop);
    } else {
      appendName(template, path, start, stop);
    }
  }

  private static void appendName(StringBuilder template, String path, int start, int stop) {
    boolean call = stop > start && path.charAt(stop - 1) == ')';
    int bracket = call ? path.indexOf('(', start) : -1;
    if (bracket > start && bracket < stop && !Segment.isVariable(path, start, bracket)) {
      // A key in OData style: /orders(17)
      template.append(path, start, bracket).append('(').append(VARIABLE).append(')');
    } else if (Segment.isVariable(path, start, stop)) {
      template.append(VARIABLE);
    } else {
      template.append(path, start, stop);
    }
  }

  /** Returns where a trailing {@code :word} or {@code #word} starts, or -1. */
  private static int verb(String path, int start, int stop) {
    int i = stop;
    while (i > start && Segment.isLetter(path.charAt(i - 1))
        || i > start && path.charAt(i - 1) == '_') {
      i--;
    }
    boolean word = i < stop && stop - i <= 32 && i > start;
    return word && (path.charAt(i - 1) == ':' || path.charAt(i - 1) == '#') ? i - 1 : -1;
  }
}
