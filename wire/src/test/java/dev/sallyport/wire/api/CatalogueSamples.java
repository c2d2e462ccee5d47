// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.catalogue.ApiOperation;
import dev.sallyport.blueprint.catalogue.WorkloadApi;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.ValueType;
import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An API of a shop, as a catalogue has it. */
final class CatalogueSamples {
  private static final Workload CATALOG =
      new Workload("shop", "Deployment", "catalog", "default", new TreeMap<>());
  private static final Workload STOREFRONT =
      new Workload("shop", "Deployment", "storefront", "default", new TreeMap<>());

  private CatalogueSamples() {}

  static WorkloadApi shop() {
    return new WorkloadApi(
        CATALOG,
        List.of(
            operation("GET", "/v1/products", "", list(), Authentication.NONE),
            operation("GET", "/v1/products/{}", "", one(), Authentication.NONE),
            operation("POST", "/v1/orders", "", order(), Authentication.JWT),
            operation("GET", "/v1/orders/{}/items/{}", "", Map.of(), Authentication.API_KEY),
            operation("POST", "/files/{}.json", "", upload(), Authentication.BASIC),
            operation("POST", "/graphql", "query Cart", Map.of(), Authentication.COOKIE),
            operation("POST", "/graphql", "mutation Pay", Map.of(), Authentication.COOKIE),
            operation("PROPFIND", "/dav", "", Map.of(), Authentication.DIGEST),
            operation("", "inventory.v1.Inventory/GetStock", "", Map.of(), Authentication.NONE)),
        7,
        3);
  }

  private static ApiOperation operation(
      String method,
      String path,
      String call,
      Map<ApiField, FieldCounts> fields,
      Authentication way) {
    TreeMap<Integer, Long> statuses = new TreeMap<>(Map.of(200, 9L, 401, 2L, 0, 1L));
    TreeMap<Authentication, AuthenticationCounts> ways =
        new TreeMap<>(Map.of(way, new AuthenticationCounts(9, 9, 0)));
    if (way != Authentication.NONE) {
      ways.put(Authentication.NONE, new AuthenticationCounts(2, 0, 2));
    }
    ApiCounts api =
        new ApiCounts(
            ways,
            new TreeSet<>(way == Authentication.JWT ? List.of("sub", "scope") : List.of()),
            new TreeSet<>(method.equals("POST") ? types(fields) : List.of()),
            new TreeSet<>(List.of("application/json")),
            8,
            8,
            new TreeMap<>(fields),
            false,
            20);
    EdgeCounts none = EdgeCounts.NONE;
    EdgeCounts counts =
        EdgeCounts.withoutContents(
                12,
                1,
                new AnswerCounts(statuses, 0, 0, 0, 0, 0),
                3600,
                49_200,
                none.latency(),
                none.outsideClients(),
                1_795_291_200_000L,
                1_795_291_209_000L,
                none.sourceProof(),
                none.targetProof(),
                none.visibility())
            .withApi(api);
    return new ApiOperation(
        method,
        path,
        call,
        method.isEmpty() ? Protocol.GRPC : Protocol.HTTP1,
        counts,
        List.of(new ApiOperation.Caller(STOREFRONT, counts)),
        path.startsWith("/v1") ? List.of("v2") : List.of());
  }

  private static List<String> types(Map<ApiField, FieldCounts> fields) {
    boolean form =
        fields.keySet().stream().anyMatch(each -> each.place().part() == Place.Part.MULTIPART);
    return List.of(form ? "multipart/form-data" : "application/json");
  }

  private static Map<ApiField, FieldCounts> list() {
    return Map.of(
        field(Direction.FROM_CLIENT, Place.Part.QUERY, "limit"), counts(5, ValueType.INTEGER),
        field(Direction.FROM_CLIENT, Place.Part.HEADER, "x-tenant"), counts(8, ValueType.STRING),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$"), counts(8, ValueType.ARRAY),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$[*]"), counts(8, ValueType.OBJECT),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$[*].sku"), counts(8, ValueType.STRING));
  }

  private static Map<ApiField, FieldCounts> one() {
    return Map.of(
        field(Direction.FROM_CLIENT, Place.Part.PATH, "3"), counts(8, ValueType.INTEGER),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$"), counts(8, ValueType.OBJECT),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$.id"), counts(8, ValueType.UUID),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$.price"),
            new FieldCounts(8, ValueType.INTEGER.bit() | ValueType.NUMBER.bit()),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$.gone"),
            new FieldCounts(3, ValueType.NULL.bit() | ValueType.DATE.bit()),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$.stock.{id}"), counts(8, ValueType.INTEGER),
        field(Direction.FROM_SERVER, Place.Part.JSON, "$['a.b']"), counts(1, ValueType.STRING));
  }

  private static Map<ApiField, FieldCounts> order() {
    return Map.of(
        field(Direction.FROM_CLIENT, Place.Part.JSON, "$"), counts(8, ValueType.OBJECT),
        field(Direction.FROM_CLIENT, Place.Part.JSON, "$.card"), counts(8, ValueType.OBJECT),
        field(Direction.FROM_CLIENT, Place.Part.JSON, "$.card.number"), counts(8, ValueType.STRING),
        field(Direction.FROM_CLIENT, Place.Part.JSON, "$.email"), counts(7, ValueType.EMAIL));
  }

  private static Map<ApiField, FieldCounts> upload() {
    return Map.of(
        field(Direction.FROM_CLIENT, Place.Part.MULTIPART, "file"), counts(8, ValueType.BINARY),
        field(Direction.FROM_CLIENT, Place.Part.MULTIPART, "note"), counts(2, ValueType.STRING));
  }

  private static ApiField field(Direction direction, Place.Part part, String name) {
    return new ApiField(direction, new Place(part, name));
  }

  private static FieldCounts counts(long messages, ValueType type) {
    return new FieldCounts(messages, type.bit());
  }
}
