// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static dev.sallyport.policy.Shop.CATALOG;
import static dev.sallyport.policy.Shop.DENY;
import static dev.sallyport.policy.Shop.NOON;
import static dev.sallyport.policy.Shop.STOREFRONT;
import static dev.sallyport.policy.Shop.denied;
import static dev.sallyport.policy.Shop.http;
import static dev.sallyport.policy.Shop.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhenTest {
  private static ConnectionPolicies deniedWhen(String expression) {
    PolicySet set =
        PolicySet.compile(
            List.of(policy("p", CATALOG).in(new Condition.When(expression), DENY).done()));
    assertThat(set.problems()).isEmpty();
    return set.on(STOREFRONT, CATALOG, 8080);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source.namespace == 'shop' && target.name == \"catalog\"",
        "source.labels['role'] == 'web' && source.labels.app != target.labels.app",
        "'app' in source.labels && has(target.labels.role) && !has(target.labels.none)",
        "source.serviceAccount in ['storefront', 'x']",
        "source.kind == 'Deployment'",
        "request.method == 'DELETE' ? false : request.path.startsWith('/admin')",
        "request.host.endsWith('.shop') || false",
        "operation.verb in ['GET'] && operation.protocol == 'http'",
        "connection.port >= 8000 && connection.port < 9000.5",
        "now.hour >= 9 && now.hour < 18",
        "now.getHours('Europe/Berlin') == 13 && now.getDayOfWeek() == 0 && now.dayOfWeek in [0, 6]",
        "now < timestamp('2026-12-01T00:00:00+01:00')",
        "size(request.path) > 3 && request.path.size() < 100",
        "(source.name == 'x') == (target.name == 'y')",
        "true // always"
      })
  void holds(String expression) {
    assertThat(denied(deniedWhen(expression).decide(http("GET", "/admin/7")).verdict())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source.namespace == 'bank'",
        "source.labels.absent == 'x'",
        "request.path.contains('..')",
        "now.hour < 12",
        "now.getHours('+14:00') < 2",
        "connection.port in [80, 443]",
        "operation.subject == 'orders'"
      })
  void doesNotHold(String expression) {
    assertThat(denied(deniedWhen(expression).decide(http("GET", "/admin/7")).verdict())).isFalse();
  }

  @Test
  void knowsWhatItDoesNotKnowYet() {
    ConnectionPolicies here =
        deniedWhen("\"CREDIT_CARD\" in data.sent && request.method == 'POST'");
    assertThat(here.needs()).isEqualTo(Needs.REQUEST_CONTENT);
    assertThat(here.decide(Shop.connection()).settled()).isFalse();
    assertThat(here.decide(http("GET", "/")).settled()).isTrue();
    Known post = http("POST", "/");
    assertThat(here.decide(post).settled()).isFalse();
    Known seen =
        post.with(List.of(new Seen(Direction.FROM_CLIENT, DataClass.CREDIT_CARD)), List.of());
    assertThat(here.decide(seen).settled()).isTrue();
    assertThat(denied(here.decide(seen).verdict())).isTrue();
    assertThat(deniedWhen("size(data.classes) == 0").needs()).isEqualTo(Needs.RESPONSE_CONTENT);
    assertThat(deniedWhen("attack.score > 0.8").needs()).isEqualTo(Needs.REQUEST_CONTENT);
    assertThat(deniedWhen("source.name == 'x'").none()).isTrue();
  }

  @Test
  void scheduleIsAskedOfEachExchangeNotOfTheConnection() {
    ConnectionPolicies here = deniedWhen("now.hour >= 18");
    assertThat(here.needs()).isEqualTo(Needs.OPERATION);
    assertThat(here.decide(Shop.connection()).settled()).isFalse();
    assertThat(denied(here.decide(http("GET", "/")).verdict())).isFalse();
    Known evening =
        Known.connection(Protocol.TCP, NOON.plus(Duration.ofHours(7)))
            .called(http("GET", "/").operation(), "", "/");
    assertThat(denied(here.decide(evening).verdict())).isTrue();
  }

  @Test
  void pathWithManyReadingsMeetsADenialByAnyAndAPermissionByAll() {
    assertThat(
            denied(
                deniedWhen("request.path.startsWith('/admin')")
                    .decide(http("GET", "/x/..%2fadmin"))
                    .verdict()))
        .isTrue();
    assertThat(
            denied(
                deniedWhen("!request.path.startsWith('/public')")
                    .decide(http("GET", "/public/..;/admin"))
                    .verdict()))
        .isTrue();
  }

  @Test
  void queriesHaveVerbAndSubject() {
    Known drop = Shop.call(new QueryOperation("DROP", "orders", Protocol.POSTGRESQL));
    String expression =
        "operation.protocol == 'postgresql' && operation.verb == 'DROP' && operation.subject == 'orders'";
    assertThat(denied(deniedWhen(expression).decide(drop).verdict())).isTrue();
    assertThat(denied(deniedWhen(expression).decide(http("GET", "/")).verdict())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "source.nmae == 'x' | column 1: 'source.nmae' is not known; did you mean 'source.name'?",
        "source.name = 'x' | column 13: '=' means nothing here; compare with ==",
        "source.name == 7 | column 13: '==' cannot compare a text with a whole number",
        "source.name | column 8: expected true or false, but this is a text; compare it with something",
        "request.path.matches('^/a+') | column 14: matches() is not supported",
        "data.classes.exists(c, c == 'X') | column 14: exists() is not supported; ask for one value",
        "'CREDITCARD' in data.classes | column 1: 'CREDITCARD' never occurs; did you mean 'CREDIT_CARD'?",
        "'SQLI' in attack.families | column 1: 'SQLI' never occurs",
        "operation.protocol == 'postgres' | column 23: 'postgres' never occurs; did you mean 'postgresql'?",
        "connection.port + 1 == 80 | column 17: '+' is not supported: expressions do not calculate",
        "(source.name == 'x' | column 20: expected ')', not the end",
        "source.name == 'x | column 16: the text is not closed; it needs another '",
        "now.getHours('Nowhere/At') == 1 | column 14: 'Nowhere/At' is no time zone",
        "now < timestamp('today') | column 17: 'today' is no moment",
        "source.name == 'x' && | column 22: expected a value, a name or '(', not the end",
        "source.name == null | column 16: 'null' is a reserved word",
        "has(source.name) | column 1: has() asks for a label",
        "source.name in data.classes == 1 | column 13: expected a value, but this is true or false",
        "foo('x') | column 1: there is no function foo()"
      })
  void refusesWithPlaceAndFix(String expression, String message) {
    PolicySet set =
        PolicySet.compile(
            List.of(policy("p", CATALOG).in(new Condition.When(expression), DENY).done()));
    assertThat(set.problems())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.field()).isEqualTo("rules[r0].when");
              assertThat(each.message()).startsWith(message);
            });
    assertThat(set.policies()).isEmpty();
  }

  @Test
  void deepNestingIsRefusedNotOverflown() {
    String deep = "(".repeat(500) + "true" + ")".repeat(500);
    assertThat(
            PolicySet.compile(
                    List.of(policy("p", CATALOG).in(new Condition.When(deep), DENY).done()))
                .problems())
        .hasSize(1);
    String nots = "!".repeat(1_000) + "true";
    assertThat(
            PolicySet.compile(
                    List.of(policy("p", CATALOG).in(new Condition.When(nots), DENY).done()))
                .problems())
        .hasSize(1);
  }
}
