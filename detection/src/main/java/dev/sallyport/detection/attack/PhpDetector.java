// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads an argument as PHP: tags, calls, variables, settings, wrappers, names of scripts. */
final class PhpDetector implements Detector {
  private static final String SURE =
      " base64_decode shell_exec passthru proc_open popen pcntl_exec call_user_func create_function"
          + " call_user_func_array file_get_contents file_put_contents fsockopen phpinfo gzinflate"
          + " unserialize var_dump print_r get_defined_functions highlight_file show_source"
          + " move_uploaded_file curl_exec escapeshellcmd preg_replace array_map array_filter"
          + " bzdecompress gzuncompress gzdecode str_rot13 assert_options ini_set putenv ";
  private static final String SCRIPTS =
      " php php3 php4 php5 php6 php7 php8 phtml pht phps phar phpt pgif module inc php-s ";

  @Override
  public void examine(Sample sample, Suspicions to) {
    String text = sample.lower();
    if (sample.has(Glance.ANGLE | Glance.BRACKET | Glance.BRACE)) {
      tags(sample, text, to);
    }
    if (sample.has(Glance.PARENTHESIS) || sample.has(Glance.EQUALS)) {
      calls(sample, text, to);
    }
    if (sample.has(Glance.DOLLAR)) {
      variables(sample, text, to);
    }
    if (sample.has(Glance.PARENTHESIS)) {
      indirect(sample, text, to);
    }
    if (sample.has(Glance.EQUALS) && sample.knows(Kind.PHP_SETTING)) {
      settings(text, to);
    }
    if (sample.role() == Role.FILE_NAME) {
      scripts(text, to);
    }
    if (sample.has(Glance.SCHEME)) {
      wrappers(sample, text, to);
    }
  }

  private static void tags(Sample sample, String text, Suspicions to) {
    for (int at = text.indexOf("<?"); at >= 0; at = text.indexOf("<?", at + 2)) {
      int next = at + 2;
      char c = next < text.length() ? text.charAt(next) : ' ';
      boolean named = text.startsWith("php", next) && !Ascii.word(sign(text, next + 3));
      boolean xml =
          text.startsWith("xml", next)
              && text.substring(next, Math.min(text.length(), next + 12)).indexOf(':') > 0;
      boolean bare =
          text.startsWith("xml", next)
              && !text.startsWith("xml ver", next)
              && !text.startsWith("xml-", next)
              && text.indexOf(';', next) > 0
              && !text.contains("?>");
      boolean small = c == '=' || Ascii.space(c);
      if (named || xml || bare || small && next < text.length()) {
        add(
            to,
            "php-tag",
            AttackFamily.CODE_INJECTION,
            named || xml ? 0.92 : 0.76,
            "start of PHP code");
      }
    }
    if (Words.hasAny(text, "[php]", "[/php]", "[\\php]", "{php}", "{/php}")) {
      add(to, "php-tag", AttackFamily.CODE_INJECTION, 0.62, "start of PHP code in brackets");
    }
    if (text.contains("?>") && !text.contains("<?xml")) {
      add(
          to,
          "php-tag",
          AttackFamily.CODE_INJECTION,
          sample.prose() ? 0.3 : 0.62,
          "end of PHP code");
    }
  }

  private static char sign(String text, int at) {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static void calls(Sample sample, String text, Suspicions to) {
    int i = 0;
    while (i < text.length()) {
      if (!Ascii.word(text.charAt(i))) {
        i++;
        continue;
      }
      int end = Ascii.wordEnd(text, i);
      int next = end < text.length() && end - i > 1 ? Words.skipComments(text, end) : end;
      boolean called = next < text.length() && text.charAt(next) == '(';
      boolean set =
          next < text.length() - 1 && text.charAt(next) == '=' && text.charAt(next + 1) == '(';
      if (called || set) {
        call(sample, text, text.substring(i, end), end, next, to);
      }
      i = end;
    }
  }

  private static void call(
      Sample sample, String text, String name, int end, int open, Suspicions to) {
    boolean known = (Lexicon.words().kinds(name) & Kind.PHP.bit()) != 0;
    boolean sure =
        SURE.contains(" " + name + " ")
            || name.endsWith("gzinflate")
            || name.endsWith("fsockopen")
            || name.endsWith("base64_decode")
            || name.endsWith("shell_exec");
    if (sure) {
      add(
          to,
          "php-call",
          AttackFamily.CODE_INJECTION,
          sample.prose() ? 0.6 : 0.8,
          "a call that PHP attacks use");
      return;
    }
    boolean closed = text.lastIndexOf(')') > open;
    boolean apart = open - end == 1 && text.charAt(end) == ' ' && sample.plainWords() > 0;
    boolean mostly = sample.plainWords() <= 4 && !apart;
    if (known && mostly && (closed || name.indexOf('_') > 0)) {
      boolean strong = " system exec eval assert include require ".contains(" " + name + " ");
      add(
          to,
          "php-call",
          AttackFamily.CODE_INJECTION,
          strong ? 0.68 : text.endsWith("()") ? 0.61 : 0.56,
          "a call of PHP's own functions");
    } else if (mostly && name.indexOf('_') > 0 && name.length() > 5 && sample.argument()) {
      add(to, "code-call", AttackFamily.CODE_INJECTION, 0.52, "a call");
    }
  }

  private static void variables(Sample sample, String text, Suspicions to) {
    if (sample.knows(Kind.PHP_NAME)) {
      for (String name :
          new String[] {
            "$_get",
            "$_post",
            "$_request",
            "$_server",
            "$_cookie",
            "$_files",
            "$_session",
            "$_env",
            "$globals",
            "$http_raw_post_data",
            "$argv",
            "$argc",
            "$http_"
          }) {
        if (text.contains(name)) {
          add(
              to,
              "php-variable",
              AttackFamily.CODE_INJECTION,
              sample.prose() ? 0.5 : 0.78,
              "a variable that PHP sets");
        }
      }
    } else if (text.contains("$_s erver")
        || text.contains("$_ get")
        || text.contains("$_r equest")) {
      add(to, "php-variable", AttackFamily.CODE_INJECTION, 0.6, "a variable that PHP sets, split");
    }
    if (sample.prose()) {
      return;
    }
    int seen = 0;
    for (int at = text.indexOf('$');
        at >= 0 && seen++ < 64;
        at = text.indexOf('$', runEnd(text, at))) {
      if (variableCall(text, at)) {
        add(
            to,
            "php-variable-call",
            AttackFamily.CODE_INJECTION,
            0.74,
            "a variable that is called");
        return;
      }
      int brace = Ascii.skipSpace(text, at + 1);
      if (sign(text, brace) == '{' && sign(text, brace + 1) == '$') {
        add(
            to,
            "php-variable",
            AttackFamily.CODE_INJECTION,
            0.66,
            "a variable named by a variable");
      }
    }
  }

  private static int runEnd(String text, int at) {
    int i = at;
    while (sign(text, i) == '$') {
      i++;
    }
    return i;
  }

  /** Reads a variable with any indexes and returns whether parentheses follow. */
  private static boolean variableCall(String text, int dollar) {
    int i = dollar;
    while (sign(text, i) == '$') {
      i++;
    }
    i = Words.skipComments(text, i);
    int start = i;
    i = sign(text, i) == '{' ? behind(text, i, '}') : Ascii.wordEnd(text, i);
    if (i == start
        || i - start == 2 && sign(text, start) == '{'
        || Ascii.digit(sign(text, start))) {
      return false;
    }
    boolean more = true;
    while (more && i - dollar < 200) {
      i = Words.skipComments(text, i);
      char c = sign(text, i);
      more = c == '[' || c == '{';
      i = c == '[' ? behind(text, i, ']') : c == '{' ? behind(text, i, '}') : i;
    }
    if (sign(text, i) != '(') {
      return false;
    }
    return text.lastIndexOf(')') > i;
  }

  private static int behind(String text, int open, char close) {
    int depth = 0;
    for (int i = open; i < Math.min(text.length(), open + 120); i++) {
      depth += text.charAt(i) == text.charAt(open) ? 1 : text.charAt(i) == close ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  /** Functions named by a string, an expression or a list, then called. */
  private static void indirect(Sample sample, String text, Suspicions to) {
    if (sample.prose()) {
      return;
    }
    int seen = 0;
    for (int open = text.indexOf('(', 1);
        open >= 0 && seen++ < 64;
        open = text.indexOf('(', open + 1)) {
      int before = open - 1;
      while (before > 0 && Ascii.space(text.charAt(before))) {
        before--;
      }
      if (before > 1 && text.startsWith("*/", before - 1)) {
        before = Math.max(0, text.lastIndexOf("/*", before) - 1);
      }
      char c = text.charAt(before);
      boolean string = (c == '"' || c == '\'') && before > 1;
      boolean group = c == ')' && text.lastIndexOf('(', before) >= 0 && named(text, before);
      boolean list = c == ']' && text.indexOf('[') == 0;
      boolean index = c == '}' && text.indexOf('(') == 0;
      int close = text.lastIndexOf(')');
      if ((string && callable(text, before) || group || list || index) && close > open) {
        add(
            to,
            "php-indirect-call",
            AttackFamily.CODE_INJECTION,
            string ? 0.6 : 0.62,
            "a function named by an expression");
        return;
      }
    }
  }

  private static boolean callable(String text, int quote) {
    int start = text.lastIndexOf(text.charAt(quote), quote - 1);
    if (start < 0 || quote - start > 60 || quote - start < 3) {
      return false;
    }
    String name = text.substring(start + 1, quote).strip();
    return !name.isEmpty() && Ascii.wordEnd(name, 0) >= name.length() || name.contains("\\x");
  }

  /** Returns whether parentheses that end at a place hold a name, a string or joined strings. */
  private static boolean named(String text, int close) {
    int depth = 0;
    int open = close;
    for (; open >= Math.max(0, close - 80); open--) {
      depth += text.charAt(open) == ')' ? 1 : text.charAt(open) == '(' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    if (open < 0 || depth != 0 || (open > 0 && Ascii.word(text.charAt(open - 1)))) {
      return false;
    }
    String inside =
        Words.dense(text.substring(open + 1, close), 120)
            .strip()
            .replace("  ", "")
            .replace(" \"", "\"");
    boolean joined =
        inside.indexOf('.') > 0 || inside.indexOf('"') >= 0 || inside.indexOf('\'') >= 0;
    boolean starts = open == 0 || ";&=(@!".indexOf(text.charAt(open - 1)) >= 0;
    return !inside.isEmpty()
        && inside.indexOf(' ') < 0
        && inside.indexOf('/') < 0
        && (joined
            || starts
                && Ascii.wordEnd(inside, 0) == inside.length()
                && Ascii.letter(inside.charAt(0)));
  }

  private static void settings(String text, Suspicions to) {
    int equals = text.indexOf('=');
    int end = equals;
    while (end > 0 && Ascii.space(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && (Ascii.word(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
      start--;
    }
    String name = text.substring(start, Math.max(start, end));
    String first = name.indexOf('.') > 0 ? name.substring(0, name.indexOf('.')) : name;
    if ((Lexicon.words().kinds(first) & Kind.PHP_SETTING.bit()) != 0) {
      boolean rare = first.indexOf('_') > 0 || name.indexOf('.') > 0;
      add(
          to,
          "php-setting",
          AttackFamily.CODE_INJECTION,
          rare ? 0.68 : 0.54,
          "sets PHP's configuration");
    }
  }

  private static void scripts(String text, Suspicions to) {
    String name = text.replace(" ", "");
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    name = name.substring(0, end);
    for (String part : name.substring(Math.max(name.indexOf('.'), 0)).split("\\.", 8)) {
      String extension = part.strip();
      if (!extension.isEmpty()
          && SCRIPTS.contains(" " + extension + " ")
          && !extension.equals("inc")) {
        add(to, "script-upload", AttackFamily.WEB_SHELL, 0.82, "a file that PHP would run");
      }
    }
    if (name.endsWith(".jsp")
        || name.endsWith(".jspx")
        || name.endsWith(".asp")
        || name.endsWith(".aspx")
        || name.endsWith(".ashx")
        || name.endsWith(".asa")
        || name.endsWith(".cfm")
        || name.endsWith(".jspf")
        || name.endsWith(".war")) {
      add(to, "script-upload", AttackFamily.WEB_SHELL, 0.8, "a file that the server would run");
    }
    int session = name.lastIndexOf('/') + 1;
    if (name.startsWith("sess_", session) && name.length() - session >= 20) {
      add(to, "session-upload", AttackFamily.WEB_SHELL, 0.7, "a file named as PHP's sessions");
    }
  }

  private static void wrappers(Sample sample, String text, Suspicions to) {
    for (String scheme :
        new String[] {
          "php://",
          "phar://",
          "expect://",
          "zlib://",
          "compress.zlib://",
          "compress.bzip2://",
          "bzip2://",
          "zip://",
          "rar://",
          "ogg://",
          "glob://",
          "ssh2.",
          "ssh2://"
        }) {
      int at = text.indexOf(scheme);
      if (at == 0 || at > 0 && !Ascii.word(text.charAt(at - 1))) {
        add(
            to,
            "php-wrapper",
            AttackFamily.FILE_INCLUSION,
            sample.prose() ? 0.55 : 0.84,
            "an address that only PHP opens");
      }
    }
  }

  private static void add(
      Suspicions to, String detector, AttackFamily family, double score, String evidence) {
    to.add(detector, family, score >= 0.75 ? Severity.CRITICAL : Severity.HIGH, score, evidence);
  }
}
