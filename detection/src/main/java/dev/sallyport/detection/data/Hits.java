// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.model.DataClass;
import java.util.Arrays;

/**
 * What readers found in one piece. Where two overlap the surer one stays, then the longer; source
 * code may hold anything else. Not safe for use by several threads.
 */
public final class Hits {
  private final int most;
  private Hit[] hits = new Hit[16];
  private int count;
  private boolean full;

  /** One thing found; indexes are those of the piece. */
  record Hit(DataClass dataClass, String rule, int start, int end, double confidence) {}

  Hits(int most) {
    this.most = most;
  }

  /**
   * Adds one.
   *
   * @param rule id of what recognised it, lower-kebab
   * @param start index of its first byte in the piece's bytes
   * @param end index behind its last byte
   * @param confidence 0 to 1
   */
  public void add(DataClass dataClass, String rule, int start, int end, double confidence) {
    if (count == most) {
      full = true;
      return;
    }
    if (count == hits.length) {
      hits = Arrays.copyOf(hits, 2 * count);
    }
    hits[count++] = new Hit(dataClass, rule, start, end, confidence);
  }

  /** Returns whether something found covers a byte. */
  public boolean covers(int index) {
    for (int i = count - 1; i >= 0; i--) {
      if (hits[i].start <= index && index < hits[i].end) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nothing was added yet. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Returns whether something of a class was found in this piece. */
  public boolean has(DataClass dataClass) {
    for (int i = 0; i < count; i++) {
      if (hits[i].dataClass == dataClass) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    count = 0;
    full = false;
  }

  int count() {
    return count;
  }

  boolean full() {
    return full;
  }

  Hit get(int index) {
    return hits[index];
  }

  /** Keeps what does not overlap with something better, in order of the start. */
  void resolve() {
    if (count < 2) {
      return;
    }
    Arrays.sort(hits, 0, count, Hits::betterFirst);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      Hit hit = hits[i];
      boolean free = true;
      for (int k = 0; k < kept && free; k++) {
        free =
            hit.end <= hits[k].start
                || hit.start >= hits[k].end
                || (hit.dataClass == DataClass.SOURCE_CODE)
                    != (hits[k].dataClass == DataClass.SOURCE_CODE);
      }
      if (free) {
        hits[kept++] = hit;
      }
    }
    count = kept;
    Arrays.sort(hits, 0, count, (a, b) -> Integer.compare(a.start, b.start));
  }

  private static int betterFirst(Hit a, Hit b) {
    int byConfidence = Double.compare(b.confidence, a.confidence);
    if (byConfidence != 0) {
      return byConfidence;
    }
    int byLength = Integer.compare(b.end - b.start, a.end - a.start);
    return byLength != 0 ? byLength : Integer.compare(a.start, b.start);
  }
}
