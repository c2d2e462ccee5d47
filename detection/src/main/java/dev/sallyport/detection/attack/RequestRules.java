// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.List;
import java.util.Set;

/** Looks at a request as HTTP has it: its method, target and fields, whatever the arguments say. */
final class RequestRules {
  private static final Set<String> METHODS =
      Set.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "OPTIONS",
          "CONNECT",
          "PROPFIND",
          "PROPPATCH",
          "MKCOL",
          "COPY",
          "MOVE",
          "LOCK",
          "UNLOCK",
          "REPORT",
          "SEARCH",
          "MERGE",
          "CHECKOUT",
          "MKACTIVITY",
          "PRI",
          "QUERY",
          "PURGE",
          "BAN",
          "LINK",
          "UNLINK",
          "ACL",
          "MKCALENDAR",
          "NOTIFY",
          "SUBSCRIBE",
          "UNSUBSCRIBE",
          "CHECKIN",
          "UNCHECKOUT",
          "VERSION-CONTROL",
          "BASELINE-CONTROL",
          "BIND",
          "REBIND",
          "UNBIND",
          "SOURCE",
          "");
  private static final String EXTENSIONS =
      " bak backup old orig swp sql mdb sqlite ini inc cfg config conf asa asax ascx axd bat cmd cdx cer csproj dbf"
          + " dll dos htr htw ida idc idq licx lnk mysql pass pdb pol printer pwd rdb resources resx vb vbs vbproj vsdisco"
          + " webinfo xsx log db dat key pem p12 pfx jks keystore kdbx tfstate csr sys com ";

  private static final Place METHOD = Place.of(Place.Part.METHOD);
  private static final Place PATH = Place.of(Place.Part.PATH);

  private final FieldRules fields;

  RequestRules(FieldNames names) {
    fields = new FieldRules(names);
  }

  void examine(Message message, Verdicts to) {
    method(message, to);
    target(message, to);
    fields.examine(message, to);
    body(message, to);
  }

  private static void method(Message message, Verdicts to) {
    String method = message.method();
    to.at(METHOD, 0.5);
    if (!METHODS.contains(method)) {
      boolean tracing = method.equals("TRACE") || method.equals("TRACK") || method.equals("DEBUG");
      abuse(to, "method-unknown", tracing ? 0.66 : 0.6, "a method that services do not have");
    }
  }

  private static void target(Message message, Verdicts to) {
    String target = message.target();
    to.at(PATH, 0.5);
    int fragment = target.indexOf('#');
    if (fragment >= 0 && Ascii.wordEnd(target, fragment + 1) < target.length()) {
      abuse(to, "target-fragment", 0.6, "a fragment in the target");
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c < ' ' || c == 0x7f) {
        abuse(to, "target-control", 0.66, "a control character in the target");
        break;
      }
    }
    if (target.indexOf('%') >= 0) {
      escapes(target, to);
    }
    if (target.indexOf("_") >= 0 && Ascii.lower(target).contains("_method=")) {
      override(Codings.percent(target, false), to);
    }
    int bracket = target.indexOf(']');
    if (bracket > 0 && bracket + 1 < target.length() && Ascii.word(target.charAt(bracket + 1))) {
      abuse(to, "name-brackets", 0.55, "letters between the brackets of a name");
    }
    boolean form =
        target.startsWith("/")
            || target.startsWith("http://")
            || target.startsWith("https://")
            || target.equals("*")
            || message.method().equals("CONNECT")
            || target.isEmpty();
    if (!form) {
      abuse(to, "target-form", 0.58, "a target that is no path");
    }
    path(message, to);
  }

  private static void escapes(String target, Verdicts to) {
    int broken = 0;
    int twice = 0;
    int escapes = 0;
    boolean nul = false;
    boolean control = false;
    boolean wide = false;
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      escapes++;
      int high = at + 1 < target.length() ? Ascii.hex(target.charAt(at + 1)) : -1;
      int low = at + 2 < target.length() ? Ascii.hex(target.charAt(at + 2)) : -1;
      if (high < 0 || low < 0) {
        boolean u = at + 1 < target.length() && (target.charAt(at + 1) | 0x20) == 'u';
        wide |= u;
        broken += u ? 0 : 1;
        continue;
      }
      int value = high << 4 | low;
      nul |= value == 0;
      control |=
          value < 32 && value != 9 && value != 10 && value != 13 && value != 0 || value == 127;
      boolean again =
          value == '%'
              && at + 4 < target.length()
              && Ascii.hex(target.charAt(at + 3)) >= 0
              && Ascii.hex(target.charAt(at + 4)) >= 0;
      twice += again ? 1 : 0;
    }
    if (nul) {
      abuse(to, "escape-null", 0.75, "a null byte");
    }
    if (control) {
      abuse(to, "escape-control", 0.6, "a control character, escaped");
    }
    if (broken > 0) {
      abuse(to, "escape-broken", 0.6, "an escape that is none");
    }
    if (twice > 0) {
      abuse(to, "escape-twice", twice > 1 ? 0.6 : 0.55, "escapes inside escapes");
    }
    if (wide) {
      abuse(to, "escape-wide", 0.62, "an escape that the web never had");
    }
    if (escapes > 0 && Utf8.broken(target)) {
      abuse(to, "escape-utf8", 0.58, "escapes that are no UTF-8");
    }
  }

  private static void override(String target, Verdicts to) {
    int at = Ascii.lower(target).indexOf("_method=");
    int end = at + 8;
    while (end < target.length() && Ascii.letter(target.charAt(end))) {
      end++;
    }
    int length = end - at - 8;
    boolean ends = end == target.length() || target.charAt(end) == '&' || target.charAt(end) == '#';
    boolean starts = at > 0 && (target.charAt(at - 1) == '?' || target.charAt(at - 1) == '&');
    if (starts && ends && length >= 3 && length <= 20) {
      to.at(new Place(Place.Part.QUERY, "_method"), 0.5);
      abuse(to, "method-override", 0.6, "an argument that changes the method");
    }
  }

  private static void path(Message message, Verdicts to) {
    String target = message.target();
    int ask = target.indexOf('?');
    if (!mayMatter(target, ask < 0 ? target.length() : ask)) {
      return;
    }
    String path = Ascii.lower(ask < 0 ? target : target.substring(0, ask));
    int slash = path.lastIndexOf('/');
    int dot = path.lastIndexOf('.');
    if (dot > slash
        && EXTENSIONS.contains(" " + path.substring(dot + 1) + " ")
        && dot > slash + 1) {
      to.add(
          "path-extension",
          AttackFamily.SCANNER,
          Severity.MEDIUM,
          0.6,
          "a file that is not meant to be served");
    }
    int tilde = path.lastIndexOf('~');
    boolean copy =
        tilde > 1
            && path.lastIndexOf('.', tilde) > path.lastIndexOf('/', tilde)
            && (tilde == path.length() - 1 || path.charAt(tilde + 1) == '/');
    if (copy) {
      to.add(
          "path-copy", AttackFamily.SCANNER, Severity.MEDIUM, 0.62, "an editor's copy of a file");
    }
    if (path.contains("unix:")
        || Ascii.lower(target).contains("?unix:")
        || path.contains("unix%3a")) {
      abuse(to, "target-socket", 0.7, "a socket of the machine as the target");
    }
  }

  /** Returns whether a target has an ending, an editor's sign or a scheme. */
  private static boolean mayMatter(String target, int pathEnd) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '~' || c == ':' || c == '%' || c == '.' && i < pathEnd) {
        return true;
      }
    }
    return false;
  }

  private static void body(Message message, Verdicts to) {
    boolean bodied = false;
    List<Content> contents = message.contents();
    for (int i = 0; i < contents.size(); i++) {
      Content content = contents.get(i);
      bodied |= content.length() > 0;
      if (content.form() == Content.Form.URL_ENCODED) {
        form(content, to);
      }
    }
    boolean empty = message.method().equals("GET") || message.method().equals("HEAD");
    if (empty && bodied) {
      to.at(METHOD, 0.5);
      abuse(to, "body-unexpected", 0.55, "a body with a method that has none");
    }
  }

  private static void form(Content content, Verdicts to) {
    byte[] bytes = content.bytes();
    int end = content.offset() + content.length();
    boolean nul = false;
    boolean broken = false;
    for (int i = content.offset(); i < end; i++) {
      if (bytes[i] != '%') {
        continue;
      }
      int high = i + 1 < end ? Ascii.hex((char) bytes[i + 1]) : -1;
      int low = i + 2 < end ? Ascii.hex((char) bytes[i + 2]) : -1;
      broken |= (high < 0 || low < 0) && !(i + 1 < end && (bytes[i + 1] | 0x20) == 'u');
      nul |= high == 0 && low == 0;
    }
    to.at(Place.of(Place.Part.FORM), 0.5);
    if (nul) {
      abuse(to, "escape-null", 0.72, "a null byte");
    }
    if (broken) {
      abuse(to, "escape-broken", 0.54, "an escape that is none");
    }
    if (content.length() > 60_000) {
      abuse(to, "form-oversize", 0.52, "a form larger than forms are");
    }
  }

  static void abuse(Verdicts to, String detector, double score, String evidence) {
    to.add(detector, AttackFamily.PROTOCOL_ABUSE, Severity.MEDIUM, score, evidence);
  }
}
