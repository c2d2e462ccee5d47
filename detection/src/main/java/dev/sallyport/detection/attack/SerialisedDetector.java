// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** Looks for objects that become alive when they are read: of Java, PHP, Python, .NET, YAML. */
final class SerialisedDetector implements Detector {
  /** The head of a Java stream at the three places Base64 may cut it. */
  private static final String[] JAVA_HEADS = {"rO0ABQ", "KztAAU", "Cs7QAF", "rO0AB"};

  private static final Set<String> JAVA_WORDS =
      hidden(
          "runtime",
          "processbuilder",
          "clonetransformer",
          "forclosure",
          "instantiatefactory",
          "instantiatetransformer",
          "invokertransformer",
          "prototypeclonefactory",
          "prototypeserializationfactory",
          "whileclosure",
          "getproperty",
          "filewriter",
          "xmldecoder");

  /** One bit for each two characters that one of those words begins with. */
  private static final long[] JAVA_BEGINNINGS = beginnings(JAVA_WORDS);

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.text();
    if (sample.has(Glance.MIXED_CASE) || text.length() >= 6) {
      heads(sample, text, to);
    }
    if (sample.has(Glance.BRACE) && text.indexOf(':') > 0) {
      php(sample, text, to);
    }
    if (sample.has(Glance.BANG | Glance.DOLLAR | Glance.AT) || text.indexOf('$') >= 0) {
      typed(sample, to);
    }
    if (sample.has(Glance.HIGH | Glance.CONTROL) && text.contains("\u00ac\u00ed\u0000\u0005")) {
      add(to, "java-stream", 0.95, "a stream of Java objects");
    }
    if (sample.role() == Sample.Role.NAME && sample.lower().startsWith("__viewstate") && false) {
      add(to, "view-state", 0.2, "state of a page");
    }
  }

  private static void heads(Sample sample, String text, Suspicions to) {
    for (String head : JAVA_HEADS) {
      int at = text.indexOf(head);
      boolean starts = at == 0 || at > 0 && !Ascii.word(text.charAt(at - 1));
      if (starts && (head.length() == 6 || text.length() >= 24)) {
        add(to, "java-stream", sample.prose() ? 0.6 : 0.86, "a stream of Java objects in Base64");
        return;
      }
    }
    if (text.length() > 40
        && (text.startsWith("AAEAAAD/////")
            || text.startsWith("gASV")
            || text.startsWith("gAJj")
            || text.startsWith("gANj")
            || text.startsWith("H4sIAAAAAAAA") && false)) {
      add(to, "serialised-stream", 0.82, "a stream of .NET or Python objects in Base64");
    }
    if (text.startsWith("cos\nsystem")
        || text.contains("cposix\nsystem")
        || text.contains("c__builtin__\n")
        || text.contains("(S'") && text.contains("\ntR.")) {
      add(to, "python-pickle", 0.9, "a pickled call");
    }
  }

  /** Looks for words that are in Base64 at any of three places. */
  static void javaWords(Sample sample, Suspicions to) {
    String text = sample.text();
    int start = 0;
    while (start < text.length()) {
      int end = Ascii.wordEnd(text, start);
      for (int at = start; at + 8 <= end; at++) {
        int two = (text.charAt(at) & 0x7f) << 7 | text.charAt(at + 1) & 0x7f;
        if ((JAVA_BEGINNINGS[two >> 6] >>> two & 1) != 0
            && JAVA_WORDS.contains(text.substring(at, at + 8))) {
          add(to, "java-hidden", 0.76, "the name of a dangerous class in Base64");
          return;
        }
      }
      start = Math.max(end, start) + 1;
    }
  }

  /** Returns whether one of those words may stand in a range of bytes. */
  static boolean mayHoldJavaWord(byte[] bytes, int start, int end) {
    for (int i = start; i + 8 <= end; i++) {
      int two = (bytes[i] & 0x7f) << 7 | bytes[i + 1] & 0x7f;
      if ((JAVA_BEGINNINGS[two >> 6] >>> two & 1) != 0
          && JAVA_WORDS.contains(new String(bytes, i, 8, StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  private static long[] beginnings(Set<String> words) {
    long[] beginnings = new long[1 << 8];
    for (String word : words) {
      int two = word.charAt(0) << 7 | word.charAt(1);
      beginnings[two >> 6] |= 1L << two;
    }
    return beginnings;
  }

  private static Set<String> hidden(String... words) {
    Set<String> hidden = new HashSet<>();
    for (String word : words) {
      for (int shift = 0; shift < 3; shift++) {
        byte[] shifted = ("\0".repeat(shift) + word).getBytes(StandardCharsets.ISO_8859_1);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        if (encoded.length() - from >= 9) {
          hidden.add(encoded.substring(from, from + 8));
        }
      }
    }
    return Set.copyOf(hidden);
  }

  private static void php(Sample sample, String text, Suspicions to) {
    for (int at = text.indexOf(":{"); at > 2; at = text.indexOf(":{", at + 1)) {
      int count = at;
      while (count > 0 && Ascii.digit(text.charAt(count - 1))) {
        count--;
      }
      boolean counted = count < at && count > 1 && text.charAt(count - 1) == ':';
      boolean object = counted && text.charAt(count - 2) == '"';
      boolean list = counted && text.charAt(count - 2) == 'a';
      if (object && (text.lastIndexOf("O:", count) >= 0 || text.lastIndexOf("C:", count) >= 0)) {
        add(to, "php-object", sample.prose() ? 0.6 : 0.9, "a serialised object of PHP");
        return;
      }
      if (list && (text.indexOf("i:", at) > 0 || text.indexOf("s:", at) > 0)) {
        add(to, "php-object", sample.prose() ? 0.3 : 0.62, "a serialised list of PHP");
      }
    }
  }

  private static void typed(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (Words.hasAny(
        text,
        "!!javax.",
        "!!java.",
        "!!com.sun",
        "!!python/object",
        "!ruby/object",
        "!!python/name",
        "!ruby/hash")) {
      add(to, "yaml-type", 0.9, "a type named in YAML");
    }
    if (sample.role() == Sample.Role.NAME
        ? text.equals("$type") && false
        : text.contains("system.windows.data") || text.contains("\"$type\":\"system.")) {
      add(to, "dotnet-type", 0.86, "a type named for .NET");
    }
    if (text.contains("_$$nd_func$$_")
        || text.contains("py/object")
        || text.contains("py/reduce")) {
      add(to, "script-object", 0.9, "an object with code");
    }
  }

  /** Looks at the first bytes of a body that is no text. */
  static void magic(byte[] bytes, int from, int to, Suspicions suspicions) {
    if (to - from >= 4
        && (bytes[from] & 0xff) == 0xac
        && (bytes[from + 1] & 0xff) == 0xed
        && bytes[from + 2] == 0
        && bytes[from + 3] == 5) {
      add(suspicions, "java-stream", 0.9, "a stream of Java objects");
    }
  }

  private static void add(Suspicions to, String detector, double score, String evidence) {
    to.add(detector, AttackFamily.DESERIALISATION, Severity.CRITICAL, score, evidence);
  }
}
