// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Reads the lines of an argument: header fields, requests and mail commands put into others. */
final class LineDetector implements Detector {
  private static final String FIELDS =
      " content-type content-length set-cookie location transfer-encoding refresh host cookie x-forwarded-for"
          + " remote-addr remote-ip x-xss-protection access-control-allow-origin link status ";
  private static final String METHODS =
      " get post head put delete options connect trace patch propfind move copy ";
  private static final String MAIL =
      " helo ehlo rcpt vrfy expn data rset noop quit help auth starttls mail send soml saml turn etrn apop user pass retr dele"
          + " uidl top stls capa list stat ";
  private static final String BOXES =
      " select examine create delete rename subscribe unsubscribe list lsub status append check close expunge search"
          + " fetch store copy uid noop logout login authenticate capability starttls namespace getquota setquota"
          + " idle quit sort thread getacl setacl unselect enable id stat retr dele rset apop top xfoo ";

  private static final ByteNames FIELD_NAMES = ByteNames.of(FIELDS);
  private static final ByteNames METHOD_NAMES = ByteNames.of(METHODS);
  private static final ByteNames MAIL_NAMES = ByteNames.of(MAIL);

  /** Returns whether something of a line that stands behind another may be suspected. */
  static boolean maySuspect(Around text, int from, int to) {
    int start = from;
    while (start < to && start - from < 4 && !Ascii.word(text.at(start))) {
      start++;
    }
    int end = start;
    while (end < to && (Ascii.word(text.at(end)) || text.at(end) == '-')) {
      end++;
    }
    char after = end < to ? text.at(end) : 0;
    boolean tagged =
        end - start >= 2
            && end - start <= 6
            && Ascii.letter(text.at(start))
            && Ascii.digit(text.at(end - 1));
    return tagged
        || after == ':' && text.isOneOf(FIELD_NAMES, start, end)
        || after == ' ' && text.isOneOf(METHOD_NAMES, start, end)
        || text.isOneOf(MAIL_NAMES, start, end);
  }

  @Override
  public void examine(Sample sample, Suspicions to) {
    boolean lines = sample.has(Glance.LINE_BREAK);
    String text = sample.lower();
    if (sample.has(Glance.SPACE) && !sample.prose()) {
      request(text, sample, to);
    }
    if (text.contains(".cookie;") && text.contains("expires=")
        || text.contains("set-cookie:") && !sample.prose()) {
      SessionRules.add(to, 0.64, "a cookie set by an argument");
    }
    if (!lines) {
      return;
    }
    if (sample.role() == Role.PATH || sample.channel() == Channel.PATH) {
      inject(to, 0.72, "a line break in the path");
    }
    if (sample.role() == Role.NAME && sample.channel() == Channel.ARGUMENT && !sample.prose()) {
      inject(to, 0.64, "a line break in a name");
    }
    if (sample.role() == Role.HEADER || sample.role() == Role.FILE_NAME) {
      inject(to, 0.7, "a line break in a header field");
    }
    int start = text.charAt(0) == '\r' || text.charAt(0) == '\n' ? 0 : -1;
    for (int at = next(text, 0); at >= 0; at = next(text, at)) {
      line(sample, text, at, to);
    }
    if (sample.channel() == Channel.ARGUMENT
        && sample.words() <= 6
        && text.indexOf('=') > text.indexOf('\n')
        && text.indexOf('\n') >= 0
        && start < 0
        && text.length() < 120) {
      inject(to, 0.52, "a line break before a name and a value");
    }
  }

  /** Returns the index of the next line's first sign, -1 if there is none. */
  private static int next(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        int start = i + 1;
        while (start < text.length()
            && (text.charAt(start) == '\n' || text.charAt(start) == '\r')) {
          start++;
        }
        return start < text.length() ? start : -1;
      }
    }
    return -1;
  }

  private static void line(Sample sample, String text, int at, Suspicions to) {
    int start = at;
    while (start < text.length()
        && !Ascii.word(text.charAt(start))
        && text.charAt(start) != '<'
        && start - at < 4
        && text.charAt(start) != '\n') {
      start++;
    }
    int end = start;
    while (end < text.length() && (Ascii.word(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    String word = text.substring(start, end);
    char after = end < text.length() ? text.charAt(end) : 0;
    if (after == ':' && FIELDS.contains(" " + word + " ")) {
      int value = Ascii.skipSpace(text, end + 1);
      boolean valued = value < text.length() && Ascii.word(text.charAt(value));
      inject(to, valued ? sample.prose() ? 0.6 : 0.86 : 0.4, "a header field behind a line break");
    }
    if (text.startsWith("http/", start)
        || text.startsWith("<html", start)
        || text.startsWith("<meta", start)) {
      inject(to, 0.82, "an answer behind a line break");
    }
    if (METHODS.contains(" " + word + " ") && after == ' ' && requestTarget(text, end + 1)) {
      to.add(
          "request-in-request",
          AttackFamily.REQUEST_SMUGGLING,
          Severity.CRITICAL,
          0.85,
          "a request behind a line break");
    }
    if (!word.isEmpty()) {
      mail(sample, text, word, start, end, to);
    }
  }

  private static void mail(
      Sample sample, String text, String word, int start, int end, Suspicions to) {
    if (sample.plainWords() > 14) {
      return;
    }
    boolean command = MAIL.contains(" " + word + " ");
    int second = Ascii.skipSpace(text, end);
    String next = text.substring(second, Ascii.wordEnd(text, second));
    boolean argued = second > end && second < text.length();
    boolean smtp =
        (word.equals("mail") && next.equals("from")) || (word.equals("rcpt") && next.equals("to"));
    boolean tagged =
        word.length() >= 2
            && word.length() <= 6
            && Ascii.digit(word.charAt(word.length() - 1))
            && Ascii.letter(word.charAt(0))
            && BOXES.contains(" " + next + " ");
    boolean dense = sample.plainWords() <= 6;
    if (smtp || tagged) {
      ShellDetector.add(to, "mail-command", 0.8, "a mail command behind a line break");
    } else if (command
        && dense
        && (second > end || end == text.length())
        && (argued
            || word.equals("quit")
            || word.equals("data")
            || word.equals("capa")
            || word.equals("rset")
            || word.equals("noop")
            || word.equals("starttls")
            || word.equals("help")
            || word.equals("list")
            || word.equals("stat")
            || word.equals("stls"))) {
      ShellDetector.add(to, "mail-command", 0.6, "a mail command behind a line break");
    }
  }

  private static void request(String text, Sample sample, Suspicions to) {
    int version = text.indexOf(" http/");
    if (version > 0
        && version + 7 <= text.length()
        && Ascii.digit(text.charAt(Math.min(version + 6, text.length() - 1)))) {
      int from = Math.max(0, version - 300);
      for (String word : text.substring(from, version).split("[^a-z]+", 64)) {
        if (METHODS.contains(" " + word + " ")) {
          to.add(
              "request-in-request",
              AttackFamily.REQUEST_SMUGGLING,
              Severity.CRITICAL,
              sample.has(Glance.LINE_BREAK) ? 0.86 : 0.72,
              "a request line inside an argument");
          return;
        }
      }
    }
  }

  private static boolean requestTarget(String text, int at) {
    int end = at;
    while (end < text.length() && !Ascii.space(text.charAt(end))) {
      end++;
    }
    boolean path = at < text.length() && (text.charAt(at) == '/' || text.startsWith("http", at));
    int next = Ascii.skipSpace(text, end);
    boolean line = end < text.length() && text.charAt(end) != ' ' && end > at;
    return path || line || text.startsWith("http/", next);
  }

  private static void inject(Suspicions to, double score, String evidence) {
    to.add("line-injection", AttackFamily.HEADER_INJECTION, Severity.HIGH, score, evidence);
  }
}
