// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Patterns compiled to be looked for in one pass: their anchors by one engine for literals, each
 * find confirmed in a window. Immutable and thread-safe; each thread scans by a {@link Scanner} of
 * its own. Which engine runs changes the speed and nothing else.
 */
public final class PatternSet {

  /** Which engine to take. */
  public enum Engine {
    /** The native one where it can be had, otherwise the one in pure Java. */
    BEST,
    /** The one in pure Java. */
    JAVA
  }

  private final List<Pattern> patterns;
  private final List<Anchor> literals;
  private final int[][] patternsOf;
  private final LiteralEngine engine;
  private final ScanLimits limits;
  private final int before;
  private final int after;

  private PatternSet(List<Pattern> patterns, Engine wanted, ScanLimits limits) {
    this.patterns = List.copyOf(patterns);
    this.limits = limits;
    check(patterns);
    Map<Anchor, List<Integer>> users = new LinkedHashMap<>();
    for (int i = 0; i < patterns.size(); i++) {
      for (Anchor anchor : new HashSet<>(patterns.get(i).anchors())) {
        users.computeIfAbsent(anchor, a -> new ArrayList<>()).add(i);
      }
    }
    literals = List.copyOf(users.keySet());
    patternsOf =
        users.values().stream()
            .map(numbers -> numbers.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    before = patterns.stream().mapToInt(Pattern::before).max().orElse(0);
    after = patterns.stream().mapToInt(Pattern::after).max().orElse(0);
    engine = engine(wanted, literals);
  }

  /**
   * Compiles patterns for the best engine there is.
   *
   * @throws RejectedPattern if a pattern has no anchor, or one that is common in ordinary text
   */
  public static PatternSet compile(List<Pattern> patterns, ScanLimits limits) {
    return compile(patterns, Engine.BEST, limits);
  }

  /** Compiles patterns for an engine. */
  public static PatternSet compile(List<Pattern> patterns, Engine engine, ScanLimits limits) {
    return new PatternSet(patterns, engine, limits);
  }

  private static void check(List<Pattern> patterns) {
    Set<String> ids = new HashSet<>();
    for (Pattern pattern : patterns) {
      if (!ids.add(pattern.id())) {
        throw new RejectedPattern(pattern.id(), "another one has its name");
      }
      if (pattern.anchors().isEmpty()) {
        throw new RejectedPattern(pattern.id(), "it has no anchor");
      }
      for (Anchor anchor : pattern.anchors()) {
        Optional<String> common = AnchorRarity.tooCommon(anchor);
        if (common.isPresent()) {
          throw new RejectedPattern(
              pattern.id(), "its anchor '" + anchor.text() + "' is common: " + common.get());
        }
      }
    }
  }

  static LiteralEngine engine(Engine wanted, List<Anchor> literals) {
    if (wanted == Engine.JAVA) {
      return new JavaLiterals(literals, "asked for");
    }
    try {
      return new NativeLiterals(new Hyperscan(HyperscanLibrary.load()), literals);
    } catch (HyperscanLibrary.Unavailable e) {
      return new JavaLiterals(literals, String.valueOf(e.getMessage()));
    }
  }

  /** Returns in one line which engine runs and, if it is not the native one, why. */
  public String engine() {
    return engine.description();
  }

  /** Returns the patterns. */
  public List<Pattern> patterns() {
    return patterns;
  }

  /** Returns how many different literals are looked for. */
  public int literals() {
    return literals.size();
  }

  /** Returns how often a confirmation is to be expected for each byte of text of random bytes. */
  public double expectedCandidatesPerByte() {
    return literals.stream().mapToDouble(AnchorRarity::expectedPerByte).sum();
  }

  /** Returns a scanner for one thread. */
  public Scanner scanner() {
    return new Scanner(this);
  }

  LiteralEngine literalEngine() {
    return engine;
  }

  ScanLimits limits() {
    return limits;
  }

  int lengthOf(int literal) {
    return literals.get(literal).text().length();
  }

  int[] patternsOf(int literal) {
    return patternsOf[literal];
  }

  int before() {
    return before;
  }

  int after() {
    return after;
  }
}
