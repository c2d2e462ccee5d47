// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.blueprint.catalogue.ApiOperation;
import dev.sallyport.blueprint.catalogue.Protection;
import dev.sallyport.blueprint.catalogue.WorkloadApi;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes an API as an OpenAPI 3.1 document: operations, parameters, shapes and ways of
 * authentication as they were seen. Examples and values are never in it. Calls inside of bodies
 * (GraphQL, JSON-RPC) are listed with their path; remote procedure calls are left out, since
 * OpenAPI does not speak of them.
 */
public final class OpenApiExport {
  private static final Set<String> METHODS =
      Set.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE");

  private final WorkloadApi api;
  private final Map<String, ObjectNode> schemes = new TreeMap<>();

  private OpenApiExport(WorkloadApi api) {
    this.api = api;
  }

  /** Returns the document of an API. */
  public static ObjectNode of(WorkloadApi api) {
    return new OpenApiExport(api).document();
  }

  private ObjectNode document() {
    ObjectNode document = object().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", api.party().displayName())
        .put("version", "observed")
        .put(
            "description",
            "Made from traffic. What was not called is not in it, and what is optional may look"
                + " required where few calls were seen.");
    ObjectNode paths = document.putObject("paths");
    operations().forEach((path, byMethod) -> paths.set(path, pathItem(path, byMethod)));
    if (!schemes.isEmpty()) {
      ObjectNode all = document.putObject("components").putObject("securitySchemes");
      schemes.forEach(all::set);
    }
    return document;
  }

  /** Operations by path and method; those that a body calls stand together. */
  private Map<String, Map<String, List<ApiOperation>>> operations() {
    Map<String, Map<String, List<ApiOperation>>> paths = new TreeMap<>();
    for (ApiOperation each : api.operations()) {
      if (METHODS.contains(each.method()) && each.path().startsWith("/")) {
        paths
            .computeIfAbsent(each.path(), unused -> new TreeMap<>())
            .computeIfAbsent(each.method(), unused -> new ArrayList<>())
            .add(each);
      }
    }
    Map<String, Map<String, List<ApiOperation>>> named = new LinkedHashMap<>();
    paths.forEach((path, byMethod) -> named.put(ParameterNames.named(path), byMethod));
    return named;
  }

  private ObjectNode pathItem(String named, Map<String, List<ApiOperation>> byMethod) {
    ObjectNode item = object();
    byMethod.forEach(
        (method, calls) ->
            item.set(method.toLowerCase(Locale.ROOT), operation(named, method, calls)));
    return item;
  }

  private ObjectNode operation(String named, String method, List<ApiOperation> calls) {
    ApiOperation first = calls.getFirst();
    ApiCounts counts = ApiCounts.NONE;
    Map<Integer, Long> statuses = new TreeMap<>();
    for (ApiOperation each : calls) {
      counts = counts.plus(each.api());
      each.total()
          .answers()
          .byStatus()
          .forEach((status, count) -> statuses.merge(status, count, Long::sum));
    }
    ObjectNode operation = object().put("operationId", operationId(method, named));
    List<String> names = calls.stream().map(ApiOperation::call).filter(c -> !c.isEmpty()).toList();
    if (!names.isEmpty()) {
      operation.put("description", "Called in its body: " + String.join(", ", names) + ".");
    }
    ArrayNode parameters = parameters(first.path(), counts);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    ObjectNode content = content(counts, Direction.FROM_CLIENT);
    if (!content.isEmpty() && !method.equals("TRACE")) {
      operation.putObject("requestBody").set("content", content);
    }
    operation.set("responses", responses(statuses, counts));
    security(counts, operation);
    return operation;
  }

  private static ArrayNode parameters(String path, ApiCounts counts) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    for (ParameterNames.Placed each : ParameterNames.of(path)) {
      Place place = new Place(Place.Part.PATH, Integer.toString(each.segment()));
      FieldCounts field = counts.fields().get(new ApiField(Direction.FROM_CLIENT, place));
      parameter(parameters, each.name(), "path", true)
          .set(
              "schema",
              ShapeSchema.ofTypes(field == null ? ValueType.STRING.bit() : field.types()));
    }
    counts
        .fields()
        .forEach(
            (field, seen) -> {
              Place.Part part = field.place().part();
              boolean query = part == Place.Part.QUERY && !field.place().name().equals("{id}");
              if (query || part == Place.Part.HEADER) {
                boolean always = seen.messages() >= counts.requestsRead() && seen.messages() >= 3;
                parameter(parameters, field.place().name(), query ? "query" : "header", always)
                    .set("schema", ShapeSchema.ofTypes(seen.types()));
              }
            });
    return parameters;
  }

  private static ObjectNode parameter(
      ArrayNode parameters, String name, String in, boolean required) {
    return parameters.addObject().put("name", name).put("in", in).put("required", required);
  }

  /** Shapes by media type; every type gets the same, since they are not told apart. */
  private static ObjectNode content(ApiCounts counts, Direction direction) {
    boolean request = direction == Direction.FROM_CLIENT;
    ShapeSchema json = new ShapeSchema();
    ShapeSchema form = new ShapeSchema();
    boolean[] any = new boolean[2];
    counts
        .fields()
        .forEach(
            (field, seen) -> {
              if (field.direction() != direction) {
                return;
              }
              switch (field.place().part()) {
                case JSON -> {
                  any[0] = true;
                  json.add(field.place().name(), seen);
                }
                case FORM, MULTIPART -> {
                  any[1] = true;
                  form.addProperty(field.place().name(), seen);
                }
                default -> {}
              }
            });
    form.messages(counts.requestsRead());
    ObjectNode content = object();
    for (String type : request ? counts.requestTypes() : counts.responseTypes()) {
      ObjectNode media = content.putObject(type);
      if (type.endsWith("json") && any[0]) {
        media.set("schema", json.toJson());
      } else if ((type.contains("form")) && any[1]) {
        media.set("schema", form.toJson());
      }
    }
    return content;
  }

  private static ObjectNode responses(Map<Integer, Long> statuses, ApiCounts counts) {
    ObjectNode responses = object();
    statuses.forEach(
        (status, count) -> {
          if (status >= 100 && status <= 599) {
            ObjectNode response = responses.putObject(Integer.toString(status));
            response.put("description", "Seen " + count + " times.");
            ObjectNode content = content(counts, Direction.FROM_SERVER);
            if (status / 100 == 2 && status != 204 && !content.isEmpty()) {
              response.set("content", content);
            }
          }
        });
    if (responses.isEmpty()) {
      responses.putObject("default").put("description", "No answer was seen.");
    }
    return responses;
  }

  private void security(ApiCounts counts, ObjectNode operation) {
    List<String> names = new ArrayList<>();
    counts
        .authentications()
        .forEach(
            (way, seen) -> {
              if (way != Authentication.NONE && seen.accepted() > 0) {
                names.addAll(schemes(way, counts));
              }
            });
    Protection protection = Protection.of(counts.authentications());
    if (names.isEmpty() && protection != Protection.OPEN) {
      return;
    }
    ArrayNode security = operation.putArray("security");
    names.stream().distinct().forEach(name -> security.addObject().putArray(name));
    if (protection == Protection.OPTIONAL || protection == Protection.OPEN) {
      security.addObject();
    }
  }

  private List<String> schemes(Authentication way, ApiCounts counts) {
    return switch (way) {
      case BEARER -> scheme("bearer", http("bearer"));
      case JWT -> scheme("jwt", http("bearer").put("bearerFormat", "JWT"));
      case BASIC -> scheme("basic", http("basic"));
      case DIGEST -> scheme("digest", http("digest"));
      case NEGOTIATE -> scheme("negotiate", http("negotiate"));
      case SIGNATURE -> scheme("signature", http("signature"));
      case MUTUAL_TLS -> scheme("mutualTls", object().put("type", "mutualTLS"));
      case COOKIE -> scheme("cookie", key("cookie", "session"));
      case API_KEY -> scheme("apiKey", key("header", keyHeader(counts)));
      case NONE -> List.of();
    };
  }

  private List<String> scheme(String name, ObjectNode scheme) {
    schemes.putIfAbsent(name, scheme);
    return List.of(name);
  }

  private static ObjectNode http(String scheme) {
    return object().put("type", "http").put("scheme", scheme);
  }

  private static ObjectNode key(String in, String name) {
    return object().put("type", "apiKey").put("in", in).put("name", name);
  }

  private static String keyHeader(ApiCounts counts) {
    return counts.fields().keySet().stream()
        .filter(each -> each.place().part() == Place.Part.HEADER)
        .map(each -> each.place().name())
        .filter(each -> each.contains("key") || each.contains("token"))
        .findFirst()
        .orElse("authorization");
  }

  private static String operationId(String method, String path) {
    StringBuilder id = new StringBuilder(method.toLowerCase(Locale.ROOT));
    for (String part : path.split("[^A-Za-z0-9]+")) {
      if (!part.isEmpty()) {
        id.append('_').append(part);
      }
    }
    return id.toString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
