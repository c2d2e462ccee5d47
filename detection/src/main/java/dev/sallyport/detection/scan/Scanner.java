// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.List;

/**
 * Scans texts for a set of patterns. Confined to one thread; nothing is allocated for a text in
 * which nothing is found, nor for what is found.
 */
public final class Scanner {
  private final PatternSet set;
  private final List<Pattern> patterns;
  private final LiteralEngine.Scan literals;
  private final Hits hits;
  private final Window window;
  private final LiteralEngine.Occurrences candidates = this::candidate;
  private byte[] bytes = {};
  private int from;
  private int to;
  private long confirmed;

  Scanner(PatternSet set) {
    this.set = set;
    patterns = set.patterns();
    literals = set.literalEngine().newScan();
    hits = new Hits(set.limits().hitsMax());
    window = new Window(hits);
  }

  /**
   * Scans one text.
   *
   * @param text holds it; not changed and not kept
   * @param first index of its first byte
   * @param end index behind its last byte
   * @param sink takes what is found, in order and without overlaps
   */
  public void scan(byte[] text, int first, int end, HitSink sink) {
    bytes = text;
    from = first;
    to = end;
    hits.clear();
    literals.scan(text, first, end, candidates);
    bytes = NOTHING;
    hits.release(Long.MAX_VALUE, patterns, sink);
  }

  private static final byte[] NOTHING = {};

  /** Returns a scan, for this thread, of a text that comes in pieces. */
  public StreamScan stream() {
    return new StreamScan(set, literals.openStream());
  }

  /** Returns how many anchors were found since the scanner exists. */
  public long candidates() {
    return confirmed;
  }

  /** Returns how many finds were dropped because a text held too many. */
  public long dropped() {
    return hits.dropped();
  }

  private void candidate(int literal, int end) {
    confirmed++;
    confirm(set, window, literal, bytes, from, to, end);
  }

  /** Confirms all patterns of a literal that ends at an index. */
  static void confirm(
      PatternSet set, Window window, int literal, byte[] bytes, int from, int to, int end) {
    int start = end - set.lengthOf(literal);
    for (int index : set.patternsOf(literal)) {
      Pattern pattern = set.patterns().get(index);
      window.place(
          bytes,
          Math.max(from, start - pattern.before()),
          Math.min(to, end + pattern.after()),
          start,
          end);
      window.pattern(index);
      pattern.confirm().confirm(window);
    }
  }
}
