// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternSetTest {
  private static final Confirm ANCHOR =
      window -> window.report(window.anchorStart(), window.anchorEnd(), 0.5);

  @Test
  void refusesPatternsWithoutARareAnchorAndSaysWhichAndWhy() {
    for (String common : new String[] {"://", "or", "e", "\":\"", "http"}) {
      assertThatThrownBy(() -> compile(pattern("lonely", Anchor.exactly(common))))
          .as(common)
          .isInstanceOf(RejectedPattern.class)
          .hasMessageContaining("lonely")
          .hasMessageContaining(common);
    }
    assertThatThrownBy(() -> compile(new Pattern("none", List.of(), 0, 0, ANCHOR)))
        .hasMessageContaining("none")
        .hasMessageContaining("no anchor");
  }

  @Test
  void takesPatternsWithARareAnchor() {
    assertThat(compile(pattern("github", Anchor.exactly("ghp_"))).patterns()).hasSize(1);
  }

  @Test
  void refusesTwoPatternsOfOneName() {
    assertThatThrownBy(
            () ->
                compile(
                    pattern("same", Anchor.exactly("ghp_")),
                    pattern("same", Anchor.exactly("gho_"))))
        .hasMessageContaining("same");
  }

  @Test
  void saysWhichEngineRunsAndWhy() {
    assertThat(compile(PatternSet.Engine.JAVA, pattern("x", Anchor.exactly("ghp_"))).engine())
        .isEqualTo("pure Java (asked for)");
  }

  @Test
  void findsLiteralsInAnyCaseOnlyWhereAsked() {
    for (PatternSet.Engine engine : PatternSet.Engine.values()) {
      PatternSet set =
          compile(
              engine,
              pattern("exact", Anchor.exactly("Xoxb-")),
              pattern("any", Anchor.anyCase("vAulT")));
      assertThat(find(set, "a Xoxb- b xoxb- c VAULT d vault"))
          .as(set.engine())
          .containsExactly("exact 2-7", "any 18-23", "any 26-31");
    }
  }

  @Test
  void keepsTheSurestOfFindsThatOverlap() {
    PatternSet set =
        compile(
            new Pattern(
                "weak",
                List.of(Anchor.exactly("qzk_")),
                0,
                10,
                window -> window.report(window.anchorStart(), window.anchorEnd() + 2, 0.3)),
            pattern("sure", Anchor.exactly("zk_")));
    assertThat(find(set, "..qzk_12..")).containsExactly("sure 3-6");
  }

  @Test
  void dropsAndCountsFindsOverTheLimit() {
    PatternSet set =
        PatternSet.compile(List.of(pattern("x", Anchor.exactly("ghp_"))), new ScanLimits(1_000, 3));
    Scanner scanner = set.scanner();
    byte[] text = "ghp_ ".repeat(10).getBytes(UTF_8);
    List<Long> starts = new ArrayList<>();
    scanner.scan(text, 0, text.length, (pattern, start, end, confidence) -> starts.add(start));
    assertThat(starts).containsExactly(0L, 5L, 10L);
    assertThat(scanner.dropped()).isEqualTo(7);
  }

  @Test
  void budgetSaysWhatWasNotInspected() {
    ScanBudget budget = new ScanBudget(new ScanLimits(100, 1));
    assertThat(budget.grant(60)).isEqualTo(60);
    assertThat(budget.fullyInspected()).isTrue();
    assertThat(budget.grant(60)).isEqualTo(40);
    assertThat(budget.fullyInspected()).isFalse();
    assertThat(budget.skippedBytes()).isEqualTo(20);
  }

  private static Pattern pattern(String id, Anchor anchor) {
    return new Pattern(id, List.of(anchor), 0, 0, ANCHOR);
  }

  private static PatternSet compile(Pattern... patterns) {
    return compile(PatternSet.Engine.BEST, patterns);
  }

  private static PatternSet compile(PatternSet.Engine engine, Pattern... patterns) {
    return PatternSet.compile(List.of(patterns), engine, ScanLimits.DEFAULT);
  }

  private static List<String> find(PatternSet set, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> found = new ArrayList<>();
    set.scanner()
        .scan(
            bytes,
            0,
            bytes.length,
            (pattern, start, end, confidence) -> found.add(pattern.id() + " " + start + "-" + end));
    return found;
  }
}
