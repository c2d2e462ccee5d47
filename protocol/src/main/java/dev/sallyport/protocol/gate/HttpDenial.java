// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A denial in the words of whoever calls by HTTP: a problem (RFC 9457), an error of GraphQL, an
 * event of a stream, plain text, or a status of gRPC, which has no body.
 *
 * @param status status of the answer
 * @param fields header fields, names in lower case, without the length
 * @param body its body; empty for gRPC
 */
public record HttpDenial(int status, List<Field> fields, byte[] body) {
  /** gRPC's PERMISSION_DENIED and RESOURCE_EXHAUSTED. */
  private static final String GRPC_DENIED = "7";

  private static final String GRPC_EXHAUSTED = "8";
  private static final byte[] NOTHING = new byte[0];

  /**
   * A header field.
   *
   * @param name in lower case
   * @param value without line ends
   */
  public record Field(String name, String value) {}

  /** How a caller is spoken to. */
  private enum Dialect {
    PROBLEM,
    GRAPHQL,
    EVENT,
    TEXT
  }

  /**
   * Makes the denial of a request.
   *
   * @param operation what was called
   * @param accept what the caller said that it takes; empty when nothing
   * @param contentType what the caller said that it sends; empty when nothing
   */
  public static HttpDenial of(
      Operation operation, String accept, String contentType, Denial denial) {
    if (contentType.startsWith("application/grpc")) {
      return grpc(contentType, denial);
    }
    return switch (dialect(operation, accept, contentType)) {
      case PROBLEM -> of(denial, "application/problem+json", problem(denial));
      case GRAPHQL -> of(denial, graphqlType(accept), graphql(denial));
      case EVENT ->
          of(denial, "text/event-stream", "event: error\ndata: " + problem(denial) + "\n\n");
      case TEXT -> of(denial, "text/plain; charset=utf-8", denial.text() + "\n");
    };
  }

  private static HttpDenial grpc(String contentType, Denial denial) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("content-type", oneLine(contentType)));
    boolean exhausted = denial.status() == 429;
    fields.add(new Field("grpc-status", exhausted ? GRPC_EXHAUSTED : GRPC_DENIED));
    fields.add(new Field("grpc-message", percentEncoded(denial.text())));
    fields.addAll(names(denial));
    return new HttpDenial(200, fields, NOTHING);
  }

  private static HttpDenial of(Denial denial, String type, String body) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("content-type", type));
    fields.add(new Field("cache-control", "no-store"));
    fields.addAll(names(denial));
    return new HttpDenial(denial.status(), fields, body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Field> names(Denial denial) {
    List<Field> fields = new ArrayList<>(3);
    if (!denial.policy().isEmpty()) {
      fields.add(new Field("x-sallyport-policy", oneLine(denial.policy())));
    }
    fields.add(new Field("x-sallyport-decision", Long.toString(denial.decision())));
    denial
        .retryAfterSeconds()
        .ifPresent(seconds -> fields.add(new Field("retry-after", Integer.toString(seconds))));
    return fields;
  }

  private static Dialect dialect(Operation operation, String accept, String contentType) {
    if (isGraphql(operation, accept, contentType)) {
      return Dialect.GRAPHQL;
    }
    for (String each : accept.split(",", 16)) {
      int parameters = each.indexOf(';');
      String type = (parameters < 0 ? each : each.substring(0, parameters)).strip();
      if (type.equals("text/event-stream")) {
        return Dialect.EVENT;
      }
      if (type.startsWith("text/")) {
        return Dialect.TEXT;
      }
      if (type.startsWith("application/") || type.equals("*/*")) {
        return Dialect.PROBLEM;
      }
    }
    return Dialect.PROBLEM;
  }

  private static boolean isGraphql(Operation operation, String accept, String contentType) {
    if (accept.contains("application/graphql-response+json")
        || contentType.startsWith("application/graphql")) {
      return true;
    }
    return operation instanceof HttpOperation http
        && http.method().equals("POST")
        && contentType.startsWith("application/json")
        && http.pathTemplate().toLowerCase(Locale.ROOT).endsWith("/graphql");
  }

  private static String graphqlType(String accept) {
    return accept.contains("application/graphql-response+json")
        ? "application/graphql-response+json"
        : "application/json";
  }

  private static String problem(Denial denial) {
    return "{\"type\":\"about:blank\",\"title\":"
        + quoted(title(denial.status()))
        + ",\"status\":"
        + denial.status()
        + ",\"detail\":"
        + quoted(denial.text())
        + ",\"policy\":"
        + quoted(denial.policy())
        + ",\"decision\":\""
        + denial.decision()
        + "\"}";
  }

  private static String graphql(Denial denial) {
    return "{\"errors\":[{\"message\":"
        + quoted(denial.text())
        + ",\"extensions\":{\"code\":\""
        + (denial.status() == 429 ? "RATE_LIMITED" : "FORBIDDEN")
        + "\",\"policy\":"
        + quoted(denial.policy())
        + ",\"decision\":\""
        + denial.decision()
        + "\"}}]}";
  }

  /** Returns the reason phrase of a status. */
  static String title(int status) {
    return switch (status) {
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 451 -> "Unavailable For Legal Reasons";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> status < 500 ? "Denied" : "Error";
    };
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Returns the text as it may stand in a field: visible ASCII and blanks. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(c < 0x20 || c > 0x7e ? '?' : c);
    }
    return line.toString();
  }

  /** As the gRPC protocol wants messages: percent-encoded UTF-8. */
  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet >= 0x20 && octet <= 0x7e && octet != '%') {
        encoded.append((char) octet);
      } else {
        encoded.append(String.format("%%%02X", octet & 0xff));
      }
    }
    return encoded.toString();
  }
}
