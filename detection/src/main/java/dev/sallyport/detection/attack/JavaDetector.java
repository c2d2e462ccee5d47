// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;
import java.util.List;

/**
 * Reads an argument as the expression languages and loggers of Java would: names of classes,
 * lookups, and calls into the runtime.
 */
final class JavaDetector implements Detector {
  /** Packages whose classes have no business in a request. */
  private static final List<String> PACKAGES =
      List.of(
          "java.lang.",
          "java.io.",
          "java.net.",
          "java.util.",
          "java.nio.",
          "java.beans.",
          "java.sql.",
          "java.rmi.",
          "java.security.",
          "javax.",
          "jakarta.",
          "com.sun.",
          "sun.reflect.",
          "sun.misc.",
          "com.opensymphony.xwork",
          "org.apache.commons",
          "org.apache.struts",
          "org.apache.catalina",
          "org.apache.xalan",
          "org.apache.logging",
          "org.apache.tomcat",
          "org.omg.corba",
          "org.springframework.",
          "org.codehaus.groovy",
          "org.mozilla.javascript",
          "freemarker.template",
          "org.hibernate.",
          "com.mchange.",
          "org.jboss.",
          "ognl.",
          "groovy.lang",
          "bsh.",
          "org.python.",
          "com.thoughtworks.xstream",
          "org.yaml.snakeyaml",
          "com.zaxxer.hikari",
          "java.evil.");

  private static final List<String> SURE =
      List.of(
          "java.lang.runtime",
          "java.lang.processbuilder",
          "java.lang.process",
          "java.lang.system",
          "java.lang.class",
          "java.io.file",
          "javax.script",
          "com.opensymphony.xwork",
          "org.apache.struts",
          "com.sun.org.apache",
          "com.sun.rowset");

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.DOLLAR | Glance.BRACE | Glance.PERCENT)) {
      lookups(sample, text, to);
    }
    if (sample.knowsAny(Kind.set(Kind.JAVA, Kind.GADGET))
        || text.contains("org.")
        || text.contains("com.")) {
      names(sample, text, to);
      expressions(sample, text, to);
    }
    if (sample.has(Glance.MIXED_CASE)) {
      SerialisedDetector.javaWords(sample, to);
    }
  }

  private static void names(Sample sample, String text, Suspicions to) {
    boolean trace = sample.prose() || text.contains("\n\tat ") || text.contains("exception");
    for (String name : PACKAGES) {
      int at = text.indexOf(name);
      boolean starts =
          at == 0 || at > 0 && !Ascii.word(text.charAt(at - 1)) && text.charAt(at - 1) != '.';
      if (starts && !webAddress(text, at)) {
        boolean sure = SURE.stream().anyMatch(text::contains);
        boolean agent = sample.role() == Role.USER_AGENT || sample.role() == Role.REFERER;
        double score = sure ? 0.78 : agent ? 0.45 : 0.66;
        add(
            to,
            "java-class",
            AttackFamily.CODE_INJECTION,
            trace ? score - 0.2 : score,
            "name of a class of the Java platform");
        break;
      }
    }
    if (sample.knows(Kind.GADGET) || gadget(text)) {
      add(
          to,
          "java-gadget",
          AttackFamily.DESERIALISATION,
          trace ? 0.6 : 0.86,
          "name of a class used to run code on deserialisation");
    }
    boolean runtime = text.contains("runtime") || text.contains("processbuilder");
    if (runtime && (text.contains("java.") || text.contains("getruntime"))) {
      add(
          to,
          "java-runtime",
          AttackFamily.CODE_INJECTION,
          trace ? 0.55 : 0.8,
          "reaches for the runtime");
    }
  }

  private static boolean webAddress(String text, int at) {
    int scheme = text.lastIndexOf("//", at);
    return scheme >= 0 && at - scheme < 40 && text.substring(scheme, at).indexOf(' ') < 0;
  }

  private static boolean gadget(String text) {
    return Words.hasAny(
        text,
        "clonetransformer",
        "forclosure",
        "instantiatefactory",
        "instantiatetransformer",
        "invokertransformer",
        "prototypeclonefactory",
        "prototypeserializationfactory",
        "whileclosure",
        "templatesimpl",
        "jdbcrowsetimpl");
  }

  private static void expressions(Sample sample, String text, Suspicions to) {
    String dense = Words.dense(text, 4096);
    if (Words.hasAny(
        dense,
        "class.module.classloader",
        "class.classloader",
        "class['classloader",
        "[classloader]",
        "classloader.resources",
        "#_memberaccess",
        "@ognl",
        "#context[",
        "memberaccess[",
        "#request.",
        "@java.lang",
        "t(java.lang",
        "(#dm=",
        "#application[",
        "xwork.methodaccessor",
        "allowstaticmethodaccess",
        "#rt=@",
        "new java.lang",
        "newjava.",
        ".getclass().",
        ".getclass()",
        "class.forname(",
        "getmethod('",
        "getdeclaredmethod(",
        ".getruntime(",
        "getruntime().exec",
        "org.apache.commons.ognl",
        "getengbyname",
        "getenginebyname(",
        "newinitialcontext",
        "scriptenginemanager",
        "\"\".class",
        "''.class",
        "bsh.interpreter")) {
      add(
          to,
          "java-expression",
          AttackFamily.EXPRESSION_INJECTION,
          sample.prose() ? 0.6 : 0.88,
          "an expression that leaves its object");
    }
  }

  /** Lookups of a logger; those inside each other are resolved, as the logger does. */
  private static void lookups(Sample sample, String text, Suspicions to) {
    String plain = text.indexOf('$') >= 0 ? resolved(text) : text;
    boolean lookup =
        plain.contains("${jndi")
            || text.contains("${jndi")
            || plain.contains("${ctx:") && text.contains("${ctx:");
    boolean split = !plain.equals(text) && plain.contains("jndi:");
    if (lookup || split) {
      boolean scheme =
          Words.hasAny(
              plain,
              "jndi:ldap",
              "jndi:rmi",
              "jndi:dns",
              "jndi:iiop",
              "jndi:http",
              "jndi:nis",
              "jndi:corba",
              "jndi:ldaps",
              "jndi:nds");
      double score = scheme ? 0.96 : 0.82;
      add(
          to,
          "jndi-lookup",
          AttackFamily.EXPRESSION_INJECTION,
          sample.prose() ? score - 0.2 : score,
          split ? "a lookup, disguised" : "a lookup by name");
      return;
    }
    int open = text.indexOf("${");
    if (open >= 0 && !plain.equals(text) && text.indexOf("${", open + 2) > 0) {
      add(to, "jndi-nested", AttackFamily.EXPRESSION_INJECTION, 0.72, "lookups inside each other");
    } else if (open >= 0
        && Words.hasAny(
            text,
            "${env:",
            "${sys:",
            "${java:",
            "${lower:",
            "${upper:",
            "${date:",
            "${main:",
            "${bundle:",
            "${::-",
            "${script:",
            "${url:",
            "${dns:")) {
      add(
          to,
          "jndi-lookup",
          AttackFamily.EXPRESSION_INJECTION,
          sample.prose() ? 0.4 : 0.74,
          "a lookup of a logger");
    }
  }

  /** Takes the innermost lookups off, a few times: what stands behind the last sign is kept. */
  private static String resolved(String text) {
    String now = text;
    for (int round = 0; round < 4; round++) {
      String next = inner(now);
      if (next.equals(now)) {
        return now;
      }
      now = next;
    }
    return now;
  }

  private static String inner(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int open = text.indexOf("${", i);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      int last = text.lastIndexOf("${", close);
      int parted = Math.max(text.lastIndexOf(":-", close), text.lastIndexOf(':', close));
      boolean nested = last > 0 && (text.lastIndexOf("${", last - 1) >= 0 || last > open);
      boolean dropped = parted > last && close - parted <= 12 && close - last < 60;
      if (dropped && (nested || text.startsWith(":-", parted) || close - parted <= 3)) {
        int value =
            text.charAt(parted) == ':' && text.startsWith(":-", parted) ? parted + 2 : parted + 1;
        out.append(text, i, last).append(text, Math.min(value, close), close);
      } else {
        out.append(text, i, close + 1);
      }
      i = close + 1;
    }
    return out.append(text, i, text.length()).toString();
  }

  private static void add(
      Suspicions to, String detector, AttackFamily family, double score, String evidence) {
    to.add(detector, family, score >= 0.75 ? Severity.CRITICAL : Severity.HIGH, score, evidence);
  }
}
