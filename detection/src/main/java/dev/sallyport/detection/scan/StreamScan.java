// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import org.jspecify.annotations.Nullable;

/**
 * Scans a text that comes in pieces, wherever it is cut. The literals run behind the newest byte by
 * the largest window, so each confirmation sees its whole window; what is kept between two pieces
 * is the state of the literals (2 bytes in Java, native memory otherwise), four numbers and a ring
 * of {@value #RING} bytes. Finds come late by at most the ring. Confined to the thread of its
 * scanner.
 */
public final class StreamScan implements AutoCloseable {
  /** Bytes of text that are kept. */
  public static final int RING = 2_048;

  private final PatternSet set;
  private final LiteralEngine.Stream literals;
  private final byte[] ring = new byte[RING];
  private @Nullable Hits hits;
  private @Nullable Window window;

  /** Position in the stream of the ring's first byte. */
  private long origin;

  private int searched;
  private int filled;

  StreamScan(PatternSet set, LiteralEngine.Stream literals) {
    this.set = set;
    this.literals = literals;
  }

  /** Takes the next piece; positions that the sink gets count from the begin of the stream. */
  public void feed(byte[] piece, int from, int to, HitSink sink) {
    for (int at = from; at < to; ) {
      makeRoom();
      int step = Math.min(to - at, RING - filled);
      System.arraycopy(piece, at, ring, filled, step);
      filled += step;
      at += step;
      search(filled - set.after(), sink);
    }
  }

  /** Says that the text is complete. */
  public void finish(HitSink sink) {
    search(filled, sink);
    Hits found = hits;
    if (found != null) {
      found.release(Long.MAX_VALUE, set.patterns(), sink);
    }
  }

  @Override
  public void close() {
    literals.close();
  }

  /** Drops what no window reaches any more. */
  private void makeRoom() {
    int keep = Math.max(0, searched - set.before() - Anchor.LENGTH_MAX);
    if (filled == RING) {
      System.arraycopy(ring, keep, ring, 0, filled - keep);
      filled -= keep;
      searched -= keep;
      origin += keep;
    }
  }

  private void search(int end, HitSink sink) {
    if (end <= searched) {
      return;
    }
    int begin = searched;
    searched = end;
    literals.feed(ring, begin, end, this::candidate);
    Hits found = hits;
    if (found != null && !found.isEmpty()) {
      // Whatever overlaps a find has its anchor at most the largest window away.
      found.release(origin + end - Pattern.BEFORE_MAX - Anchor.LENGTH_MAX, set.patterns(), sink);
    }
  }

  private void candidate(int literal, int end) {
    Hits found = hits;
    Window place = window;
    if (found == null || place == null) {
      found = hits = new Hits(32);
      place = window = new Window(found);
    }
    found.origin(origin);
    Scanner.confirm(set, place, literal, ring, 0, filled, end);
  }
}
