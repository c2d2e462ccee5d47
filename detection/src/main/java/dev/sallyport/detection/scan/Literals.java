// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.List;

/**
 * Tells whether one of many texts occurs, in any case of its letters; with the same engines as
 * {@link PatternSet}. Immutable; each thread makes a {@link #search()} of its own.
 */
public final class Literals {
  private static final int LENGTH_MAX = 32;

  private final LiteralEngine engine;

  /** Compiles texts of ASCII for an engine; of long ones the beginning speaks for all. */
  public Literals(List<String> texts, PatternSet.Engine wanted) {
    List<Anchor> anchors =
        texts.stream()
            .map(text -> text.substring(0, Math.min(text.length(), LENGTH_MAX)))
            .distinct()
            .map(Anchor::anyCase)
            .toList();
    this.engine = PatternSet.engine(wanted, anchors);
  }

  /** Returns a search for one thread. */
  public Search search() {
    return new Search(engine.newScan());
  }

  /** A search, used again and again by one thread. */
  public static final class Search {
    private final LiteralEngine.Scan scan;
    private boolean occurs;
    private final LiteralEngine.Occurrences sink = (literal, end) -> occurs = true;

    private Search(LiteralEngine.Scan scan) {
      this.scan = scan;
    }

    /** Returns whether one of the texts occurs in a range. */
    public boolean occursIn(byte[] bytes, int from, int to) {
      occurs = false;
      scan.scan(bytes, from, to, sink);
      return occurs;
    }
  }
}
