// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.catalogue.ApiFinding.Risk;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.ValueType;
import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each risk beside the same operation without what makes it one. */
class ApiFindingsTest {
  private static final Map<Authentication, AuthenticationCounts> OPEN =
      Map.of(Authentication.NONE, new AuthenticationCounts(5, 5, 0));
  private static final Map<Authentication, AuthenticationCounts> CLOSED =
      Map.of(
          Authentication.NONE,
          new AuthenticationCounts(2, 0, 2),
          Authentication.BEARER,
          new AuthenticationCounts(5, 5, 0));

  @Test
  void sensitiveDataForCallersWithoutCredentialsIsFoundAndForOthersNot() {
    assertThat(risks("GET", "/users/{}", OPEN, Map.of(), true)).contains(Risk.API3);
    assertThat(risks("GET", "/users/{}", CLOSED, Map.of(), true)).isEmpty();
    assertThat(risks("GET", "/users/{}", OPEN, Map.of(), false)).doesNotContain(Risk.API3);
  }

  @Test
  void administrationWithoutCredentialsIsFoundAndWithThemNot() {
    assertThat(risks("POST", "/internal/reindex", OPEN, Map.of(), false)).contains(Risk.API5);
    assertThat(risks("POST", "/internal/reindex", CLOSED, Map.of(), false)).isEmpty();
    assertThat(risks("POST", "/administrators", OPEN, Map.of(), false)).doesNotContain(Risk.API5);
  }

  @Test
  void addressesFromCallersAreFoundAndThoseInAnswersNot() {
    assertThat(risks("POST", "/hooks", CLOSED, field(Direction.FROM_CLIENT, ValueType.URI), false))
        .containsExactly(Risk.API7);
    assertThat(risks("POST", "/hooks", CLOSED, field(Direction.FROM_SERVER, ValueType.URI), false))
        .isEmpty();
    assertThat(
            risks("POST", "/hooks", CLOSED, field(Direction.FROM_CLIENT, ValueType.STRING), false))
        .isEmpty();
  }

  @Test
  void anAnsweredTraceIsFoundAndOtherMethodsAreNot() {
    assertThat(risks("TRACE", "/", CLOSED, Map.of(), false)).containsExactly(Risk.API8);
    assertThat(risks("OPTIONS", "/", CLOSED, Map.of(), false)).isEmpty();
  }

  private static Map<ApiField, FieldCounts> field(Direction direction, ValueType type) {
    return Map.of(
        new ApiField(direction, new Place(Place.Part.JSON, "$.callback")),
        new FieldCounts(3, type.bit()));
  }

  private static List<Risk> risks(
      String method,
      String path,
      Map<Authentication, AuthenticationCounts> authentications,
      Map<ApiField, FieldCounts> fields,
      boolean sensitive) {
    ApiCounts api =
        new ApiCounts(
            new TreeMap<>(authentications),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            5,
            5,
            new TreeMap<>(fields),
            false,
            -1);
    ApiOperation operation =
        new ApiOperation(
            method, path, "", Protocol.HTTP1, counts(api, sensitive), List.of(), List.of());
    WorkloadApi of =
        new WorkloadApi(Workload.of("shop", "Deployment", "users"), List.of(operation), 0, 0);
    return ApiFindings.of(of).stream().map(ApiFinding::risk).toList();
  }

  private static EdgeCounts counts(ApiCounts api, boolean sensitive) {
    EdgeCounts none = EdgeCounts.NONE;
    return new EdgeCounts(
        5,
        0,
        new AnswerCounts(new TreeMap<>(Map.of(200, 5L)), 0, 0, 0, 0, 0),
        0,
        0,
        none.latency(),
        none.outsideClients(),
        none.firstSeenMillis(),
        none.lastSeenMillis(),
        none.sourceProof(),
        none.targetProof(),
        none.visibility(),
        sensitive ? sighted() : ContentCounts.NONE,
        api,
        none.rulings());
  }

  private static ContentCounts sighted() {
    SightingKey key =
        new SightingKey(
            DataClass.EMAIL_ADDRESS,
            "email-address",
            new Place(Place.Part.JSON, "$.mail"),
            Direction.FROM_SERVER);
    return new ContentCounts(
        5,
        0,
        0,
        new TreeMap<>(Map.of(key, new SightingCounts(5, 5, 0, 0, ValueSample.NONE, "a***@b"))),
        new TreeMap<>());
  }
}
