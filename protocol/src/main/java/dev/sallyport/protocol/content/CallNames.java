// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks in the right place of a request for what it calls. */
final class CallNames {
  private static final int DOCUMENT_CHARS_MAX = 16 << 10;

  private CallNames() {}

  /** Names what a request calls beyond its path; empty for most. */
  static Optional<Call> of(
      String method, String target, List<Message.Field> fields, List<Content> contents) {
    boolean graphqlPath = isGraphql(target);
    if (contents.isEmpty()) {
      return graphqlPath && method.equals("GET") ? query(target) : Optional.empty();
    }
    Content body = contents.getFirst();
    byte[] octets = body.bytes();
    int from = body.offset();
    int to = from + body.length();
    return switch (body.form()) {
      case JSON ->
          body.place().part() == Place.Part.JSON || body.place().part() == Place.Part.TEXT
              ? CallReader.json(octets, from, to, graphqlPath)
              : body.place().part() == Place.Part.MULTIPART
                      && body.place().name().equals("operations")
                  ? CallReader.json(octets, from, to, true)
                  : Optional.empty();
      case PLAIN ->
          body.place().part() == Place.Part.MULTIPART && body.place().name().equals("operations")
              ? CallReader.json(octets, from, to, true)
              : Optional.empty();
      case GRAPHQL ->
          CallReader.graphql(
              new String(
                  octets,
                  from,
                  Math.min(body.length(), DOCUMENT_CHARS_MAX),
                  StandardCharsets.UTF_8),
              "");
      case XML -> SoapCall.read(action(fields), octets, from, to);
      default -> Optional.empty();
    };
  }

  private static boolean isGraphql(String target) {
    int end = target.indexOf('?');
    String path = (end < 0 ? target : target.substring(0, end)).toLowerCase(Locale.ROOT);
    return path.endsWith("/graphql") || path.endsWith("/gql") || path.endsWith("/graphql/");
  }

  private static Optional<Call> query(String target) {
    String document = parameter(target, "query=");
    return document.isEmpty()
        ? Optional.empty()
        : CallReader.graphql(document, parameter(target, "operationName="));
  }

  private static String parameter(String target, String name) {
    int at = target.indexOf(name);
    if (at < 1 || (target.charAt(at - 1) != '?' && target.charAt(at - 1) != '&')) {
      return "";
    }
    int end = target.indexOf('&', at);
    String value = target.substring(at + name.length(), end < 0 ? target.length() : end);
    try {
      return value.length() > DOCUMENT_CHARS_MAX
          ? ""
          : URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String action(List<Message.Field> fields) {
    for (Message.Field each : fields) {
      if (each.name().equalsIgnoreCase("soapaction")) {
        return each.value();
      }
      if (each.name().equalsIgnoreCase("content-type")) {
        String action = MediaType.parameter(each.value(), "action");
        if (!action.isEmpty()) {
          return action;
        }
      }
    }
    return "";
  }
}
