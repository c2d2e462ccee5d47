// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.detection.text.Keys;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes the arguments out of the head of a request: path, query, cookies, header fields. */
final class HeadReader {
  /** Fields whose values other rules judge, or that hold nothing an interpreter would see. */
  private static final Set<String> SKIPPED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "accept-encoding",
          "cache-control",
          "date",
          "if-none-match",
          "if-match",
          "etag",
          "upgrade-insecure-requests",
          "traceparent",
          "keep-alive",
          "range");

  /** Fields with a syntax of quotes, commas, semicolons and equals signs of their own. */
  private static final Set<String> STRUCTURED =
      Set.of(
          "accept",
          "accept-language",
          "accept-charset",
          "authorization",
          "proxy-authorization",
          "x-forwarded-client-cert",
          "forwarded",
          "via",
          "link",
          "prefer",
          "te",
          "baggage",
          "tracestate",
          "digest",
          "signature",
          "signature-input",
          "dpop",
          "x-amz-content-sha256",
          "idempotency-key",
          "priority");

  /** {@code X-File-Name} and its like, however the words are joined. */
  private static final Pattern FILE_NAME = Pattern.compile("x[^a-z]*f[^a-z]*i[^a-z]*l[^a-z]*e");

  private final AttackInspector inspector;

  HeadReader(AttackInspector inspector) {
    this.inspector = inspector;
  }

  void request(Message message) {
    target(message.target());
    List<Message.Field> fields = message.fields();
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = inspector.names().of(fields.get(i).name());
      String value = fields.get(i).value();
      if (!name.isHarmless(value)) {
        long raised = inspector.verdicts().raised();
        field(name, value);
        if (inspector.verdicts().raised() == raised) {
          name.harmless(value);
        }
      }
    }
  }

  private void target(String target) {
    int ask = target.indexOf('?');
    int end = ask < 0 ? target.length() : ask;
    Glance glance = inspector.glance();
    glance.look(target, 0, end);
    if (glance.remarkable() || holds(target, "/.", end) || holds(target, "proc/", end)) {
      path(target.substring(0, end));
    }
    if (ask >= 0) {
      arguments(target, ask + 1, Place.Part.QUERY, Channel.ARGUMENT, "");
    }
  }

  private static boolean holds(String target, String text, int end) {
    int at = target.indexOf(text);
    return at >= 0 && at + text.length() <= end;
  }

  private void path(String path) {
    String decoded = Codings.percent(path, false);
    Place place = Place.of(Place.Part.PATH);
    inspector.argument(place, decoded, Channel.PATH, Role.PATH);
    int start = 1;
    for (int i = 1; i <= decoded.length(); i++) {
      if (i == decoded.length() || decoded.charAt(i) == '/') {
        segment(place, decoded, start, i);
        start = i + 1;
      }
    }
  }

  private void segment(Place place, String path, int start, int end) {
    Glance glance = inspector.glance();
    glance.look(path, Math.min(start, end), end);
    if ((glance.signs() & (Glance.ODD & ~Glance.DOUBLE_DOT)) != 0) {
      String text = path.substring(start, end);
      boolean quoted = (glance.signs() & (Glance.QUOTE | Glance.DOUBLE_QUOTE)) != 0;
      inspector.argument(place, quoted ? text.replace('+', ' ') : text, Channel.PATH, Role.VALUE);
    }
  }

  /** Looks at the arguments of a query from an index on, or of something written like one. */
  void arguments(String query, int from, Place.Part part, Channel channel, String name) {
    Glance glance = inspector.glance();
    int start = from;
    int equals = -1;
    for (int i = from; i <= query.length(); i++) {
      if (i < query.length() && query.charAt(i) != '&') {
        equals = equals < start && query.charAt(i) == '=' ? i : equals;
        continue;
      }
      int nameEnd = equals < start ? i : equals;
      glance.look(query, start, nameEnd);
      if (glance.remarkable() && !spared(query, start, nameEnd, channel, Role.NAME)) {
        String key = Codings.percent(query.substring(start, nameEnd), true);
        inspector.argument(
            new Place(part, name.isEmpty() ? "{name}" : name), key, channel, Role.NAME);
      }
      if (nameEnd < i) {
        glance.look(query, nameEnd + 1, i);
        boolean seen = glance.remarkable() || (glance.signs() & Glance.SLASH) != 0;
        boolean link = (glance.signs() & Glance.SCHEME) != 0;
        if (seen && (link || !spared(query, nameEnd + 1, i, channel, Role.VALUE))) {
          String value = Codings.utf8(Codings.percent(query.substring(nameEnd + 1, i), true));
          String shown = name.isEmpty() ? shown(query.substring(start, nameEnd)) : name;
          Place place = new Place(part, shown);
          inspector.argument(place, value, channel, Role.VALUE);
          inclusion(place, query.substring(start, nameEnd), value);
        }
      }
      start = i + 1;
    }
  }

  /** Says so only of what no percent sign or plus stands in for something else. */
  private boolean spared(String query, int start, int end, Channel channel, Role role) {
    for (int i = start; i < end; i++) {
      char c = query.charAt(i);
      if (c == '%' || c == '+') {
        return false;
      }
    }
    return inspector.spares(query, start, end, channel, role);
  }

  /** An address given to an argument that programs take files from. */
  private void inclusion(Place place, String name, String value) {
    String lower = Ascii.lower(value);
    boolean link =
        lower.startsWith("http://") || lower.startsWith("https://") || lower.startsWith("ftp://");
    String key = Ascii.lower(Codings.percent(name, true));
    boolean path =
        key.contains("[path")
            || key.contains("docroot")
            || key.contains("document_root")
            || key.contains("absolute_path")
            || key.contains("root_dir")
            || key.contains("basedir")
            || key.contains("root_path")
            || key.contains("include")
            || key.contains("_root");
    if (link && path) {
      inspector.verdicts().at(place, 0.5);
      inspector
          .verdicts()
          .add(
              "remote-inclusion",
              AttackFamily.FILE_INCLUSION,
              Severity.HIGH,
              0.7,
              "an address where a program expects a path");
    }
  }

  private void field(FieldName field, String value) {
    String name = field.lower();
    if (SKIPPED.contains(name)) {
      return;
    }
    if (name.equals("cookie")) {
      cookies(value);
      return;
    }
    Glance glance = inspector.glance();
    glance.look(value, 0, value.length());
    boolean fileName = name.startsWith("x") && FILE_NAME.matcher(name).lookingAt();
    if (!glance.remarkable() && !fileName) {
      return;
    }
    Place place = field.place();
    String text = Codings.utf8(value);
    if (fileName) {
      inspector.argument(place, text, Channel.ARGUMENT, Role.FILE_NAME);
    } else if (name.equals("user-agent")) {
      boolean usual = UserAgents.usual(text);
      Channel channel = usual ? Channel.STRUCTURED_HEADER : Channel.ARGUMENT;
      inspector.argument(place, text, channel, Role.USER_AGENT);
    } else if (name.equals("referer") || name.equals("origin")) {
      referer(place, text);
    } else if (name.equals("authorization") || name.equals("proxy-authorization")) {
      inspector.argument(place, text, Channel.STRUCTURED_HEADER, Role.TOKEN);
    } else {
      boolean structured = STRUCTURED.contains(name) || name.startsWith("sec-");
      Channel channel = structured ? Channel.STRUCTURED_HEADER : Channel.HEADER;
      if (!inspector.spares(value, 0, value.length(), channel, Role.HEADER)) {
        inspector.argument(place, text, channel, Role.HEADER);
      }
    }
  }

  private void referer(Place place, String value) {
    String text = Codings.percent(value, false);
    boolean link = value.startsWith("http://") || value.startsWith("https://");
    inspector.argument(
        place, text, link ? Channel.STRUCTURED_HEADER : Channel.ARGUMENT, Role.REFERER);
    int ask = value.indexOf('?');
    if (ask >= 0) {
      arguments(value, ask + 1, Place.Part.HEADER, Channel.ARGUMENT, place.name());
    }
  }

  private void cookies(String value) {
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || value.charAt(i) == ';') {
        cookie(value.substring(Math.min(Ascii.skipSpace(value, start), i), i));
        start = i + 1;
      }
    }
    inspector.glance().look(value, 0, value.length());
    if ((inspector.glance().signs() & (Glance.QUOTE | Glance.ANGLE | Glance.BACKTICK)) != 0
        && value.indexOf(';') >= 0) {
      Place place = Place.of(Place.Part.COOKIE);
      inspector.argument(place, Codings.utf8(value), Channel.STRUCTURED_HEADER, Role.VALUE);
    }
  }

  private void cookie(String pair) {
    Glance glance = inspector.glance();
    glance.look(pair, 0, pair.length());
    if (!glance.remarkable()) {
      return;
    }
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    Place place = new Place(Place.Part.COOKIE, shown(name));
    glance.look(name, 0, name.length());
    if (glance.remarkable()) {
      String text = Codings.percent(Codings.utf8(name), false);
      inspector.argument(place, text, Channel.ARGUMENT, Role.NAME);
    }
    if (equals < 0) {
      if (inspector.spares(pair, 0, pair.length(), Channel.ARGUMENT, Role.VALUE)) {
        return;
      }
      String text = Codings.percent(Codings.utf8(pair), false);
      inspector.argument(place, text, Channel.ARGUMENT, Role.VALUE);
    } else if (!inspector.spares(pair, equals + 1, pair.length(), Channel.ARGUMENT, Role.VALUE)) {
      String value = Codings.percent(Codings.utf8(pair.substring(equals + 1)), false);
      inspector.argument(place, value, Channel.ARGUMENT, Role.VALUE);
    }
  }

  /** Returns a name as it may be shown. */
  static String shown(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return Keys.shown(bytes, 0, bytes.length);
  }
}
