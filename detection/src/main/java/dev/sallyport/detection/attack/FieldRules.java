// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.RequestRules.abuse;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at header fields one by one and together, as HTTP has them. */
final class FieldRules {
  private static final Set<String> SINGLE =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "authorization",
          "user-agent",
          "transfer-encoding");
  private static final Pattern TRANSFER_CODINGS =
      Pattern.compile("(gzip|deflate|compress|identity)?,? ?(chunked)?");
  private static final Pattern ACCEPT_CODINGS = Pattern.compile("[a-z0-9*;=., \\-]*");
  private static final Pattern WORD_AND_ESCAPE = Pattern.compile("[A-Za-z]+%[0-9a-fA-F]{2}");

  /** Fields that change what is asked for. */
  private static final List<String> OVERRIDES =
      List.of(
          "x-http-method-override",
          "x-method-override",
          "x-http-method",
          "x-middleware-subrequest",
          "lock-token",
          "if",
          "x-original-url",
          "x-rewrite-url",
          "request-range");

  private static final Place HEAD = Place.of(Place.Part.HEADER);

  private final FieldNames names;
  private final List<FieldName> overrides;
  private final FieldName host;
  private final FieldName length;
  private final FieldName coding;
  private final FieldName type;
  private final FieldName agent;
  private final FieldName accept;
  private final FieldName authority;
  private final FieldName proxy;
  private long message;

  FieldRules(FieldNames names) {
    this.names = names;
    SINGLE.forEach(names::pinned);
    overrides = OVERRIDES.stream().map(names::pinned).toList();
    host = names.pinned("host");
    length = names.pinned("content-length");
    coding = names.pinned("transfer-encoding");
    type = names.pinned("content-type");
    agent = names.pinned("user-agent");
    accept = names.pinned("accept");
    authority = names.pinned(":authority");
    proxy = names.pinned("proxy");
  }

  void examine(Message of, Verdicts to) {
    message++;
    List<Message.Field> fields = of.fields();
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = names.of(fields.get(i).name());
      to.at(name.place(), 0.5);
      if (name.again(message) && SINGLE.contains(name.lower())) {
        abuse(to, "field-twice", 0.62, "a field that may stand only once");
      }
      if (!token(name.lower())) {
        abuse(to, "field-name", 0.7, "a field whose name is none");
      }
      regular(of, name, fields.get(i).value(), to);
    }
    together(of, to);
  }

  private static void regular(Message of, FieldName name, String value, Verdicts to) {
    if (name.isRegular(value)) {
      return;
    }
    long raised = to.raised();
    field(of, name.lower(), value, to);
    if (to.raised() == raised && !of.method().isEmpty()) {
      name.regular(value);
    }
  }

  private void together(Message of, Verdicts to) {
    to.at(HEAD, 0.5);
    if (length.in(message) && coding.in(message)) {
      to.add(
          "smuggling-length",
          AttackFamily.REQUEST_SMUGGLING,
          Severity.HIGH,
          0.8,
          "two ways to say how long the body is");
    }
    boolean head = agent.in(message) || accept.in(message);
    if (!host.in(message) && head && !authority.in(message) && !of.method().isEmpty()) {
      abuse(to, "host-missing", 0.52, "no host");
    }
    if (!type.in(message) && length.in(message) && bodied(of)) {
      abuse(to, "type-missing", 0.54, "a body of no type");
    }
    if (proxy.in(message)) {
      abuse(to, "field-proxy", 0.8, "a field that programs take for their proxy");
    }
    for (int i = 0; i < overrides.size(); i++) {
      FieldName name = overrides.get(i);
      if (name.in(message)) {
        to.at(name.place(), 0.5);
        abuse(
            to,
            "field-override",
            name.lower().equals("if") || name.lower().equals("lock-token") ? 0.55 : 0.62,
            "a field that changes what is asked for");
      }
    }
  }

  private static boolean bodied(Message of) {
    for (Content content : of.contents()) {
      if (content.length() > 0) {
        return true;
      }
    }
    return false;
  }

  private static void field(Message message, String name, String value, Verdicts to) {
    switch (name) {
      case "host" -> FieldSyntax.host(value, to);
      case "user-agent" -> agent(value, to);
      case "content-type" -> MediaTypeRules.type(message, value, to);
      case "content-length" -> {
        if (value.isEmpty() || !digits(value)) {
          to.add(
              "smuggling-length",
              AttackFamily.REQUEST_SMUGGLING,
              Severity.HIGH,
              0.75,
              "a length that is no number");
        }
      }
      case "transfer-encoding" -> {
        if (!TRANSFER_CODINGS.matcher(Ascii.lower(value)).matches()) {
          to.add(
              "smuggling-coding",
              AttackFamily.REQUEST_SMUGGLING,
              Severity.HIGH,
              0.75,
              "an unknown transfer coding");
        } else if (message.method().equals("GET") || message.method().equals("HEAD")) {
          abuse(to, "body-unexpected", 0.55, "a body with a method that has none");
        }
      }
      case "range", "request-range" -> FieldSyntax.range(value, to);
      case "accept" -> FieldSyntax.accept(value, to);
      case "accept-encoding" -> {
        if (value.length() > 100 || !ACCEPT_CODINGS.matcher(Ascii.lower(value)).matches()) {
          abuse(to, "accept-encoding", 0.56, "codings nobody knows");
        }
      }
      case "accept-charset" -> abuse(to, "accept-charset", 0.5, "a field clients stopped to send");
      case "cache-control" -> FieldSyntax.cache(value, to);
      case "connection" -> FieldSyntax.connection(value, to);
      case "cookie" -> {
        if (value.contains("$Version")) {
          abuse(to, "cookie-version", 0.62, "a cookie of an old form");
        }
      }
      case "content-range", "content-encoding" -> {
        if (message.method().equals("GET") || message.method().equals("HEAD")) {
          abuse(to, "field-unexpected", 0.55, "a field that belongs to a body");
        }
      }
      case "sec-fetch-user", "sec-ch-ua-mobile" -> {
        if (!value.startsWith("?")) {
          abuse(to, "field-syntax", 0.55, "a field no browser sends so");
        }
      }
      case "x-up-devcap-post-charset" ->
          abuse(to, "charset-override", 0.56, "a field that changes the character set");
      default -> {
        if (value.length() < 200
            && value.indexOf('%') > 0
            && WORD_AND_ESCAPE.matcher(value).matches()) {
          abuse(to, "field-syntax", 0.5, "escapes in a field");
        }
      }
    }
  }

  private static void agent(String value, Verdicts to) {
    if (value.isBlank()) {
      abuse(to, "agent-empty", 0.56, "a client without a name");
      return;
    }
    if (ScannerAgents.named(value)) {
      to.add(
          "scanner-agent",
          AttackFamily.SCANNER,
          Severity.MEDIUM,
          0.85,
          "a client that looks for holes");
    }
  }

  private static boolean digits(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!Ascii.digit(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean token(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Ascii.word(c) && "!#$%&'*+-.^`|~:".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
