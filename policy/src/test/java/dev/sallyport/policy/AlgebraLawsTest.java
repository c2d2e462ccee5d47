// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.Condition;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Party;
import dev.sallyport.model.Peer;
import dev.sallyport.model.Selector;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.ConditionAlgebra.Meant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Laws of the algebra on random patterns; the number of the repetition is the seed. */
class AlgebraLawsTest {
  private static final List<String> NAMES = names();

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(""));
    for (int length = 1; length <= 4; length++) {
      for (int i = 0; i < 1 << length; i++) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < length; bit++) {
          name.append((i >> bit & 1) == 0 ? 'a' : 'b');
        }
        names.add(name.toString());
      }
    }
    return names;
  }

  private static String pattern(Random random) {
    StringBuilder pattern = new StringBuilder();
    int length = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      pattern.append("ab*".charAt(random.nextInt(3)));
    }
    return pattern.toString();
  }

  @RepeatedTest(20)
  void namePatternsCoverAndMeetAsTheirNamesDo(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < 300; i++) {
      NamePattern one = new NamePattern(pattern(random));
      NamePattern other = new NamePattern(pattern(random));
      if (NameAlgebra.covers(one.text(), other.text())) {
        assertThat(NAMES)
            .allMatch(name -> !other.matches(name) || one.matches(name), one + " ⊇ " + other);
      }
      // Four characters are enough for a name in both of two patterns of four.
      boolean meet = NAMES.stream().anyMatch(name -> one.matches(name) && other.matches(name));
      if (meet) {
        assertThat(NameAlgebra.intersects(one.text(), other.text()))
            .as(one + " ∩ " + other)
            .isTrue();
      }
      boolean plain = one.exact() || other.exact();
      if (plain && !meet) {
        assertThat(NameAlgebra.intersects(one.text(), other.text())).isFalse();
      }
    }
  }

  @RepeatedTest(20)
  void selectorsCoverAndMeetAsTheirWorkloadsDo(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<Workload> workloads = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      workloads.add(workload(random));
    }
    for (int i = 0; i < 200; i++) {
      Selector one = selector(random);
      Selector other = selector(random);
      if (SelectorAlgebra.covers(one, other)) {
        assertThat(workloads).allMatch(each -> !other.matches(each) || one.matches(each));
      }
      if (workloads.stream().anyMatch(each -> one.matches(each) && other.matches(each))) {
        assertThat(SelectorAlgebra.intersects(one, other)).isTrue();
      }
      assertThat(SelectorAlgebra.covers(Selector.ALL, one)).isTrue();
      assertThat(SelectorAlgebra.covers(one, one)).isTrue();
    }
  }

  @RepeatedTest(60)
  void conditionsCoverAndMeetAsTheirExchangesDo(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(info.getCurrentRepetition()));
    int covered = 0;
    int apart = 0;
    for (int i = 0; i < 150; i++) {
      Condition one = random.condition(1);
      Condition other =
          i % 3 == 0 ? new Condition.AllOf(List.of(one, random.condition(1))) : random.condition(1);
      boolean protectsOne = i % 2 == 0;
      boolean protectsOther = i % 5 < 2;
      Meant wide = new Meant(one, protectsOne);
      Meant narrow = new Meant(other, protectsOther);
      boolean covers = ConditionAlgebra.covers(wide, narrow);
      boolean meets = ConditionAlgebra.intersects(wide, narrow);
      boolean never = ConditionAlgebra.never(narrow);
      covered += covers ? 1 : 0;
      apart += meets ? 0 : 1;
      for (int j = 0; j < 40; j++) {
        Ends ends = new Ends(random.party(), random.party(), random.pick(List.of(80, 443)));
        Known known = random.exchange().getLast();
        boolean first = holds(wide, ends, known);
        boolean second = holds(narrow, ends, known);
        if (covers && second) {
          assertThat(first).as("%s ⊇ %s: %s %s", wide, narrow, ends, known).isTrue();
        }
        if (first && second) {
          assertThat(meets).as("%s ∩ %s: %s %s", wide, narrow, ends, known).isTrue();
        }
        if (never) {
          assertThat(second).as("%s: %s %s", narrow, ends, known).isFalse();
        }
      }
    }
    assertThat(covered).isPositive();
    assertThat(apart).isPositive();
  }

  @RepeatedTest(10)
  void peersCoverAndMeetAsTheirPartiesDo(RepetitionInfo info) {
    RandomRules random = new RandomRules(new Random(info.getCurrentRepetition()));
    for (int i = 0; i < 300; i++) {
      Peer one = random.peer();
      Peer other = random.peer();
      for (int j = 0; j < 10; j++) {
        Party party = random.party();
        if (PeerAlgebra.covers(one, other) && other.matches(party)) {
          assertThat(one.matches(party)).isTrue();
        }
        if (one.matches(party) && other.matches(party)) {
          assertThat(PeerAlgebra.intersects(one, other)).isTrue();
          assertThat(PeerAlgebra.intersects(other, one)).isTrue();
        }
      }
    }
  }

  private static boolean holds(Meant meant, Ends ends, Known known) {
    dev.sallyport.model.Rule rule =
        new dev.sallyport.model.Rule(
            "r",
            dev.sallyport.model.Side.INBOUND,
            meant.condition(),
            meant.protects() ? Shop.DENY : Shop.ALLOW);
    return Lowering.of(rule, new ArrayList<>()).bind(ends).of(known) == Truth.TRUE;
  }

  private static Workload workload(Random random) {
    Map<String, String> labels = new TreeMap<>();
    for (String key : List.of("x", "y")) {
      if (random.nextBoolean()) {
        labels.put(key, NAMES.get(1 + random.nextInt(2)));
      }
    }
    return new Workload(
        NAMES.get(1 + random.nextInt(6)),
        random.nextBoolean() ? "Job" : "Deployment",
        NAMES.get(1 + random.nextInt(6)),
        "default",
        new TreeMap<>(labels));
  }

  private static Selector selector(Random random) {
    List<LabelRequirement> labels = new ArrayList<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      LabelRequirement.Operator operator = LabelRequirement.Operator.values()[random.nextInt(4)];
      Set<String> values = new HashSet<>(Set.of(NAMES.get(1 + random.nextInt(2))));
      if (random.nextBoolean()) {
        values.add("b");
      }
      labels.add(new LabelRequirement(random.nextBoolean() ? "x" : "y", operator, values));
    }
    return new Selector(
        random.nextBoolean() ? Set.of() : Set.of(new NamePattern(pattern(random))),
        random.nextBoolean() ? Set.of() : Set.of("Job"),
        random.nextBoolean() ? Set.of() : Set.of(new NamePattern(pattern(random))),
        Set.of(),
        labels);
  }

  /** Pairs of templates of which the second lies in the first, or does not. */
  @org.junit.jupiter.params.ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "/a/**, /a/{id}, true, true",
    "/a/**, /a, true, true",
    "/a/{id}, /a/7, true, true",
    "/a/7, /a/{id}, false, true",
    "/a/*x, /a/yx, true, true",
    "/a/*x, /a/x*, false, true",
    "/a/{id}, /a/{id}/b, false, false",
    "/**, /x/y/**, true, true",
    "/a/{id}/**, /a/**, false, true",
    "/a, /b, false, false",
  })
  void pathTemplatesCoverAndMeet(String wide, String narrow, boolean covers, boolean meets) {
    CallPattern over = new CallPattern.Http(Set.of(), Set.of(wide));
    CallPattern each = new CallPattern.Http(Set.of("GET"), Set.of(narrow));
    assertThat(CallAlgebra.covers(over, each, false)).isEqualTo(covers);
    assertThat(CallAlgebra.intersects(over, each)).isEqualTo(meets);
    assertThat(CallAlgebra.covers(each, over, false)).isFalse();
  }
}
