// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/**
 * The text around an anchor. One object serves all confirmations of a scan, so it may be used only
 * during the call that hands it out.
 */
public final class Window {
  private byte[] bytes = {};
  private int from;
  private int to;
  private int anchorStart;
  private int anchorEnd;
  private int pattern;
  private final Hits hits;

  Window(Hits hits) {
    this.hits = hits;
  }

  void place(byte[] text, int first, int end, int start, int behind) {
    bytes = text;
    from = first;
    to = end;
    anchorStart = start;
    anchorEnd = behind;
  }

  void pattern(int index) {
    pattern = index;
  }

  /** Returns what holds the text; read only, and only inside the window. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the index of the first byte of the window. */
  public int from() {
    return from;
  }

  /** Returns the index behind the last byte of the window. */
  public int to() {
    return to;
  }

  /** Returns the index of the anchor's first byte. */
  public int anchorStart() {
    return anchorStart;
  }

  /** Returns the index behind the anchor's last byte. */
  public int anchorEnd() {
    return anchorEnd;
  }

  /**
   * Says that the pattern's value stands here.
   *
   * @param start index of its first byte
   * @param end index behind its last byte
   * @param confidence 0 to 1; of values that overlap the one with the highest stays
   */
  public void report(int start, int end, double confidence) {
    if (start < from || end > to || end <= start) {
      throw new IllegalArgumentException("expected a value inside of the window");
    }
    hits.add(pattern, start, end, confidence);
  }
}
