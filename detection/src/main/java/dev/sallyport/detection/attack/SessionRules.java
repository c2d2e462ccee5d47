// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.Set;

/** Looks for sessions that somebody else chose: their name as an argument, from another site. */
final class SessionRules {
  private static final Set<String> NAMES =
      Set.of(
          "jsessionid",
          "aspsessionid",
          "asp.net_sessionid",
          "phpsession",
          "phpsessid",
          "weblogicsession",
          "session_id",
          "session-id",
          "cfid",
          "cftoken",
          "cfsid",
          "jservsession",
          "jwsession",
          "connect.sid",
          "sails.sid",
          "rack.session",
          "zend_session_id",
          "laravel_session",
          "sessionid",
          "_flask_session",
          "_session_id",
          "symfony",
          "zope3",
          "ci_session",
          "koa.sid",
          "koa:sess",
          "express.sid",
          "play_session",
          "meteor_login_token",
          "phpsessionid",
          "dotnetnuke",
          "asp.net_sessionid_",
          "_rails_session",
          "cakephp",
          "sessid",
          "session",
          "_session",
          "gosessionid",
          "beegosessionid",
          "sid");

  /** Names that other things have too. */
  private static final Set<String> COMMON =
      Set.of(
          "session",
          "sid",
          "session_id",
          "session-id",
          "sessionid",
          "symfony",
          "cakephp",
          "_session");

  /** What each name holds: {@code sid}, or one of these. */
  private static final int SID = 's' << 16 | 'i' << 8 | 'd';

  private static final String[] BEGINNINGS = {
    "sess", "cfid", "cfto", "cfsi", "symf", "zope", "mete", "dotn", "cake"
  };

  private SessionRules() {}

  static boolean named(String name) {
    String plain = letters(name);
    return NAMES.contains(name) && !COMMON.contains(name)
        || plain.startsWith("aspsessionid")
        || plain.endsWith("sessiontoken")
        || plain.endsWith("phpsessid");
  }

  private static String letters(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), 64); i++) {
      if (Ascii.letter(name.charAt(i))) {
        out.append(name.charAt(i));
      }
    }
    return out.toString();
  }

  static void examine(Message message, Verdicts to) {
    String target = message.target();
    int ask = target.indexOf('?');
    if (ask < 0 || !mayName(target, ask + 1)) {
      return;
    }
    for (String pair : target.substring(ask + 1).split("&", 64)) {
      int equals = pair.indexOf('=');
      String name = Ascii.lower(equals < 0 ? pair : pair.substring(0, equals));
      if (equals > 0 && (named(name) || NAMES.contains(name))) {
        judge(message, name, to);
      }
    }
  }

  /** Returns whether letters stand there, signs left out, without which no name is one of these. */
  private static boolean mayName(String target, int from) {
    int four = 0;
    for (int i = from; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '&' || c == '=') {
        four = 0;
      } else if (Ascii.letter(c)) {
        four = four << 8 | c | 0x20;
        if ((four & 0xffffff) == SID || begins(four)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean begins(int four) {
    for (int i = 0; i < BEGINNINGS.length; i++) {
      String word = BEGINNINGS[i];
      int same = word.charAt(0) << 24 | word.charAt(1) << 16 | word.charAt(2) << 8 | word.charAt(3);
      if (four == same) {
        return true;
      }
    }
    return false;
  }

  private static void judge(Message message, String name, Verdicts to) {
    String host = "";
    String referer = null;
    for (Message.Field field : message.fields()) {
      String field_ = Ascii.lower(field.name());
      host = field_.equals("host") ? Ascii.lower(field.value()) : host;
      referer = field_.equals("referer") ? Ascii.lower(field.value()) : referer;
    }
    to.at(new Place(Place.Part.QUERY, HeadReader.shown(name)), 0.5);
    boolean foreign =
        referer != null && referer.contains("://") && !origin(referer).equals(port(host));
    if (foreign) {
      add(to, 0.78, "a session chosen by another site");
    } else if (referer == null && named(name)) {
      add(to, 0.54, "a session chosen by a link");
    }
  }

  private static String origin(String link) {
    int start = link.indexOf("://") + 3;
    int end = start;
    while (end < link.length() && "/?#".indexOf(link.charAt(end)) < 0) {
      end++;
    }
    return port(link.substring(start, end));
  }

  private static String port(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  static void add(Suspicions to, double score, String evidence) {
    to.add("session-fixation", AttackFamily.SESSION_FIXATION, Severity.MEDIUM, score, evidence);
  }
}
