// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/**
 * Looks for expressions of template engines. A name in braces is a placeholder and ordinary;
 * arithmetic, calls and access to members are not.
 */
final class TemplateDetector implements Detector {
  private static final String[] OPENINGS = {
    "{{", "${", "#{", "*{", "@{", "~{", "<%", "{%", "[[", "%{", "{#", "{@", "{php"
  };
  private static final String[] CLOSINGS = {
    "}}", "}", "}", "}", "}", "}", "%>", "%}", "]]", "}", "}", "}", "}"
  };
  private static final int INSIDE_MAX = 400;

  @Override
  public void examine(Sample sample, Suspicions to) {
    if (!sample.has(Glance.BRACE | Glance.ANGLE | Glance.BRACKET)) {
      return;
    }
    String text = sample.lower();
    for (int k = 0; k < OPENINGS.length; k++) {
      int found = 0;
      for (int at = text.indexOf(OPENINGS[k]);
          at >= 0 && found < 8;
          at = text.indexOf(OPENINGS[k], at + 2)) {
        found++;
        int start = at + 2;
        int limit = Math.min(text.length(), start + INSIDE_MAX);
        int close = text.substring(start, limit).indexOf(CLOSINGS[k]);
        String inside = text.substring(start, close < 0 ? limit : start + close).strip();
        expression(sample, OPENINGS[k], inside, close >= 0, to);
      }
    }
  }

  private static void expression(
      Sample sample, String opening, String inside, boolean closed, Suspicions to) {
    boolean directive =
        opening.equals("{%")
            && Words.hasAny(
                inside, "if ", "for ", "set ", "import", "include", "block", "debug", "raw",
                "macro", "load", "extends", "with ");
    boolean server =
        opening.equals("<%")
            && (inside.startsWith("=") || inside.indexOf('(') > 0 || inside.indexOf('.') > 0);
    boolean calls = call(inside);
    boolean maths = maths(inside);
    boolean reaches =
        Words.hasAny(
            inside,
            "__",
            "constructor",
            "config",
            "request.",
            "self.",
            "_self",
            "runtime",
            "lipsum",
            "cycler",
            "class",
            "exec",
            "system",
            "getenv",
            "range(",
            "\"|",
            "'|",
            "|filter",
            "|map",
            "|join",
            "|attr",
            "settings.secret",
            ".env",
            "application.",
            "session.",
            "pagecontext",
            "param.");
    boolean json = inside.contains("\":") || opening.equals("[[") && !calls;
    if (!closed && !reaches
        || json
        || (opening.equals("*{") || opening.equals("@{") || opening.equals("~{"))
            && !calls
            && !maths) {
      return;
    }
    double score =
        calls && reaches
            ? 0.88
            : reaches ? 0.78 : calls || maths ? 0.72 : directive || server ? 0.66 : 0;
    if (opening.equals("${") && score == 0 && sample.argument() && !inside.isEmpty()) {
      score = 0.5;
    }
    if (score > 0) {
      to.add(
          "template-expression",
          AttackFamily.TEMPLATE_INJECTION,
          Severity.HIGH,
          sample.prose() ? score - 0.25 : score,
          calls
              ? "a call inside a template"
              : maths ? "arithmetic inside a template" : "code inside a template");
    }
  }

  private static boolean call(String inside) {
    int open = inside.indexOf('(');
    return open > 0
        && (Ascii.word(inside.charAt(open - 1)) || inside.charAt(open - 1) == ')')
        && !inside.startsWith("#");
  }

  private static boolean maths(String inside) {
    for (int i = 1; i + 1 < inside.length(); i++) {
      if ("*+-/%".indexOf(inside.charAt(i)) >= 0) {
        int left = i - 1;
        while (left > 0 && Ascii.space(inside.charAt(left))) {
          left--;
        }
        int right = Ascii.skipSpace(inside, i + 1);
        boolean quoted = right < inside.length() && "'\"".indexOf(inside.charAt(right)) >= 0;
        if (Ascii.digit(inside.charAt(left))
            && right < inside.length()
            && (Ascii.digit(inside.charAt(right)) || quoted)) {
          return true;
        }
      }
    }
    return false;
  }
}
