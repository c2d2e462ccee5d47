// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.sun.management.ThreadMXBean;
import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Mode;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Response;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Side;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.ConnectionPolicies;
import dev.sallyport.policy.Known;
import dev.sallyport.policy.PolicyReview;
import dev.sallyport.policy.PolicySet;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures what a decision costs on one thread with 10, 200 and 2,000 policies: spread over
 * workloads as in a cluster, and all of them on the workload that is called. Rounds are
 * interleaved.
 */
public final class PolicyBench {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int[] SIZES = {10, 200, 2_000};
  private static final Workload CALLER = Workload.of("shop", "Deployment", "caller");
  private static final Workload CALLED = Workload.of("shop", "Deployment", "called");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private PolicyBench() {}

  /** Something to measure; what it returns only keeps it from being left out. */
  private interface Work {
    int run(int i);
  }

  private record Case(String name, int batch, Work work) {
    Case(String name, Work work) {
      this(name, 1_000, work);
    }
  }

  /** Runs the benchmark; {@code --rounds N} (default 7), {@code --quick}. */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean quick = options.contains("--quick");
    int rounds = quick ? 3 : 7;
    if (options.contains("--rounds")) {
      rounds = Integer.parseInt(options.get(options.indexOf("--rounds") + 1));
    }
    List<Case> cases = cases();
    double[][] nanos = new double[cases.size()][rounds];
    double[] bytes = new double[cases.size()];
    for (Case each : cases) {
      nanosEach(each, quick ? 100_000_000L : 500_000_000L);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < cases.size(); i++) {
        nanos[i][round] = nanosEach(cases.get(i), quick ? 50_000_000L : 200_000_000L);
      }
    }
    for (int i = 0; i < cases.size(); i++) {
      bytes[i] = bytesEach(cases.get(i));
    }
    print(cases, nanos, bytes, rounds);
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Known> plain = exchanges("");
    List<Known> odd = exchanges("..;/%2e/");
    for (int size : SIZES) {
      ConnectionPolicies spread = PolicySet.compile(policies(size, true)).on(CALLER, CALLED, 8080);
      ConnectionPolicies one = PolicySet.compile(policies(size, false)).on(CALLER, CALLED, 8080);
      cases.add(decide(size + " policies, spread over workloads", spread, plain));
      cases.add(decide(size + " policies, all on the called one", one, plain));
      cases.add(decide(size + " policies, all on it, paths with many readings", one, odd));
    }
    PolicySet set = PolicySet.compile(policies(2_000, false));
    ConnectionPolicies here = set.on(CALLER, CALLED, 8080);
    cases.add(decideAnew("2000 policies, path read anew", here, plain));
    cases.add(decideAnew("2000 policies, path with many readings read anew", here, odd));
    cases.add(
        new Case(
            "2000 policies: find the rules of a pair seen before",
            i -> set.on(CALLER, CALLED, 8080).none() ? 0 : 1));
    cases.add(
        new Case(
            "2000 policies: find those of a pair never seen",
            10,
            i -> set.on(stranger(i), CALLED, 8080).none() ? 0 : 1));
    List<Policy> policies = policies(2_000, false);
    List<Policy> fewer = policies(200, false);
    cases.add(
        new Case(
            "review 200 policies, all on the called one",
            1,
            i -> PolicyReview.of(fewer, List.of(CALLER, CALLED)).size()));
    cases.add(
        new Case(
            "make 2000 policies ready", 1, i -> PolicySet.compile(policies).problems().size()));
    return cases;
  }

  private static Case decideAnew(String name, ConnectionPolicies here, List<Known> known) {
    return new Case(
        name,
        i -> {
          Known each = known.get(i % known.size());
          Known anew =
              Known.connection(Protocol.HTTP1, NOW)
                  .called(each.operation(), each.host(), each.path().raw());
          return here.decide(anew).reasons().size();
        });
  }

  private static Workload stranger(int i) {
    return Workload.of("shop", "Deployment", "stranger-" + i);
  }

  private static Case decide(String name, ConnectionPolicies here, List<Known> known) {
    return new Case(name, i -> here.decide(known.get(i % known.size())).reasons().size());
  }

  /** Half of the policies allow reading something, half deny deleting it; the default is denial. */
  private static List<Policy> policies(int count, boolean spread) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String path = "/api/v1/things" + i / 2 + "/{id}";
      boolean reads = i % 2 == 0;
      Workload protects =
          spread && i >= 4 ? Workload.of("shop", "Deployment", "other-" + i / 2) : CALLED;
      Condition call =
          new Condition.Calls(
              List.of(new CallPattern.Http(Set.of(reads ? "GET" : "DELETE"), Set.of(path))));
      Condition from = new Condition.From(List.of(new Peer.Workloads(Selector.of(CALLER))));
      policies.add(
          new Policy(
              new PolicyId("shop", "policy-" + i),
              1,
              PolicyTier.NAMESPACE,
              Selector.of(protects),
              List.of(
                  new Rule(
                      "rule",
                      Side.INBOUND,
                      new Condition.AllOf(List.of(from, call)),
                      reads ? new Response.Allow() : new Response.Deny(403, "read only"))),
              i == 0,
              false,
              Mode.ENFORCE,
              100,
              OnFailure.OPEN,
              Policy.DEFAULT_BUDGET));
    }
    return policies;
  }

  /** Of four: two that are allowed, one that is denied by a rule, one by default. */
  private static List<Known> exchanges(String before) {
    List<Known> exchanges = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      boolean deletes = i % 4 == 2;
      String path = "/" + before + "api/v1/" + (i % 4 == 3 ? "none/" : "things0/") + i + "?page=1";
      HttpOperation operation =
          new HttpOperation(deletes ? "DELETE" : "GET", "/api/v1/things0/{id}", Protocol.HTTP1);
      exchanges.add(Known.connection(Protocol.HTTP1, NOW).called(operation, "called.shop", path));
    }
    return exchanges;
  }

  /** By the processor time of the thread, so that others on the machine count less. */
  private static double nanosEach(Case measured, long nanos) {
    long begun = THREADS.getCurrentThreadCpuTime();
    long now = begun;
    long runs = 0;
    long sum = 0;
    while (now - begun < nanos) {
      for (int i = 0; i < measured.batch(); i++) {
        sum += measured.work().run((int) (runs + i) & 0x7fffffff);
      }
      runs += measured.batch();
      now = THREADS.getCurrentThreadCpuTime();
    }
    if (sum < 0) {
      throw new AssertionError("reasons cannot be fewer than none");
    }
    return (now - begun) / (double) runs;
  }

  private static double bytesEach(Case measured) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    int runs = 10 * measured.batch();
    for (int i = 0; i < runs; i++) {
      measured.work().run(i);
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) runs;
  }

  private static void print(List<Case> cases, double[][] nanos, double[] bytes, int rounds) {
    System.out.printf(
        Locale.ROOT,
        "ns each, median [min-max] of %d interleaved rounds, one thread, by its processor time%n",
        rounds);
    System.out.printf(Locale.ROOT, "%-58s %-28s %s%n", "", "ns", "bytes allocated");
    for (int i = 0; i < cases.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-58s %-28s %.1f%n",
          cases.get(i).name(),
          Spread.of(nanos[i]).text(0),
          bytes[i]);
    }
  }
}
