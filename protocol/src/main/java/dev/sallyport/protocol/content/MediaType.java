// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a body says it is (RFC 9110, 8.3).
 *
 * @param shape how it is to be read
 * @param charset character set that it declares, or null
 * @param charsetUnknown whether it declares one that is not known
 * @param boundary between the parts of a multipart; empty when there is none
 */
public record MediaType(
    Shape shape, @Nullable Charset charset, boolean charsetUnknown, String boundary) {

  /** Ways of reading a body. */
  public enum Shape {
    TEXT,
    HTML,
    XML,
    JSON,
    NDJSON,
    FORM,
    GRAPHQL,
    MULTIPART,
    EVENTS,
    AWS_EVENTS,
    GRPC,
    PROTOBUF,
    /** Nothing is said that helps: the first bytes decide. */
    UNKNOWN,
    /** Carries no text. */
    BINARY
  }

  private static final int PARAMETERS_MAX = 8;

  static final MediaType NONE = new MediaType(Shape.UNKNOWN, null, false, "");

  /** Reads a field value; what is malformed is unknown. */
  public static MediaType of(String value) {
    int semicolon = value.indexOf(';');
    String name = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    Shape shape = shape(name.toLowerCase(Locale.ROOT));
    String charset = semicolon < 0 ? "" : parameter(value, "charset");
    String boundary = shape == Shape.MULTIPART ? parameter(value, "boundary") : "";
    Charset known = charset.isEmpty() ? null : charset(charset);
    return new MediaType(shape, known, known == null && !charset.isEmpty(), boundary);
  }

  /** Returns what bytes look like that do not say what they are. */
  public static MediaType guess(byte[] octets, int from, int to) {
    return new MediaType(Text.shape(octets, from, to), null, false, "");
  }

  private static Shape shape(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Shape.UNKNOWN;
    }
    String main = name.substring(0, slash);
    String sub = name.substring(slash + 1);
    if (sub.endsWith("+json") || sub.equals("json")) {
      return Shape.JSON;
    }
    if (sub.endsWith("+xml") || sub.equals("xml")) {
      return sub.startsWith("xhtml") ? Shape.HTML : Shape.XML;
    }
    return switch (main) {
      case "text" -> text(sub);
      case "image", "audio", "video", "font", "model" -> Shape.BINARY;
      case "multipart" -> Shape.MULTIPART;
      default -> application(sub);
    };
  }

  private static Shape text(String sub) {
    return switch (sub) {
      case "html" -> Shape.HTML;
      case "event-stream" -> Shape.EVENTS;
      case "x-json" -> Shape.JSON;
      default -> Shape.TEXT;
    };
  }

  private static Shape application(String sub) {
    if (sub.startsWith("grpc") && !sub.startsWith("grpc-web-text")) {
      return Shape.GRPC;
    }
    return switch (sub) {
      case "x-www-form-urlencoded" -> Shape.FORM;
      case "x-ndjson", "ndjson", "jsonl", "x-jsonlines", "jsonlines", "json-seq", "stream+json" ->
          Shape.NDJSON;
      case "graphql" -> Shape.GRAPHQL;
      case "javascript", "x-javascript", "ecmascript", "sql", "x-sh", "yaml", "x-yaml", "toml" ->
          Shape.TEXT;
      case "csp-report", "reports" -> Shape.JSON;
      case "vnd.amazon.eventstream" -> Shape.AWS_EVENTS;
      case "x-protobuf", "protobuf", "vnd.google.protobuf" -> Shape.PROTOBUF;
      case "zip",
          "gzip",
          "x-gzip",
          "zstd",
          "x-tar",
          "x-7z-compressed",
          "x-bzip2",
          "java-archive",
          "pdf",
          "wasm",
          "x-font-ttf",
          "font-woff",
          "x-shockwave-flash",
          "vnd.ms-fontobject" ->
          Shape.BINARY;
      default -> Shape.UNKNOWN;
    };
  }

  /** Returns the value of a parameter, empty when it is absent or empty. */
  public static String parameter(String value, String name) {
    int at = value.indexOf(';');
    for (int i = 0; at >= 0 && i < PARAMETERS_MAX; i++) {
      int end = end(value, at + 1);
      int equals = value.indexOf('=', at + 1);
      if (equals > 0 && equals < end) {
        if (value.substring(at + 1, equals).strip().equalsIgnoreCase(name)) {
          return unquoted(value.substring(equals + 1, end).strip());
        }
      }
      at = end < value.length() ? end : -1;
    }
    return "";
  }

  private static int end(String value, int from) {
    boolean quoted = false;
    for (int i = from; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each == '\\' && quoted) {
        i++;
      } else if (each == '"') {
        quoted = !quoted;
      } else if (each == ';' && !quoted) {
        return i;
      }
    }
    return value.length();
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || value.charAt(0) != '"' || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      char each = value.charAt(i);
      if (each == '\\' && i + 1 < value.length() - 1) {
        each = value.charAt(++i);
      }
      plain.append(each);
    }
    return plain.toString();
  }

  private static @Nullable Charset charset(String name) {
    if (name.equalsIgnoreCase("utf-8") || name.equalsIgnoreCase("us-ascii")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
