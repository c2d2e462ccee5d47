// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.model.SegmentShape;
import java.util.ArrayList;
import java.util.List;

/**
 * One step down a path: a segment, or a fixed ending glued to it such as <code>:cancel</code>,
 * <code>#shared</code>, <code>.json</code> behind an id, or the key in {@code Products(17)}.
 *
 * @param text the segment or the ending
 * @param glued whether no slash stands before it
 * @param shape what it looks like by itself; an ending is a word
 */
record Step(String text, boolean glued, SegmentShape shape) {
  /** What stands for a value. */
  static final String VARIABLE = "{}";

  /** Steps kept of one path; what follows is one more value. */
  private static final int STEPS_MAX = 24;

  private static final int VERB_MAX = 32;

  /** Returns the steps of a path; a query is left out. */
  static List<Step> of(String url) {
    String path = path(url);
    List<Step> steps = new ArrayList<>();
    int start = path.startsWith("/") ? 1 : 0;
    while (start <= path.length()) {
      if (steps.size() >= STEPS_MAX) {
        steps.add(new Step(VARIABLE, false, SegmentShape.VALUE));
        return steps;
      }
      int slash = path.indexOf('/', start);
      int stop = slash < 0 ? path.length() : slash;
      add(steps, path.substring(start, stop));
      start = stop + 1;
    }
    return steps;
  }

  /** Returns whether it must not stand in a name by itself. */
  boolean isValue() {
    return shape == SegmentShape.VALUE;
  }

  /** Returns the path of a URL: without scheme, host and query, but with a fragment. */
  private static String path(String url) {
    String path = url;
    int scheme = url.indexOf("://");
    if (scheme > 0 && url.lastIndexOf('/', scheme - 1) < 0) {
      int slash = url.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : url.substring(slash);
    }
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static void add(List<Step> steps, String segment) {
    int semicolon = segment.indexOf(';');
    String text = semicolon < 0 ? segment : segment.substring(0, semicolon);
    int ending = ending(text);
    if (ending <= 0) {
      steps.add(new Step(text, false, SegmentShape.of(text)));
      return;
    }
    String base = text.substring(0, ending);
    steps.add(new Step(base, false, SegmentShape.of(base)));
    String glued = text.charAt(ending) == '(' ? key(text, ending) : text.substring(ending);
    steps.add(new Step(glued, true, SegmentShape.WORD));
  }

  private static String key(String text, int bracket) {
    return text.length() == bracket + 2 ? "()" : "(" + VARIABLE + ")";
  }

  /** Returns where a fixed ending starts; 0 or less when there is none. */
  private static int ending(String text) {
    if (text.endsWith(")") && text.indexOf('(') > 0) {
      int bracket = text.indexOf('(');
      return SegmentShape.of(text, 0, bracket).isVariable() ? 0 : bracket;
    }
    int i = text.length();
    while (i > 0 && isWord(text.charAt(i - 1)) && text.length() - i < VERB_MAX) {
      i--;
    }
    if (i < 2 || i == text.length()) {
      return 0;
    }
    char mark = text.charAt(i - 1);
    if (mark == ':' || mark == '#') {
      return i - 1;
    }
    // The extension of a known form names the form, where what stands before it is an id.
    boolean form = mark == '.' && Vocabulary.FORMS.contains(text.substring(i));
    return form && SegmentShape.of(text, 0, i - 1).isVariable() ? i - 1 : 0;
  }

  private static boolean isWord(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
  }
}
