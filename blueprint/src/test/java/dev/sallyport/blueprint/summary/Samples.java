// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.ApiField;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.ControlPlane;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Layer;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Place;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random summaries from a small set of names, so that they meet often. */
final class Samples {
  static final List<Party> PARTIES =
      List.of(
          Workload.of("shop", "Deployment", "storefront"),
          Workload.of("shop", "Deployment", "catalog"),
          new ExternalHost("api.openai.com", true),
          new OutsideClient(),
          new ControlPlane());
  static final List<Operation> OPERATIONS =
      List.of(
          new HttpOperation("GET", "/orders/{id}", Protocol.HTTP1),
          new HttpOperation("POST", "/orders", Protocol.HTTP1),
          new LookupOperation("A", "catalog.shop.svc.cluster.local"),
          new RawOperation(Protocol.TLS, 443));
  private static final List<Visibility> VISIBILITIES =
      List.of(
          Visibility.full(),
          Visibility.below(Layer.OPERATION, "TLS is not opened"),
          Visibility.below(Layer.PAYLOAD, "body not read"));

  private Samples() {}

  static SummarySet set(long seed) {
    Random random = new Random(seed);
    return SummarySet.of(random.ints(random.nextInt(5)).mapToObj(Samples::summary).toList());
  }

  static Summary summary(long seed) {
    Random random = new Random(seed);
    SummaryId id =
        new SummaryId("node-" + random.nextInt(2), "boot", new Window(5L * random.nextInt(3), 5));
    Map<EdgeKey, EdgeCounts> edges = new HashMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      edges.put(key(random), counts(random.nextLong()));
    }
    return new Summary(id, edges, tally(random.nextLong()));
  }

  static EdgeKey key(Random random) {
    return new EdgeKey(
        pick(random, PARTIES),
        pick(random, PARTIES),
        pick(random, OPERATIONS),
        pick(random, List.of(CaptureTier.values())),
        pick(random, List.of(Vantage.values())));
  }

  static EdgeCounts counts(long seed) {
    Random random = new Random(seed);
    long exchanges = 1 + random.nextInt(1000);
    return new EdgeCounts(
        exchanges,
        random.nextInt((int) exchanges),
        answers(random.nextLong()),
        random.nextInt(1 << 20),
        random.nextInt(1 << 20),
        histogram(random.nextLong()),
        distinct(random.nextLong(), random.nextBoolean() ? random.nextInt(20) : 0),
        random.nextInt(10_000),
        10_000 + random.nextInt(10_000),
        pick(random, List.of(Proof.values())),
        pick(random, List.of(Proof.values())),
        pick(random, VISIBILITIES),
        contents(random.nextLong()),
        api(random.nextLong()),
        rulings(random.nextLong()),
        reach(random.nextLong()));
  }

  static Reach reach(long seed) {
    Random random = new Random(seed);
    List<Integer> ports = random.ints(random.nextInt(12), 1, 30).boxed().distinct().toList();
    return new Reach(
        DialledPorts.of(ports),
        random.nextBoolean()
            ? Attempts.NONE
            : new Attempts(
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(9),
                random.nextInt(20_000)),
        new OldConnections(random.nextInt(3), random.nextInt(3)));
  }

  static RulingCounts rulings(long seed) {
    Random random = new Random(seed);
    TreeMap<RulingKey, RulingCounts.Times> said = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Reason reason =
          new Reason(
              new PolicyId(pick(random, List.of("", "shop")), "p" + random.nextInt(3)),
              random.nextInt(3),
              pick(random, List.of("", "first", "second")));
      said.put(
          new RulingKey(
              reason,
              pick(random, List.of(RulingKey.Says.values())),
              pick(random, List.of(RulingKey.Done.values())),
              random.nextBoolean()),
          new RulingCounts.Times(random.nextInt(100), random.nextInt(20_000)));
    }
    return new RulingCounts(said);
  }

  /** Now and then with more names than are kept. */
  static ApiCounts api(long seed) {
    Random random = new Random(seed);
    TreeMap<Authentication, AuthenticationCounts> ways = new TreeMap<>();
    TreeMap<ApiField, FieldCounts> fields = new TreeMap<>();
    TreeSet<String> claims = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ways.put(
          pick(random, List.of(Authentication.values())),
          new AuthenticationCounts(1 + random.nextInt(9), random.nextInt(9), random.nextInt(9)));
    }
    if (ways.isEmpty()) {
      return ApiCounts.NONE;
    }
    for (int i = random.nextInt(4) * 60; i > 0; i--) {
      fields.put(
          new ApiField(
              pick(random, List.of(Direction.values())),
              new Place(Place.Part.JSON, "$.f" + random.nextInt(150))),
          new FieldCounts(1 + random.nextInt(9), 1 << random.nextInt(12)));
      claims.add("claim" + random.nextInt(50));
    }
    return new ApiCounts(
        ways,
        claims,
        new TreeSet<>(List.of("application/json")),
        new TreeSet<>(List.of("type/" + random.nextInt(9))),
        random.nextInt(9),
        random.nextInt(9),
        fields,
        false,
        random.nextInt(40) - 1,
        objects(random.nextLong()));
  }

  static ObjectCounts objects(long seed) {
    Random random = new Random(seed);
    return random.nextInt(4) == 0
        ? ObjectCounts.NONE
        : new ObjectCounts(
            1 + random.nextInt(99),
            random.nextInt(99),
            random.nextInt(99),
            values(random.nextLong()));
  }

  static ContentCounts contents(long seed) {
    Random random = new Random(seed);
    TreeMap<SightingKey, SightingCounts> sightings = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      sightings.put(
          new SightingKey(
              pick(random, List.of(DataClass.CREDIT_CARD, DataClass.SECRET)),
              "rule-" + random.nextInt(2),
              new Place(Place.Part.JSON, "$.f" + random.nextInt(2)),
              pick(random, List.of(Direction.values()))),
          new SightingCounts(
              1 + random.nextInt(9),
              1 + random.nextInt(9),
              random.nextInt(10_000),
              10_000 + random.nextInt(10_000),
              values(random.nextLong()),
              "****" + random.nextInt(30)));
    }
    TreeMap<FindingKey, FindingCounts> findings = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      findings.put(
          new FindingKey(
              "detector-" + random.nextInt(2),
              pick(random, List.of(AttackFamily.SQL_INJECTION, AttackFamily.SCANNER)),
              Place.of(Place.Part.PATH)),
          new FindingCounts(
              1 + random.nextInt(9),
              1 + random.nextInt(9),
              pick(random, List.of(Severity.values())),
              random.nextInt(3) * 500,
              random.nextInt(10_000),
              10_000 + random.nextInt(10_000),
              "because " + random.nextInt(30)));
    }
    return new ContentCounts(
        random.nextInt(9), random.nextInt(3), random.nextInt(3), sightings, findings);
  }

  static ValueSample values(long seed) {
    Random random = new Random(seed);
    ValueSample sample = ValueSample.NONE;
    for (int i = random.nextInt(3); i > 0; i--) {
      long[] some = new Random(random.nextInt(3)).longs(random.nextInt(50)).toArray();
      sample = sample.union(ValueSample.of(1 + random.nextInt(4), some));
      sample = random.nextInt(3) == 0 ? sample.thinned(random.nextLong()) : sample;
    }
    return sample;
  }

  static AnswerCounts answers(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Long> byStatus = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      byStatus.put(200 + random.nextInt(4), 1L + random.nextInt(100));
    }
    return new AnswerCounts(
        byStatus, random.nextInt(3), random.nextInt(3), random.nextInt(3), 0, random.nextInt(3));
  }

  static LatencyHistogram histogram(long seed) {
    Random random = new Random(seed);
    long[] counts = random.longs(random.nextInt(12), 0, 50).toArray();
    return LatencyHistogram.of(random.nextInt(100), counts);
  }

  static DistinctCount distinct(long seed, int things) {
    DistinctCount count = DistinctCount.NONE;
    Random random = new Random(seed);
    for (int i = 0; i < things; i++) {
      count = count.union(DistinctCount.of(random.nextInt(200)));
    }
    return count;
  }

  static NodeTally tally(long seed) {
    Random random = new Random(seed);
    TreeMap<String, Long> limits = new TreeMap<>();
    if (random.nextBoolean()) {
      limits.put("limit-" + random.nextInt(2), 1L + random.nextInt(5));
    }
    return new NodeTally(
        random.nextInt(1 << 20),
        random.nextInt(9),
        random.nextInt(3),
        random.nextInt(3),
        0,
        limits);
  }

  static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
