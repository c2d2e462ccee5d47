// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Looks for escapes where nothing needs them: they hide from those who do not take them off. */
final class EscapeDetector implements Detector {
  private static final String REAL = "abfnrtuvx0'\"\\/`$";

  @Override
  public void examine(Sample sample, Suspicions to) {
    if (!sample.argument() || sample.hidden() || sample.prose()) {
      return;
    }
    String text = sample.lower();
    if (sample.has(Glance.BACKSLASH)) {
      escapes(text, to);
    }
    signs(sample, text, to);
  }

  private static void escapes(String text, Suspicions to) {
    boolean odd = false;
    for (int at = text.indexOf('\\');
        at >= 0 && at + 1 < text.length();
        at = text.indexOf('\\', at + 1)) {
      char c = text.charAt(at + 1);
      if (c == '\\') {
        at++;
        continue;
      }
      boolean before = at > 0 && text.charAt(at - 1) == '\\';
      odd |= !before && (Ascii.letter(c) || Ascii.digit(c)) && REAL.indexOf(c) < 0;
      if (c == 'u' && text.startsWith("00", at + 2) && hex(text, at + 4)
          || c == 'x' && hex(text, at + 2) && "23".indexOf(text.charAt(at + 2)) >= 0) {
        add(to, 0.56, "an escape that hides a plain sign or letter");
      }
    }
    if (odd) {
      add(to, 0.5, "an escape that is none");
    }
  }

  private static boolean hex(String text, int at) {
    return at + 1 < text.length()
        && Ascii.hex(text.charAt(at)) >= 0
        && Ascii.hex(text.charAt(at + 1)) >= 0;
  }

  /** Values of signs alone, and a quote at the start with a number behind. */
  private static void signs(Sample sample, String text, Suspicions to) {
    boolean none = sample.words() == 0 && text.length() >= 6 && text.indexOf(' ') < 0;
    if (none && text.indexOf('*') < 0) {
      add(to, 0.5, "signs alone");
    }
    boolean quote = text.startsWith("'") || text.startsWith("\"");
    if (quote && text.length() <= 16 && sample.words() >= 1) {
      int i = Ascii.skipSpace(text, 1);
      boolean again = i < text.length() && "'\"".indexOf(text.charAt(i)) >= 0;
      i = again ? Ascii.skipSpace(text, i + 1) : i;
      boolean sign = i < text.length() && ":,=[".indexOf(text.charAt(i)) >= 0;
      char last = text.charAt(text.length() - 1);
      if (sign && (Ascii.digit(last) || last == '2')) {
        add(to, 0.52, "a quote, a separator and a number");
      }
    }
    boolean odd = text.length() <= 12 && "'\"`".indexOf(text.charAt(0)) >= 0;
    if (odd && text.indexOf(text.charAt(0), 1) < 0 && text.length() > 2) {
      boolean plain = Ascii.letter(text.charAt(1)) || text.charAt(1) == ' ';
      if (!plain && Ascii.digit(text.charAt(text.length() - 1))) {
        add(to, 0.51, "a quote, a sign and a number");
      }
    }
    if (text.equals("2.2250738585072011e-308") || text.equals("1e309")) {
      add(to, 0.62, "a number that stops programs");
    }
  }

  private static void add(Suspicions to, double score, String evidence) {
    to.add("odd-escape", AttackFamily.PROTOCOL_ABUSE, Severity.LOW, score, evidence);
  }
}
