// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as part of a filter of LDAP, XPath or a document store. */
final class DirectoryDetector implements Detector {
  private static final String OPERATORS =
      " $ne $eq $gt $gte $lt $lte $in $nin $not $nor $or $and $where $regex $exists $type $mod $all $size"
          + " $elemmatch $expr $jsonschema $text $search $func $function $lookup $out $merge $accumulator"
          + " $project $group $match $unset $inc $rename $slice $options $near $geonear $nearsphere $box $center ";

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.PARENTHESIS) && !sample.prose()) {
      directory(text, to);
    }
    if (sample.has(Glance.DOLLAR)) {
      documents(sample, text, to);
    }
    if (sample.has(Glance.QUOTE | Glance.PARENTHESIS | Glance.BRACKET) && !sample.prose()) {
      paths(sample, text, to);
    }
  }

  /** A parenthesis that ends the program's condition, then one that starts another. */
  private static void directory(String text, Suspicions to) {
    int close = text.indexOf(')');
    int open = text.indexOf('(');
    if (close >= 0 && (open < 0 || close < open) && noneOf(text, close, ":&|!<>~")) {
      int i = Ascii.skipSpace(text, close + 1);
      while (i < text.length() && text.charAt(i) == ')') {
        i = Ascii.skipSpace(text, i + 1);
      }
      if (i < text.length() && (starts(text, i) || joins(text, i))) {
        add(
            to,
            AttackFamily.LDAP_INJECTION,
            "ldap-filter",
            0.82,
            "ends a condition and starts another");
      }
    }
    int at = Math.max(text.indexOf("(&("), Math.max(text.indexOf("(|("), text.indexOf("(!(")));
    if (at >= 0 && text.indexOf('=', at) > at) {
      add(to, AttackFamily.LDAP_INJECTION, "ldap-filter", 0.6, "a filter of a directory");
    }
  }

  private static boolean noneOf(String text, int end, String signs) {
    for (int i = 0; i < end; i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean starts(String text, int open) {
    if (text.charAt(open) != '(') {
      return false;
    }
    int i = Ascii.skipSpace(text, open + 1);
    if (i < text.length() && "&|!".indexOf(text.charAt(i)) >= 0) {
      return true;
    }
    int end = i;
    while (end < text.length()
        && (Ascii.word(text.charAt(end)) || "-.:;".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end > i && end < text.length() && "=~<>".indexOf(text.charAt(end)) >= 0;
  }

  private static boolean joins(String text, int at) {
    char c = text.charAt(at);
    int next = Ascii.skipSpace(text, at + 1);
    return (c == '&' || c == '|' || c == '!')
        && (next >= text.length() || text.charAt(next) == '(' || text.charAt(next) == ')');
  }

  private static void documents(Sample sample, String text, Suspicions to) {
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      int end = Ascii.wordEnd(text, at + 1);
      if (end - at < 3 || !OPERATORS.contains(" " + text.substring(at, end) + " ")) {
        continue;
      }
      char before = at > 0 ? text.charAt(at - 1) : 0;
      char after = end < text.length() ? text.charAt(end) : 0;
      boolean bracket = before == '[' && after == ']';
      boolean key =
          (before == '"' || before == '\'') && (after == '"' || after == '\'')
              || before == '{'
              || after == ':';
      boolean name = sample.role() == Role.NAME && before == 0 && after == 0;
      if (bracket || key || name) {
        boolean document = name && sample.channel() == Channel.DOCUMENT;
        add(
            to,
            AttackFamily.NOSQL_INJECTION,
            "nosql-operator",
            bracket ? 0.82 : document ? 0.74 : 0.7,
            "an operator of a document store");
      }
    }
    if (text.contains("$where")
        || Words.hasAny(text, "this.password", "db.getcollection", "db.collection")) {
      add(
          to,
          AttackFamily.NOSQL_INJECTION,
          "nosql-script",
          sample.prose() ? 0.5 : 0.76,
          "a script for a document store");
    }
  }

  private static void paths(Sample sample, String text, Suspicions to) {
    if (Words.hasAny(
        text,
        "/child::",
        "/descendant::",
        "ancestor::",
        "following-sibling::",
        "parent::",
        "string-length(/",
        "count(/",
        "substring(/",
        "name(/",
        "//user[",
        "//*[",
        "/text()",
        "/node()",
        "starts-with(/",
        "self::node()")) {
      add(to, AttackFamily.XPATH_INJECTION, "xpath", 0.72, "steps or functions of XPath");
    }
    boolean broken =
        text.contains("']") && text.indexOf('[') > text.indexOf("']") && text.indexOf('/') >= 0;
    if (sample.argument()
        && (broken || text.contains("' or name(") || text.contains("' or position("))) {
      add(to, AttackFamily.XPATH_INJECTION, "xpath", 0.66, "ends a condition of XPath");
    }
  }

  private static void add(
      Suspicions to, AttackFamily family, String detector, double score, String evidence) {
    to.add(detector, family, Severity.HIGH, score, evidence);
  }
}
