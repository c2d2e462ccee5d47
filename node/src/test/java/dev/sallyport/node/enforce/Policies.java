// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Policies for tests, all of which protect {@link Wire#CALLED}. */
final class Policies {
  private Policies() {}

  static Policy inbound(OnFailure onFailure, boolean denyByDefault, Rule... rules) {
    return new Policy(
        new PolicyId("shop", "catalog"),
        1,
        PolicyTier.NAMESPACE,
        Selector.of((Workload) Wire.CALLED),
        List.of(rules),
        denyByDefault,
        false,
        Mode.ENFORCE,
        100,
        onFailure,
        Policy.DEFAULT_BUDGET);
  }

  /** The same policy with a budget. */
  static Policy within(Duration budget, Policy policy) {
    return changed(policy, policy.id(), budget);
  }

  /** The same policy by another name. */
  static Policy named(String name, Policy policy) {
    return changed(policy, new PolicyId("shop", name), policy.budget());
  }

  private static Policy changed(Policy policy, PolicyId id, Duration budget) {
    return new Policy(
        id,
        policy.version(),
        policy.tier(),
        policy.protects(),
        policy.rules(),
        policy.denyInbound(),
        policy.denyOutbound(),
        policy.mode(),
        policy.enforcedPercent(),
        policy.onFailure(),
        budget);
  }

  static Rule onCall(String method, String path, Response response) {
    return new Rule(
        "r-" + method.toLowerCase(java.util.Locale.ROOT),
        Side.INBOUND,
        new Condition.Calls(List.of(new CallPattern.Http(Set.of(method), Set.of(path)))),
        response);
  }

  static Rule onAny(Response response) {
    return new Rule("any", Side.INBOUND, Condition.ALWAYS, response);
  }

  static Rule onData(DataClass data, Direction in, Response response) {
    return new Rule(
        "data", Side.INBOUND, new Condition.Carries(Set.of(data), Set.of(in)), response);
  }

  static Response deny() {
    return new Response.Deny(403, "read only");
  }

  static Response throttle(double perSecond, int burst) {
    return new Response.Throttle(new RateLimit(perSecond, burst, RateLimit.Per.CALLER));
  }
}
