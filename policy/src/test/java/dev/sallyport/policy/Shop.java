// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Mode;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Verdict;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Parties, calls and policies that tests speak of. */
final class Shop {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final Workload STOREFRONT = workload("storefront", "web");
  static final Workload CATALOG = workload("catalog", "api");
  static final Workload CHECKOUT = workload("checkout", "api");
  static final ExternalHost PROCESSOR = new ExternalHost("api.cards.example", true);
  static final Response ALLOW = new Response.Allow();
  static final Response DENY = new Response.Deny(403, "no");

  private Shop() {}

  static Workload workload(String name, String role) {
    return new Workload(
        "shop", "Deployment", name, name, new TreeMap<>(Map.of("app", name, "role", role)));
  }

  static Known connection() {
    return Known.connection(Protocol.TCP, NOON);
  }

  static Known http(String method, String path) {
    return connection()
        .called(new HttpOperation(method, "/{id}", Protocol.HTTP1), "catalog.shop", path);
  }

  static Known call(Operation operation) {
    return connection().called(operation, "", "");
  }

  static Condition calls(String method, String... paths) {
    return new Condition.Calls(
        List.of(
            new CallPattern.Http(method.equals("*") ? Set.of() : Set.of(method), Set.of(paths))));
  }

  static Condition from(Workload workload) {
    return new Condition.From(List.of(new Peer.Workloads(Selector.of(workload))));
  }

  static Condition to(Workload workload) {
    return new Condition.To(List.of(new Peer.Workloads(Selector.of(workload))));
  }

  static Condition toHost(String pattern) {
    return new Condition.To(List.of(new Peer.Host(new NamePattern(pattern))));
  }

  static Condition carries(DataClass dataClass, Direction... directions) {
    return new Condition.Carries(Set.of(dataClass), Set.of(directions));
  }

  static Condition all(Condition... parts) {
    return new Condition.AllOf(List.of(parts));
  }

  static boolean denied(Verdict verdict) {
    return verdict instanceof Verdict.Deny;
  }

  static Draft policy(String name, Workload protects) {
    return new Draft(name, Selector.of(protects));
  }

  /** A policy in the making; enforced everywhere unless something else is said. */
  static final class Draft {
    private final String name;
    private final Selector protects;
    private final List<Rule> rules = new ArrayList<>();
    private PolicyTier tier = PolicyTier.NAMESPACE;
    private boolean denyInbound;
    private boolean denyOutbound;
    private Mode mode = Mode.ENFORCE;
    private int percent = 100;

    Draft(String name, Selector protects) {
      this.name = name;
      this.protects = protects;
    }

    Draft in(Condition condition, Response response) {
      rules.add(new Rule("r" + rules.size(), Side.INBOUND, condition, response));
      return this;
    }

    Draft out(Condition condition, Response response) {
      rules.add(new Rule("r" + rules.size(), Side.OUTBOUND, condition, response));
      return this;
    }

    Draft tier(PolicyTier tier) {
      this.tier = tier;
      return this;
    }

    Draft denyInbound() {
      denyInbound = true;
      return this;
    }

    Draft denyOutbound() {
      denyOutbound = true;
      return this;
    }

    Draft observe() {
      mode = Mode.OBSERVE;
      return this;
    }

    Draft percent(int percent) {
      this.percent = percent;
      return this;
    }

    Policy done() {
      return new Policy(
          new PolicyId("shop", name),
          1,
          tier,
          protects,
          rules,
          denyInbound,
          denyOutbound,
          mode,
          percent,
          OnFailure.OPEN,
          Policy.DEFAULT_BUDGET);
    }
  }
}
