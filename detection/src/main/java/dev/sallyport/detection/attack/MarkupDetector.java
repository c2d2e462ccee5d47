// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;

/** Reads an argument as a browser would read it inside a page: elements, attributes, addresses. */
final class MarkupDetector implements Detector {
  private static final String ACTIVE =
      " script iframe object embed applet base frame frameset bgsound layer ilayer xss isindex meta"
          + " noscript foreignobject plaintext vmlframe import marquee keygen animate animatemotion"
          + " animatetransform set ";
  private static final String CARRIERS =
      " svg math link style form input button video audio img image body html textarea details"
          + " dialog select source template portal title picture canvas slot table td div head";

  @Override
  public void examine(Sample sample, Suspicions to) {
    if (sample.has(Glance.ANGLE)) {
      elements(sample, to);
    }
    if (sample.has(Glance.EQUALS)) {
      handlers(sample, to);
    }
    if (sample.has(
            Glance.PARENTHESIS
                | Glance.ANGLE
                | Glance.EQUALS
                | Glance.QUOTE
                | Glance.LINE_BREAK
                | Glance.CONTROL
                | Glance.SPACE
                | Glance.PERCENT)
        || sample.hidden()
        || sample.lower().contains("script:")) {
      addresses(sample, to);
    }
    styles(sample, to);
    encodings(sample, to);
  }

  private static void elements(Sample sample, Suspicions to) {
    String text = sample.lower();
    int seen = 0;
    for (int at = text.indexOf('<'); at >= 0 && seen++ < 256; at = text.indexOf('<', at + 1)) {
      int i = at + 1;
      boolean closing = i < text.length() && text.charAt(i) == '/';
      i += closing ? 1 : 0;
      int start = i;
      while (i < text.length()
          && i - start < 24
          && (Ascii.letter(text.charAt(i))
              || text.charAt(i) == ':'
              || (i > start && Ascii.digit(text.charAt(i))))) {
        i++;
      }
      String name = text.substring(start, i);
      name = name.substring(name.lastIndexOf(':') + 1);
      if (text.startsWith("importimplementation", start)) {
        name = "import";
      }
      if (name.isEmpty() || (name.length() == 1 && spaced(text, start))) {
        name = unspaced(text, start);
      }
      element(sample, text, at, i, name, closing, to);
      if (text.startsWith("<!--#", at)) {
        add(to, "markup-include", 0.9, "a server side include");
      }
    }
    if (text.startsWith("-->") || text.contains("--!>")) {
      add(to, "markup-comment", sample.prose() ? 0.3 : 0.56, "the end of a comment of the page");
    }
    if (text.contains("<![cdata[")
        || text.contains("<!doctype")
        || text.contains("<!entity")
        || text.contains("<?import")) {
      add(to, "markup-declaration", sample.prose() ? 0.4 : 0.7, "a declaration of markup");
    }
  }

  private static void element(
      Sample sample,
      String text,
      int at,
      int nameEnd,
      String name,
      boolean closing,
      Suspicions to) {
    boolean active = ACTIVE.contains(" " + name + " ");
    boolean carrier = CARRIERS.contains(" " + name + " ");
    if (name.length() < 2 || !active && !carrier && name.length() < 2) {
      return;
    }
    String window = text.substring(nameEnd, Math.min(text.length(), nameEnd + 300));
    int end = window.indexOf('>');
    String inside = end < 0 ? window : window.substring(0, end);
    boolean handler = handler(inside) >= 0;
    if (handler) {
      add(to, "markup-handler", 0.93, "an element with an event handler");
    } else if (active && !closing) {
      boolean script = name.equals("script");
      double score = script ? 0.88 : 0.74;
      add(to, "markup-element", sample.prose() ? score - 0.25 : score, "an element that runs code");
    } else if (active && name.equals("script")) {
      add(to, "markup-element", sample.prose() ? 0.5 : 0.72, "the end of a script");
    } else if (carrier && !closing && !sample.prose() && sample.argument()) {
      boolean source =
          inside.contains("src")
              || inside.contains("href")
              || inside.contains("pattern")
              || inside.contains("action")
              || inside.contains("style");
      add(
          to,
          "markup-element",
          source || name.equals("svg") || name.equals("math") ? 0.62 : 0.55,
          "an element that loads or holds others");
    }
    if (inside.contains("xmlns") && !sample.prose()
        || inside.contains("srcdoc")
        || inside.contains("formaction")
        || inside.contains("schemalocation")) {
      add(to, "markup-attribute", 0.66, "an attribute that changes what an element is");
    }
  }

  private static boolean spaced(String text, int start) {
    return start + 2 < text.length()
        && Ascii.space(text.charAt(start + 1))
        && Ascii.letter(text.charAt(start + 2));
  }

  /** Reads a name whose letters have white space between them. */
  private static String unspaced(String text, int start) {
    StringBuilder name = new StringBuilder();
    for (int i = start; i < Math.min(text.length(), start + 40); i++) {
      char c = text.charAt(i);
      if (Ascii.letter(c)) {
        name.append(c);
        if (name.length() > 3 && (ACTIVE + CARRIERS).contains(" " + name + " ")) {
          return name.toString();
        }
      } else if (c == ':') {
        name.setLength(0);
      } else if (!Ascii.space(c) && c != '/' && c > ' ') {
        break;
      }
    }
    return "";
  }

  /** Returns the index of an event handler's name, -1 if there is none. */
  private static int handler(String text) {
    for (int at = text.indexOf("on"); at >= 0; at = text.indexOf("on", at + 1)) {
      if (at > 0 && Ascii.word(text.charAt(at - 1))) {
        continue;
      }
      int end = at + 2;
      while (end < text.length() && Ascii.letter(text.charAt(end))) {
        end++;
      }
      int equals = end;
      while (equals < text.length()
          && equals - end < 8
          && (Ascii.space(text.charAt(equals)) || text.charAt(equals) < ' ')) {
        equals++;
      }
      boolean long_ = end - at >= 5 && end - at <= 48;
      if (long_
          && equals < text.length()
          && text.charAt(equals) == '='
          && !text.startsWith("==", equals)) {
        return at;
      }
    }
    return -1;
  }

  /** Handlers without an element, as they break out of an attribute of the page. */
  private static void handlers(Sample sample, Suspicions to) {
    String text = sample.lower();
    int at = handler(text);
    if (at < 0 || sample.role() == Role.NAME && !Ascii.space(text.charAt(0))) {
      return;
    }
    boolean quote = false;
    for (int i = Math.max(0, at - 12); i < at; i++) {
      quote |= "'\"`/ \t\n>;,".indexOf(text.charAt(i)) >= 0;
    }
    boolean token = sample.role() == Role.TOKEN;
    if (quote && !sample.prose()) {
      boolean call = text.indexOf('(', at) >= 0 || text.indexOf('`', at) >= 0;
      boolean breaks = sample.has(Glance.QUOTE | Glance.DOUBLE_QUOTE);
      add(
          to,
          "markup-handler",
          call || breaks ? 0.82 : 0.62,
          "an event handler outside of elements");
    } else if (!token && at == 0 && !sample.prose()) {
      add(to, "markup-handler", 0.52, "an event handler alone");
    }
  }

  /** Addresses that run code, whatever stands between the letters of the scheme. */
  private static void addresses(Sample sample, Suspicions to) {
    String dense = Words.dense(sample.lower(), 4096);
    boolean prose = sample.prose();
    if (Words.hasAny(dense, "javascript:", "vbscript:", "livescript:", "mocha:", "jscript:")) {
      boolean call = dense.indexOf('(') >= 0 || dense.indexOf('=') >= 0 || dense.indexOf('+') >= 0;
      add(to, "markup-address", prose ? 0.55 : call ? 0.86 : 0.64, "an address that runs code");
    }
    if (dense.contains("data:text/html")
        || dense.contains("data:image/svg")
        || dense.contains("data:application/xhtml")
        || dense.contains("data:text/xml")
        || dense.contains("data:,alert")) {
      add(to, "markup-address", prose ? 0.4 : 0.72, "an address that holds a page");
    }
    if (dense.contains("<meta") || dense.contains("http-equiv")) {
      add(to, "markup-element", prose ? 0.4 : 0.68, "an element that steers the browser");
    }
  }

  private static void styles(Sample sample, Suspicions to) {
    if (!sample.has(
        Glance.PARENTHESIS | Glance.BRACE | Glance.AT | Glance.ANGLE | Glance.SEMICOLON)) {
      return;
    }
    String dense = Words.dense(sample.lower(), 2048);
    if (Words.hasAny(
        dense,
        "-moz-binding",
        "expression(",
        "behavior:url",
        "behaviour:url",
        "@import'",
        "@import\"",
        "@importurl",
        "url(javascript",
        "url('javascript",
        "list-style-image:url(j")) {
      boolean word = !dense.contains("expression(") || dense.contains(":expression(");
      add(to, "markup-style", word ? 0.72 : 0.4, "a style that runs code");
    }
    if (dense.contains("jscript.encode")
        || dense.contains("vbscript.encode")
        || dense.contains("#@~^")) {
      add(to, "markup-script", 0.8, "encoded script");
    }
  }

  /** Text that becomes markup in another character set. */
  private static void encodings(Sample sample, Suspicions to) {
    String text = sample.lower();
    int angle = text.indexOf("+adw-");
    if (angle >= 0
        && (text.indexOf("+ad4-") > angle || text.contains("script") || text.contains("+aca"))) {
      add(to, "markup-utf7", 0.85, "markup in UTF-7");
    }
    if (sample.has(Glance.HIGH)) {
      int open = text.indexOf('\u00bc');
      int close = text.indexOf('\u00be');
      if (open >= 0 && close > open && Ascii.letter(text.charAt(Math.min(open + 1, close)))) {
        add(to, "markup-ascii", 0.7, "markup whose eighth bit is dropped");
      }
    }
  }

  private static void add(Suspicions to, String detector, double score, String evidence) {
    ScriptDetector.script(to, detector, score, evidence);
  }
}
