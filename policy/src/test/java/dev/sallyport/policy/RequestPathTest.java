// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.ALLOW;
import static dev.sallyport.policy.Shop.CATALOG;
import static dev.sallyport.policy.Shop.DENY;
import static dev.sallyport.policy.Shop.STOREFRONT;
import static dev.sallyport.policy.Shop.calls;
import static dev.sallyport.policy.Shop.denied;
import static dev.sallyport.policy.Shop.http;
import static dev.sallyport.policy.Shop.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  private static final ConnectionPolicies GUARDED =
      PolicySet.compile(List.of(policy("p", CATALOG).in(calls("*", "/admin/**"), DENY).done()))
          .on(STOREFRONT, CATALOG, 80);
  private static final ConnectionPolicies LISTED =
      PolicySet.compile(
              List.of(
                  policy("p", CATALOG)
                      .in(calls("GET", "/orders/{id}"), ALLOW)
                      .denyInbound()
                      .done()))
          .on(STOREFRONT, CATALOG, 80);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/admin/users?x=1",
        "/%61dmin/users",
        "/%2561dmin",
        "//admin",
        "/./admin",
        "/x/../admin",
        "/x/%2e%2e/admin",
        "/x/..%2fadmin",
        "/x%2f..%2fadmin",
        "/x/..;/admin",
        "/admin;jsessionid=1/users",
        "/x\\..\\admin",
        "/x%5c..%5cadmin",
        "/x/..%c0%afadmin",
        "/x/%c0%ae%c0%ae/admin",
        "/x/..%e0%80%afadmin",
        "/x/%252e%252e/admin",
        "/..%252fadmin",
        "/../admin",
        "/x//../admin"
      })
  void everyWayToWriteAPathMeetsItsDenial(String path) {
    assertThat(denied(GUARDED.decide(http("GET", path)).verdict())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/administrator", "/x/admin", "/search/100%", "/a%20b", "/caf\u00c3\u00a9"})
  void otherPathsDoNot(String path) {
    assertThat(denied(GUARDED.decide(http("GET", path)).verdict())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/orders/7", "/orders/7/", "/orders/a%20b", "/orders/7?x=/y", "/orders/100%"})
  void permissionIsGivenWhereAllReadingsAreMeant(String path) {
    assertThat(denied(LISTED.decide(http("GET", path)).verdict())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orders/..",
        "/orders/%2e%2e",
        "/orders/7%2f8",
        "/orders/..;x",
        "/orders/..%5cx",
        "/orders/%c0%ae%c0%ae",
        "/orders/7/..",
        "/orders",
        "/orders/7/items"
      })
  void permissionIsNotGivenWhereAnyReadingIsNot(String path) {
    assertThat(denied(LISTED.decide(http("GET", path)).verdict())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2f", "%41"})
  void pathTooLongToBeReadMeetsEveryDenialAndNoPermission(String part) {
    String path = "/orders/" + part.repeat(1_000);
    assertThat(denied(GUARDED.decide(http("GET", path)).verdict())).isTrue();
    assertThat(denied(LISTED.decide(http("GET", path)).verdict())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/caf\u00c3\u00a9", "/caf%C3%A9", "/caf%c3%a9/", "/x/../caf%C3%A9"})
  void templateWithOtherLettersMeetsThemAsBytesAndEncoded(String path) {
    for (String template : List.of("/caf\u00e9", "/caf%C3%A9")) {
      ConnectionPolicies here =
          PolicySet.compile(List.of(policy("p", CATALOG).in(calls("*", template), DENY).done()))
              .on(STOREFRONT, CATALOG, 80);
      assertThat(denied(here.decide(http("GET", path)).verdict())).isTrue();
      assertThat(denied(here.decide(http("GET", "/caf%A9")).verdict())).isFalse();
    }
  }
}
