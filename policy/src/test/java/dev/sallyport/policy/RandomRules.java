// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Finding;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Place;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Response;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Side;
import dev.sallyport.model.Unidentified;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random policies and exchanges over few words, so that they meet. */
final class RandomRules {
  private static final List<Party> PARTIES =
      List.of(
          Shop.STOREFRONT,
          Shop.CATALOG,
          Shop.CHECKOUT,
          Shop.PROCESSOR,
          new ExternalHost("203.0.113.9", false),
          new OutsideClient(),
          new Unidentified(Unidentified.Why.ADDRESS_AMBIGUOUS));
  private static final List<String> PATHS =
      List.of("/a", "/a/1", "/a/1/b", "/b", "/b/x", "/b/x/c", "/", "/a//1", "/b/..%2fa/1");
  private static final List<String> TEMPLATES =
      List.of("/a", "/a/{id}", "/a/**", "/b/{id}/c", "/**", "/*/1", "/b/x", "/{x}", "/a/{id}/b");
  private static final List<DataClass> CLASSES =
      List.of(DataClass.CREDIT_CARD, DataClass.IBAN_CODE, DataClass.SECRET);
  private static final List<AttackFamily> FAMILIES =
      List.of(AttackFamily.SQL_INJECTION, AttackFamily.RESPONSE_LEAK);

  private final Random random;

  RandomRules(Random random) {
    this.random = random;
  }

  Party party() {
    return pick(PARTIES);
  }

  List<Policy> policies(int atMost) {
    List<Policy> policies = new ArrayList<>();
    int count = 1 + random.nextInt(atMost);
    for (int i = 0; i < count; i++) {
      policies.add(policy("p" + i));
    }
    return policies;
  }

  Policy policy(String name) {
    List<Rule> rules = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      rules.add(new Rule("r" + i, pick(List.of(Side.values())), condition(2), response()));
    }
    return new Policy(
        new PolicyId("shop", name),
        1,
        pick(List.of(PolicyTier.values())),
        selector(),
        rules,
        random.nextInt(4) == 0,
        random.nextInt(4) == 0,
        random.nextInt(4) == 0 ? Mode.OBSERVE : Mode.ENFORCE,
        pick(List.of(100, 100, 100, 50)),
        pick(List.of(OnFailure.values())),
        Policy.DEFAULT_BUDGET);
  }

  Selector selector() {
    return switch (random.nextInt(3)) {
      case 0 -> Selector.ALL;
      case 1 -> Selector.namespace("shop");
      default -> Selector.of(pick(List.of(Shop.STOREFRONT, Shop.CATALOG, Shop.CHECKOUT)));
    };
  }

  Peer peer() {
    return switch (random.nextInt(6)) {
      case 0 -> new Peer.Internet();
      case 1 ->
          new Peer.Host(new NamePattern(pick(List.of("*", "*.example", "api.cards.example"))));
      default -> new Peer.Workloads(selector());
    };
  }

  Response response() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> Shop.ALLOW;
      case 3, 4 -> Shop.DENY;
      case 5 -> Response.mask(Set.of(pick(CLASSES)));
      case 6 -> new Response.Throttle(new RateLimit(1, 1, RateLimit.Per.CALLER));
      default -> new Response.Alert(Severity.HIGH);
    };
  }

  Condition condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 6)) {
      case 0 -> new Condition.From(List.of(peer()));
      case 1 -> new Condition.To(List.of(peer(), peer()));
      case 2, 3 -> new Condition.Calls(some(this::pattern));
      case 4 ->
          new Condition.Carries(
              Set.of(pick(CLASSES)),
              random.nextBoolean() ? Set.of() : Set.of(pick(List.of(Direction.values()))));
      case 5 -> new Condition.Shows(random.nextBoolean() ? Set.of() : Set.of(pick(FAMILIES)), 0.5);
      case 6 -> new Condition.Not(condition(depth - 1));
      case 7 -> new Condition.AnyOf(some(() -> condition(depth - 1)));
      default -> new Condition.AllOf(some(() -> condition(depth - 1)));
    };
  }

  CallPattern pattern() {
    return switch (random.nextInt(6)) {
      case 0 ->
          new CallPattern.Queries(
              Set.of(), Set.of(pick(List.of("drop", "SELECT"))), Set.of(new NamePattern("orders")));
      case 1 -> new CallPattern.Ports(Set.of(pick(List.of(80, 443))));
      case 2 ->
          new CallPattern.Rpc(
              Set.of(new NamePattern(pick(List.of("a.B", "a.*")))), Set.of(NamePattern.ANY));
      case 3 ->
          random.nextBoolean()
              ? new CallPattern.Messages(
                  Set.of(), Set.of("produce"), Set.of(new NamePattern("orders")))
              : new CallPattern.Lookups(Set.of(new NamePattern("*.example")));
      default ->
          new CallPattern.Http(
              random.nextBoolean() ? Set.of() : Set.of(pick(List.of("GET", "POST"))),
              random.nextInt(4) == 0 ? Set.of() : Set.of(pick(TEMPLATES)));
    };
  }

  /** An exchange at all its stages, the last one known whole. */
  List<Known> exchange() {
    Known connection = Shop.connection();
    Known head =
        switch (random.nextInt(8)) {
          case 0 ->
              Shop.call(
                  new QueryOperation(
                      pick(List.of("DROP", "SELECT")),
                      pick(List.of("orders", "public.orders", "x")),
                      Protocol.POSTGRESQL));
          case 1 -> Shop.call(new MessageOperation("produce", "orders", Protocol.KAFKA));
          case 2 ->
              connection.called(
                  new RpcOperation("a.B", "C", Protocol.GRPC), "catalog.shop", "/a.B/C");
          case 3 -> Shop.call(new LookupOperation("A", pick(List.of("x.example", "y"))));
          default ->
              connection.called(
                  new HttpOperation(pick(List.of("GET", "POST")), "/{id}", Protocol.HTTP1),
                  "catalog.shop",
                  pick(PATHS));
        };
    List<Seen> asked = new ArrayList<>();
    List<Shown> shown = new ArrayList<>();
    add(Direction.FROM_CLIENT, asked, shown);
    Known body = head.requested(head.operation(), "", asked, shown);
    List<Seen> answered = new ArrayList<>(asked);
    List<Shown> leaked = new ArrayList<>(shown);
    add(Direction.FROM_SERVER, answered, leaked);
    return List.of(connection, head, body, body.answered(answered, leaked));
  }

  private void add(Direction direction, List<Seen> seen, List<Shown> shown) {
    if (random.nextBoolean()) {
      seen.add(new Seen(direction, pick(CLASSES)));
    }
    if (random.nextInt(3) == 0) {
      shown.add(
          new Shown(
              direction,
              new Finding.AttackAttempt(
                  "test",
                  pick(FAMILIES),
                  Severity.HIGH,
                  random.nextDouble(),
                  Place.of(Place.Part.QUERY),
                  "")));
    }
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> List<T> some(java.util.function.Supplier<T> maker) {
    List<T> values = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      values.add(maker.get());
    }
    return values;
  }
}
