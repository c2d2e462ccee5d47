// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Place;
import dev.sallyport.model.ValueType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads from messages what they say of the API they belong to: how callers authenticate, parameters
 * and fields with their types. Values are looked at and forgotten. One belongs to one connection;
 * not thread-safe.
 */
public final class ApiReader {
  private static final int PARAMETERS_MAX = 64;
  private static final Set<String> OPERATION_FIELDS =
      Set.of("idempotency-key", "if-match", "if-unmodified-since", "prefer", "range", "soapaction");

  /** Starts of names of fields that proxies, meshes and browsers add. */
  private static final List<String> CARRIERS =
      List.of(
          "x-forwarded",
          "x-real-ip",
          "x-request-id",
          "x-correlation-id",
          "x-b3-",
          "x-envoy-",
          "x-amzn-",
          "x-trace",
          "x-datadog-",
          "x-cloud-trace",
          "x-client-ip",
          "x-original-",
          "x-requested-with",
          "x-istio-",
          "x-scheme",
          "x-ot-",
          "x-cluster-client-ip");

  private static final NotedFields NOTHING = new NotedFields(ShapeLimits.DEFAULT);

  private final ShapeLimits limits;
  private final CredentialReader credentials = new CredentialReader();

  /** Makes a reader with those bounds. */
  public ApiReader(ShapeLimits limits) {
    this.limits = limits;
  }

  /**
   * What a request said, until it is answered.
   *
   * @param authentications how it says who sends it
   * @param claims names of claims
   * @param type media type of its body; empty for none
   * @param read whether its parameters and fields were looked at
   * @param noted its parameters and fields
   */
  public record Asked(
      Set<Authentication> authentications,
      Set<String> claims,
      String type,
      boolean read,
      NotedFields noted) {}

  /** Fields noted so far; goes from the request to the answer. */
  public static final class NotedFields {
    private final Noted noted;

    private NotedFields(ShapeLimits limits) {
      this.noted = new Noted(limits);
    }
  }

  /**
   * Reads a request.
   *
   * @param request the message, valid during the call
   * @param operation what it was counted as
   * @param fields whether parameters and fields are to be noted
   */
  public Asked request(Message request, Operation operation, boolean fields) {
    NotedFields noted = fields ? new NotedFields(limits) : NOTHING;
    if (fields) {
      if (operation instanceof HttpOperation http) {
        path(request.target(), http.pathTemplate(), noted.noted);
      }
      query(request.target(), noted.noted);
      headers(request, noted.noted);
      body(request, Direction.FROM_CLIENT, noted.noted);
    }
    Set<Authentication> authentications = credentials.of(request);
    return new Asked(
        authentications, Set.copyOf(credentials.claims()), type(request), fields, noted);
  }

  /** Returns what a request and its answer say together. */
  public ApiFacts answered(Asked asked, Message response) {
    boolean success = response.status() >= 200 && response.status() < 300;
    int listLength = -1;
    if (asked.read() && success) {
      listLength = body(response, Direction.FROM_SERVER, asked.noted().noted);
    }
    return new ApiFacts(
        asked.authentications(),
        asked.claims(),
        response.status(),
        asked.type(),
        type(response),
        asked.read(),
        asked.read() && success,
        asked.noted().noted.fields(),
        listLength);
  }

  private static String type(Message message) {
    String type = Fields.first(message.fields(), "content-type");
    int semicolon = type.indexOf(';');
    String name = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    boolean plain =
        name.length() <= 64
            && name.indexOf('/') > 0
            && name.chars().allMatch(e -> e > ' ' && e < 127);
    return plain ? name.toLowerCase(Locale.ROOT) : "";
  }

  /** Notes the types of what stands where the template has a value, by number of the segment. */
  private static void path(String target, String template, Noted noted) {
    int query = target.indexOf('?');
    String[] sent = (query < 0 ? target : target.substring(0, query)).split("/", -1);
    String[] names = template.split("/", -1);
    for (int i = 1; i < names.length && i < sent.length; i++) {
      if (names[i].startsWith("{")) {
        ValueType type = ValueType.ofText(decoded(sent[i]));
        noted.add(Direction.FROM_CLIENT, Place.Part.PATH, Integer.toString(i), type);
      }
    }
  }

  private static void query(String target, Noted noted) {
    int query = target.indexOf('?');
    if (query >= 0) {
      form(target.substring(query + 1), Place.Part.QUERY, noted);
    }
  }

  /** Notes fields that the operation reads, not those that carry it there. */
  private static void headers(Message request, Noted noted) {
    for (Message.Field field : request.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean own = name.startsWith("x-") && CARRIERS.stream().noneMatch(name::startsWith);
      if (own || CredentialReader.isKey(name) || OPERATION_FIELDS.contains(name)) {
        ValueType type = ValueType.ofText(field.value());
        noted.add(Direction.FROM_CLIENT, Place.Part.HEADER, noted.name(name), type);
      }
    }
  }

  private static void form(String pairs, Place.Part part, Noted noted) {
    for (String pair : pairs.split("&", PARAMETERS_MAX + 1)) {
      int equals = pair.indexOf('=');
      String name = noted.name(decoded(equals < 0 ? pair : pair.substring(0, equals)));
      if (!pair.isEmpty()) {
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        noted.add(Direction.FROM_CLIENT, part, name, ValueType.ofText(value));
      }
    }
  }

  private static int body(Message message, Direction direction, Noted noted) {
    int listLength = -1;
    for (Content each : message.contents()) {
      Place.Part part = each.place().part();
      if (each.form() == Content.Form.JSON && each.place().name().isEmpty()) {
        listLength = Math.max(listLength, new JsonShape(each, direction, noted).read());
      } else if (part == Place.Part.FORM && each.form() == Content.Form.URL_ENCODED) {
        String text =
            new String(each.bytes(), each.offset(), each.length(), StandardCharsets.UTF_8);
        form(text, Place.Part.FORM, noted);
      } else if (part == Place.Part.MULTIPART && !each.place().name().isEmpty()) {
        boolean binary = each.form() == Content.Form.BINARY;
        ValueType type = binary ? ValueType.BINARY : ValueType.STRING;
        noted.add(direction, part, noted.name(each.place().name()), type);
      } else if (part == Place.Part.PROTOBUF && !each.place().name().isEmpty()) {
        noted.add(direction, part, each.place().name(), ValueType.STRING);
      }
    }
    return listLength;
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }

  /** Returns facts of a request that was not answered. */
  public static ApiFacts unanswered(Asked asked) {
    return new ApiFacts(
        asked.authentications(),
        asked.claims(),
        0,
        asked.type(),
        "",
        asked.read(),
        false,
        asked.noted().noted.fields(),
        -1);
  }
}
