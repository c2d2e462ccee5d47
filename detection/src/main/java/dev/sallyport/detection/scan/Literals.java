// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Tells whether one of many texts occurs, in any case of its letters; with the same engines as
 * {@link PatternSet}. Immutable; each thread makes a {@link #search()} of its own.
 */
public final class Literals {
  private static final int LENGTH_MAX = 32;

  private final List<String> texts;
  private final LiteralEngine engine;

  /** Compiles texts of ASCII for an engine; of long ones the beginning speaks for all. */
  public Literals(List<String> all, PatternSet.Engine wanted) {
    texts = all.stream().map(Literals::beginning).distinct().toList();
    List<Anchor> anchors = texts.stream().map(Anchor::anyCase).toList();
    this.engine = PatternSet.engine(wanted, anchors);
  }

  /** Returns as much of a text as is searched for. */
  public static String beginning(String text) {
    return text.substring(0, Math.min(text.length(), LENGTH_MAX));
  }

  /** Returns what is searched for, by its number. */
  public List<String> texts() {
    return texts;
  }

  /** Returns a search for one thread. */
  public Search search() {
    return new Search(engine.newScan());
  }

  /** A search, used again and again by one thread. */
  public static final class Search {
    private final LiteralEngine.Scan scan;
    private boolean occurs;
    private IntPredicate counts = any -> true;
    private final LiteralEngine.Occurrences sink =
        (literal, end) -> occurs = occurs || counts.test(literal);

    private Search(LiteralEngine.Scan scan) {
      this.scan = scan;
    }

    /**
     * Returns whether one of the texts occurs in a range that counts.
     *
     * @param which says by its number whether a text counts; asked for occurrences until one does
     */
    public boolean occursIn(byte[] bytes, int from, int to, IntPredicate which) {
      occurs = false;
      counts = which;
      scan.scan(bytes, from, to, sink);
      return occurs;
    }
  }
}
