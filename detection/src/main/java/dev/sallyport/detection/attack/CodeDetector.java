// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as Perl, Python or Ruby, and as a filter of an object mapper. */
final class CodeDetector implements Detector {
  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.AT) && sample.has(Glance.BRACE) && sample.has(Glance.BRACKET)) {
      perl(text, to);
    }
    if (sample.knows(Kind.SCRIPT)) {
      python(sample, text, to);
      ruby(sample, text, to);
    }
    if (sample.role() == Sample.Role.NAME && text.contains("__")) {
      lookups(text, to);
    }
  }

  /** A list of results put into a string. */
  private static void perl(String text, Suspicions to) {
    int at = text.indexOf('@');
    while (at >= 0) {
      int brace = Ascii.skipSpace(text, at + 1);
      int bracket =
          brace < text.length() && text.charAt(brace) == '{'
              ? Ascii.skipSpace(text, brace + 1)
              : -1;
      if (bracket > 0 && bracket < text.length() && text.charAt(bracket) == '[') {
        add(to, "perl-interpolation", 0.85, "code inside a string of Perl");
        return;
      }
      at = text.indexOf('@', at + 1);
    }
  }

  private static void python(Sample sample, String text, Suspicions to) {
    if (Words.hasAny(
        text,
        "__class__",
        "__mro__",
        "__subclasses__",
        "__globals__",
        "__builtins__",
        "__import__",
        "__init__",
        "os.system(",
        "os.popen(",
        "subprocess.",
        "importlib.",
        "__reduce__",
        "pickle.loads",
        "marshal.loads",
        "getattr(")) {
      boolean internal = text.contains("__") && !text.contains("__init__.py");
      add(
          to,
          "python-internals",
          sample.prose() ? 0.5 : internal ? 0.85 : 0.7,
          "internals of Python");
    }
  }

  private static void ruby(Sample sample, String text, Suspicions to) {
    if (Words.hasAny(
        text,
        "kernel.system",
        "kernel.exec",
        "kernel.open",
        "kernel.fork",
        "kernel.`",
        "kernel.spawn",
        "process.spawn",
        "process.fork",
        "open3.",
        "instance_eval",
        "class_eval",
        "module_eval",
        "binding.eval",
        "io.popen",
        "%x(",
        "%x{",
        "public_send(")) {
      add(to, "ruby-call", sample.prose() ? 0.5 : 0.74, "a call of Ruby that runs code");
    }
  }

  /** Names of arguments that walk relations or compare, as object mappers read them. */
  private static void lookups(String text, Suspicions to) {
    int last = text.lastIndexOf("__");
    String operator = text.substring(last + 2);
    boolean walks = text.indexOf("__") < last && text.indexOf("__") > 0;
    boolean numeric = " gt gte lt lte range ".contains(" " + operator + " ");
    boolean text_ =
        " regex iregex startswith istartswith endswith iendswith contains icontains exact iexact in isnull "
            .contains(" " + operator + " ");
    boolean secret = Words.hasAny(text, "password", "token", "secret", "hash");
    if (last > 0 && (numeric || text_) && (walks || numeric || secret)) {
      to.add(
          "orm-lookup",
          AttackFamily.CODE_INJECTION,
          Severity.MEDIUM,
          secret ? 0.75 : walks ? 0.62 : 0.4,
          "an argument that asks an object mapper");
    }
  }

  private static void add(Suspicions to, String detector, double score, String evidence) {
    to.add(detector, AttackFamily.CODE_INJECTION, Severity.HIGH, score, evidence);
  }
}
