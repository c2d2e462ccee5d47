// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.control.access.Need;
import dev.sallyport.control.access.Right;
import java.util.List;
import java.util.Optional;

/**
 * Which right each call of the API needs. What is not listed needs the highest one in the whole
 * cluster, so that a call that was forgotten here is closed, not open.
 */
final class ApiRights {
  /** Why a rule asks for no right. */
  enum Open {
    /** Says the same to everybody. */
    PUBLIC,
    /** Finds out itself who calls. */
    SESSION,
    /** Asks for a right. */
    NO
  }

  /** How far the right must reach. */
  private enum Reach {
    /** The answer is cut down to what the caller may see. */
    CUT,
    /** The namespace that the path or the parameter names. */
    NAMED,
    /** All of the cluster. */
    WHOLE
  }

  private record Rule(String method, List<String> path, Reach reach, Right right) {}

  /**
   * What a call needs.
   *
   * @param open why it needs nothing; {@link Open#NO} when it does
   * @param need the right
   * @param object what is called, for a log: no part of the path that could be a value
   */
  record Answer(Open open, Need need, String object) {}

  private static final Right BLUEPRINT = new Right("get", "blueprints");
  private static final Right DATA = new Right("get", "dataflows");
  private static final Right POLICIES = new Right("list", "policies");
  private static final Right POLICY = new Right("get", "policies");
  private static final Right LEDGER = new Right("get", "ledgers");
  private static final Right STATUS = new Right("get", "status");

  private static final List<Rule> RULES =
      List.of(
          rule("GET", "/blueprint", Reach.CUT, BLUEPRINT),
          rule("GET", "/blueprint/stream", Reach.CUT, BLUEPRINT),
          rule("GET", "/edges", Reach.CUT, BLUEPRINT),
          rule("GET", "/workloads/{namespace}/{}/{}", Reach.NAMED, BLUEPRINT),
          rule("GET", "/workloads/{namespace}/{}/{}/declared", Reach.NAMED, POLICIES),
          rule("GET", "/apis", Reach.CUT, new Right("list", "blueprints")),
          rule("GET", "/apis/{namespace}/{}/{}", Reach.NAMED, BLUEPRINT),
          rule("GET", "/apis/{namespace}/{}/{}/openapi", Reach.NAMED, BLUEPRINT),
          rule("GET", "/data", Reach.CUT, new Right("list", "dataflows")),
          rule("GET", "/data/trace/{}", Reach.CUT, DATA),
          rule("GET", "/findings", Reach.CUT, new Right("list", "findings")),
          rule("GET", "/ledger", Reach.CUT, LEDGER),
          rule("GET", "/baselines/{namespace}/{}/{}", Reach.NAMED, LEDGER),
          rule("GET", "/drift", Reach.CUT, LEDGER),
          rule("GET", "/proposals", Reach.CUT, new Right("simulate", "policies")),
          rule("GET", "/networkpolicies/manifests", Reach.WHOLE, POLICIES),
          rule("GET", "/policies", Reach.CUT, POLICIES),
          rule("GET", "/policies/explain", Reach.CUT, POLICY),
          rule("GET", "/edges/rules", Reach.CUT, POLICY),
          rule("POST", "/policies/validate", Reach.CUT, POLICY),
          rule("POST", "/policies/draft", Reach.CUT, new Right("simulate", "policies")),
          rule("POST", "/policies/simulate", Reach.CUT, new Right("simulate", "policies")),
          rule("GET", "/policies/namespaces/{namespace}/{}", Reach.NAMED, POLICY),
          rule("GET", "/policies/cluster/{}", Reach.WHOLE, POLICY),
          rule("PUT", "/policies/namespaces/{namespace}/{}", Reach.NAMED, Right.CHANGE),
          rule("PUT", "/policies/cluster/{}", Reach.WHOLE, Right.CHANGE),
          rule("POST", "/policies/namespaces/{namespace}/{}/promote", Reach.NAMED, Right.CHANGE),
          rule("POST", "/policies/namespaces/{namespace}/{}/rollback", Reach.NAMED, Right.CHANGE),
          rule("POST", "/policies/cluster/{}/promote", Reach.WHOLE, Right.CHANGE),
          rule("POST", "/policies/cluster/{}/rollback", Reach.WHOLE, Right.CHANGE),
          rule("GET", "/denials", Reach.CUT, POLICIES),
          rule("GET", "/denials/stream", Reach.CUT, POLICIES),
          rule("GET", "/status", Reach.CUT, STATUS),
          rule("GET", "/status/stream", Reach.CUT, STATUS),
          rule("GET", "/audit", Reach.CUT, new Right("list", "audits")));

  private ApiRights() {}

  private static Rule rule(String method, String path, Reach reach, Right right) {
    return new Rule(method, parts("/api/v1" + path), reach, right);
  }

  /** Returns whether the rights of a call are listed. */
  static boolean listed(String method, String path) {
    return find(method, parts(path)).isPresent() || open(path) != Open.NO;
  }

  /** Returns what a call needs. */
  static Answer of(String method, String path) {
    List<String> parts = parts(path);
    String asked = method.equals("HEAD") ? "GET" : method;
    Optional<Rule> rule = find(asked, parts);
    if (rule.isEmpty()) {
      return new Answer(open(path), new Need.Everywhere(Right.CHANGE), asked + " an unknown path");
    }
    Need need =
        switch (rule.get().reach()) {
          case CUT -> new Need.Anywhere(rule.get().right());
          case WHOLE -> new Need.Everywhere(rule.get().right());
          case NAMED -> named(rule.get(), parts);
        };
    return new Answer(Open.NO, need, asked + " " + object(rule.get(), parts));
  }

  /**
   * Hosts out of the cluster are in no namespace: who calls them is told with the whole cluster.
   */
  private static Need named(Rule rule, List<String> parts) {
    String namespace = parts.get(rule.path().indexOf("{namespace}"));
    return namespace.equals("-")
        ? new Need.Everywhere(rule.right())
        : new Need.Within(rule.right(), namespace);
  }

  private static Open open(String path) {
    return switch (path) {
      case "/api/v1/openapi.json" -> Open.PUBLIC;
      case "/api/v1/session" -> Open.SESSION;
      default -> Open.NO;
    };
  }

  private static Optional<Rule> find(String method, List<String> parts) {
    return RULES.stream()
        .filter(each -> each.method().equals(method) && fits(each.path(), parts))
        .findFirst();
  }

  private static boolean fits(List<String> pattern, List<String> parts) {
    if (pattern.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!pattern.get(i).startsWith("{") && !pattern.get(i).equals(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The path with its names, but never with what somebody took for a fingerprint. */
  private static String object(Rule rule, List<String> parts) {
    return rule.path().contains("trace") ? String.join("/", rule.path()) : String.join("/", parts);
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }
}
