// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Forms that only shells understand, whatever the commands in them. */
final class ShellForms {
  private ShellForms() {}

  static void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.PARENTHESIS) && sample.has(Glance.BRACE)) {
      function(text, to);
    }
    if (sample.has(Glance.DOLLAR) && (text.contains("$ifs") || text.contains("${ifs"))) {
      ShellDetector.add(to, "shell-separator", 0.9, "the shell's separator instead of a space");
    }
    if (text.contains("alias ")) {
      alias(text, to);
    }
    if (sample.prose()) {
      return;
    }
    if (sample.has(Glance.STAR | Glance.QUESTION | Glance.BRACKET) && sample.has(Glance.SLASH)) {
      globs(sample, text, to);
    }
    if (sample.has(Glance.BRACE) && text.indexOf(',') >= 0) {
      braces(text, to);
    }
    if (sample.has(Glance.TILDE)) {
      tilde(text, to);
    }
    if (sample.has(Glance.BANG)) {
      history(text, to);
    }
  }

  /** A function that calls itself, or the head of one in front of commands. */
  private static void function(String text, Suspicions to) {
    int open = text.indexOf("()");
    int brace = open < 0 ? -1 : Ascii.skipSpace(text, open + 2);
    if (open < 0 || brace >= text.length() || text.charAt(brace) != '{') {
      return;
    }
    if (open == 0) {
      ShellDetector.add(to, "shell-function", 0.93, "a function without a name");
      return;
    }
    int start = open;
    while (start > 0 && (Ascii.word(text.charAt(start - 1)) || text.charAt(start - 1) == ':')) {
      start--;
    }
    String name = text.substring(start, open);
    int call = name.isEmpty() ? -1 : text.indexOf(name, brace);
    boolean pipe = call >= 0 && text.indexOf('|', call) >= 0;
    if (pipe && text.indexOf(name, text.indexOf('|', call)) >= 0) {
      ShellDetector.add(to, "shell-fork-bomb", 0.9, "a function that starts itself twice");
    }
  }

  private static void alias(String text, Suspicions to) {
    int at = text.indexOf("alias ");
    boolean command = at == 0 || ";&|\n (`".indexOf(text.charAt(at - 1)) >= 0;
    int equals = text.indexOf('=', at);
    if (command && equals > at && equals - at < 40) {
      ShellDetector.add(to, "shell-alias", 0.66, "a new name for a command");
    }
  }

  /** Paths with wildcards in names that matter. */
  private static void globs(Sample sample, String text, Suspicions to) {
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && !Ascii.space(text.charAt(i)) && ";|&,".indexOf(text.charAt(i)) < 0) {
        continue;
      }
      if (i - start > 4 && i - start < 200 && glob(text.substring(start, i))) {
        double score = sample.words() <= 12 ? 0.64 : 0.45;
        ShellDetector.add(to, "shell-wildcard", score, "wildcards inside the names of a path");
      }
      start = i + 1;
    }
  }

  private static boolean glob(String word) {
    int slash = word.indexOf('/');
    if (slash < 0 || word.contains("://") || word.indexOf('=') >= 0) {
      return false;
    }
    boolean wild = false;
    int slashes = 0;
    boolean letters = false;
    for (int i = slash; i < word.length(); i++) {
      char c = word.charAt(i);
      slashes += c == '/' ? 1 : 0;
      letters |= Ascii.letter(c);
      boolean beside =
          (i > 0 && Ascii.letter(word.charAt(i - 1)))
              || (i + 1 < word.length() && Ascii.letter(word.charAt(i + 1)));
      boolean negated = c == '[' && i + 1 < word.length() && "!^".indexOf(word.charAt(i + 1)) >= 0;
      wild |= (c == '?' || c == '*' || c == '[') && (beside || negated);
    }
    return wild && letters && (slashes >= 2 || word.indexOf('[') > slash);
  }

  /** Lists in braces without spaces, which shells turn into words. */
  private static void braces(String text, Suspicions to) {
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      int i = open + 1;
      boolean comma = false;
      boolean plain = true;
      while (i < text.length() && i - open < 120 && text.charAt(i) != '}' && plain) {
        char c = text.charAt(i);
        comma |= c == ',';
        plain = !Ascii.space(c) && ":\"'{=(;".indexOf(c) < 0;
        i++;
      }
      if (comma && plain && i < text.length() && text.charAt(i) == '}') {
        ShellDetector.add(to, "shell-braces", 0.6, "a list in braces that a shell expands");
        return;
      }
    }
  }

  private static void tilde(String text, Suspicions to) {
    int at = text.indexOf('~');
    int i = at + 1;
    boolean sign = i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-');
    i += sign ? 1 : 0;
    int digits = i;
    while (i < text.length() && Ascii.digit(text.charAt(i))) {
      i++;
    }
    boolean ends = i >= text.length() || text.charAt(i) == '/' || Ascii.space(text.charAt(i));
    boolean starts = at == 0 || Ascii.space(text.charAt(at - 1));
    if (starts && ends && (sign || i > digits)) {
      ShellDetector.add(to, "shell-tilde", 0.56, "a directory a shell remembers");
    }
  }

  private static void history(String text, Suspicions to) {
    int i = 0;
    boolean digits = false;
    while (i < text.length() && "!-0123456789:^$*".indexOf(text.charAt(i)) >= 0) {
      digits |= Ascii.digit(text.charAt(i)) || text.startsWith("!!", i) || text.charAt(i) == ':';
      i++;
    }
    if (i == text.length() && i >= 2 && text.charAt(0) == '!' && digits) {
      ShellDetector.add(to, "shell-history", 0.56, "a command from a shell's history");
    }
  }
}
