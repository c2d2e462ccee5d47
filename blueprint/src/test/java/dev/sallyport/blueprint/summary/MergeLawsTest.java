// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MergeLawsTest {
  @Property(tries = 300)
  void setsMergeInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(SummarySet::merge, SummarySet.NONE, Samples.set(a), Samples.set(b), Samples.set(c));
  }

  @Property(tries = 300)
  void setsMergedTwiceCountOnce(@ForAll long a, @ForAll long b) {
    SummarySet one = Samples.set(a);
    SummarySet both = one.merge(Samples.set(b));
    assertThat(one.merge(one)).isEqualTo(one);
    assertThat(both.merge(one)).isEqualTo(both);
    assertThat(both.merge(one).totals()).isEqualTo(both.totals());
  }

  @Property(tries = 100)
  void duplicatedAndShuffledDeliveryGivesTheSameTotals(@ForAll long seed) {
    Random random = new Random(seed);
    List<Summary> sent = new ArrayList<>(random.longs(8).mapToObj(Samples::summary).toList());
    SummarySet once = SummarySet.of(sent);
    List<Summary> delivered = new ArrayList<>(sent);
    delivered.addAll(sent.subList(0, 4));
    Collections.shuffle(delivered, random);
    SummarySet received = SummarySet.NONE;
    for (Summary summary : delivered) {
      received = received.merge(SummarySet.of(List.of(summary)));
    }
    assertThat(received.totals()).isEqualTo(once.totals());
  }

  @Property(tries = 300)
  void countsAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(
        EdgeCounts::plus, EdgeCounts.NONE, Samples.counts(a), Samples.counts(b), Samples.counts(c));
  }

  @Property(tries = 300)
  void talliesAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(NodeTally::plus, NodeTally.NONE, Samples.tally(a), Samples.tally(b), Samples.tally(c));
  }

  @Property(tries = 100)
  void distinctCountsJoinInAnyOrderAndNeverTwice(@ForAll long a, @ForAll long b, @ForAll long c) {
    join(DistinctCount::union, DistinctCount.NONE, manyClients(a), manyClients(b), manyClients(c));
  }

  @Property(tries = 300)
  void contentsAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(
        ContentCounts::plus,
        ContentCounts.NONE,
        Samples.contents(a),
        Samples.contents(b),
        Samples.contents(c));
  }

  @Property(tries = 300)
  void samplesJoinInAnyOrderAndNeverTwice(@ForAll long a, @ForAll long b, @ForAll long c) {
    join(
        ValueSample::union,
        ValueSample.NONE,
        Samples.values(a),
        Samples.values(b),
        Samples.values(c));
  }

  @Property(tries = 50)
  void distinctCountSurvivesItsBytes(@ForAll long seed) {
    DistinctCount count = manyClients(seed);
    DistinctCount read = DistinctCount.fromBytes(count.toBytes()).orElseThrow();
    assertThat(read).isEqualTo(count);
    assertThat(read.union(count)).isEqualTo(count);
  }

  /** From a handful (a list inside) over hundreds (a set) to thousands (registers). */
  private static DistinctCount manyClients(long seed) {
    Random random = new Random(seed);
    var sketch = DistinctCount.newSketch();
    for (int i = List.of(0, 5, 60, 700, 5000).get(random.nextInt(5)); i > 0; i--) {
      sketch.update(random.nextInt(20_000));
    }
    return DistinctCount.copyOf(sketch);
  }

  @Property(tries = 300)
  void whatIsSaidOfApisMergesInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    ApiCounts one = Samples.api(a);
    ApiCounts two = Samples.api(b);
    ApiCounts three = Samples.api(c);
    addUp(ApiCounts::plus, ApiCounts.NONE, one, two, three);
    assertThat(one.plus(two).plus(three).fields()).hasSizeLessThanOrEqualTo(ApiCounts.FIELDS_MAX);
  }

  @Property(tries = 300)
  void objectsAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(
        ObjectCounts::plus,
        ObjectCounts.NONE,
        Samples.objects(a),
        Samples.objects(b),
        Samples.objects(c));
  }

  @Property(tries = 300)
  void whatPoliciesSaidMergesInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    addUp(
        RulingCounts::plus,
        RulingCounts.NONE,
        Samples.rulings(a),
        Samples.rulings(b),
        Samples.rulings(c));
  }

  @Property(tries = 300)
  void foldingRulingsLosesNoCount(@ForAll long a, @ForAll long b) {
    RulingCounts whole = Samples.rulings(a).plus(Samples.rulings(b));
    RulingCounts bounded = whole.within(2);
    assertThat(total(bounded)).isEqualTo(total(whole));
    assertThat(bounded.byKey().keySet().stream().filter(key -> key.reason() != RulingKey.OTHERS))
        .hasSizeLessThanOrEqualTo(2);
  }

  private static long total(RulingCounts counts) {
    return counts.byKey().values().stream().mapToLong(RulingCounts.Times::count).sum();
  }

  /** What any sum holds to: order and grouping do not matter, and nothing adds nothing. */
  private static <T> void addUp(BinaryOperator<T> plus, T none, T one, T two, T three) {
    assertThat(plus.apply(one, two)).isEqualTo(plus.apply(two, one));
    assertThat(plus.apply(plus.apply(one, two), three))
        .isEqualTo(plus.apply(one, plus.apply(two, three)));
    assertThat(plus.apply(one, none)).isEqualTo(one);
    assertThat(plus.apply(none, one)).isEqualTo(one);
  }

  /** What any union holds to besides: what is there already changes nothing. */
  private static <T> void join(BinaryOperator<T> union, T none, T one, T two, T three) {
    addUp(union, none, one, two, three);
    assertThat(union.apply(one, one)).isEqualTo(one);
    assertThat(union.apply(union.apply(one, two), one)).isEqualTo(union.apply(one, two));
  }
}
