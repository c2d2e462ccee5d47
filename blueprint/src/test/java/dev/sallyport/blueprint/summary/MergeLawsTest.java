// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MergeLawsTest {
  @Property(tries = 300)
  void setsMergeInAnyOrder(@ForAll long a, @ForAll long b) {
    assertThat(Samples.set(a).merge(Samples.set(b)))
        .isEqualTo(Samples.set(b).merge(Samples.set(a)));
  }

  @Property(tries = 300)
  void setsMergeInAnyGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    SummarySet one = Samples.set(a);
    SummarySet two = Samples.set(b);
    SummarySet three = Samples.set(c);
    assertThat(one.merge(two).merge(three)).isEqualTo(one.merge(two.merge(three)));
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
    EdgeCounts one = Samples.counts(a);
    EdgeCounts two = Samples.counts(b);
    EdgeCounts three = Samples.counts(c);
    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
    assertThat(one.plus(EdgeCounts.NONE)).isEqualTo(one);
    assertThat(EdgeCounts.NONE.plus(one)).isEqualTo(one);
  }

  @Property(tries = 300)
  void talliesAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    NodeTally one = Samples.tally(a);
    NodeTally two = Samples.tally(b);
    NodeTally three = Samples.tally(c);
    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
    assertThat(one.plus(NodeTally.NONE)).isEqualTo(one);
  }

  @Property(tries = 100)
  void distinctCountsJoinInAnyOrderAndNeverTwice(@ForAll long a, @ForAll long b, @ForAll long c) {
    DistinctCount one = manyClients(a);
    DistinctCount two = manyClients(b);
    DistinctCount three = manyClients(c);
    assertThat(one.union(two)).isEqualTo(two.union(one));
    assertThat(one.union(two).union(three)).isEqualTo(one.union(two.union(three)));
    assertThat(one.union(one)).isEqualTo(one);
    assertThat(one.union(two).union(one)).isEqualTo(one.union(two));
  }

  @Property(tries = 300)
  void contentsAddInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    ContentCounts one = Samples.contents(a);
    ContentCounts two = Samples.contents(b);
    ContentCounts three = Samples.contents(c);
    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
    assertThat(one.plus(ContentCounts.NONE)).isEqualTo(one);
    assertThat(ContentCounts.NONE.plus(one)).isEqualTo(one);
  }

  @Property(tries = 300)
  void samplesJoinInAnyOrderAndNeverTwice(@ForAll long a, @ForAll long b, @ForAll long c) {
    ValueSample one = Samples.values(a);
    ValueSample two = Samples.values(b);
    ValueSample three = Samples.values(c);
    assertThat(one.union(two)).isEqualTo(two.union(one));
    assertThat(one.union(two).union(three)).isEqualTo(one.union(two.union(three)));
    assertThat(one.union(one)).isEqualTo(one);
    assertThat(one.union(two).union(one)).isEqualTo(one.union(two));
    assertThat(one.union(ValueSample.NONE)).isEqualTo(one);
    assertThat(ValueSample.NONE.union(one)).isEqualTo(one);
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
    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
    assertThat(one.plus(ApiCounts.NONE)).isEqualTo(one);
    assertThat(one.plus(two).plus(three).fields()).hasSizeLessThanOrEqualTo(ApiCounts.FIELDS_MAX);
  }

  @Property(tries = 300)
  void whatPoliciesSaidMergesInAnyOrderAndGrouping(@ForAll long a, @ForAll long b, @ForAll long c) {
    RulingCounts one = Samples.rulings(a);
    RulingCounts two = Samples.rulings(b);
    RulingCounts three = Samples.rulings(c);
    assertThat(one.plus(two)).isEqualTo(two.plus(one));
    assertThat(one.plus(two).plus(three)).isEqualTo(one.plus(two.plus(three)));
    assertThat(one.plus(RulingCounts.NONE)).isEqualTo(one);
    assertThat(RulingCounts.NONE.plus(one)).isEqualTo(one);
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
}
