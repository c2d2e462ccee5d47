// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.List;

/** What was found so far in one text, in arrays that are reused. Not thread-safe. */
final class Hits {
  private final int[] patterns;
  private final long[] starts;
  private final long[] ends;
  private final double[] confidences;
  private final boolean[] beaten;
  private long origin;
  private int size;
  private long dropped;

  Hits(int capacity) {
    patterns = new int[capacity];
    starts = new long[capacity];
    ends = new long[capacity];
    confidences = new double[capacity];
    beaten = new boolean[capacity];
  }

  /** Sets the position of index 0 of the text in the stream. */
  void origin(long position) {
    origin = position;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long dropped() {
    return dropped;
  }

  void clear() {
    size = 0;
  }

  void add(int pattern, int start, int end, double confidence) {
    long first = origin + start;
    long last = origin + end;
    for (int i = size - 1; i >= 0; i--) {
      if (patterns[i] == pattern && starts[i] == first && ends[i] == last) {
        return;
      }
    }
    if (size < patterns.length) {
      set(size++, pattern, first, last, confidence);
      return;
    }
    dropped++;
    // The first of the text stay, in whatever order they come.
    int latest = 0;
    for (int i = 1; i < size; i++) {
      latest = after(i, starts[latest], ends[latest], patterns[latest]) ? i : latest;
    }
    if (after(latest, first, last, pattern)) {
      set(latest, pattern, first, last, confidence);
    }
  }

  private void set(int at, int pattern, long start, long end, double confidence) {
    patterns[at] = pattern;
    starts[at] = start;
    ends[at] = end;
    confidences[at] = confidence;
  }

  /** Hands out all that ends at or before a position, the best of those that overlap. */
  void release(long settled, List<Pattern> names, HitSink sink) {
    if (size == 0) {
      return;
    }
    sort();
    int kept = 0;
    int i = 0;
    while (i < size) {
      int groupEnd = i + 1;
      long reach = ends[i];
      while (groupEnd < size && starts[groupEnd] < reach) {
        reach = Math.max(reach, ends[groupEnd++]);
      }
      if (reach <= settled) {
        best(i, groupEnd, names, sink);
      } else {
        for (int j = i; j < groupEnd; j++) {
          move(j, kept++);
        }
      }
      i = groupEnd;
    }
    size = kept;
  }

  private void best(int from, int to, List<Pattern> names, HitSink sink) {
    for (int i = from; i < to; i++) {
      beaten[i] = false;
    }
    for (int i = from; i < to; i++) {
      for (int j = from; j < to && !beaten[i]; j++) {
        beaten[i] = j != i && starts[j] < ends[i] && starts[i] < ends[j] && better(j, i);
      }
    }
    for (int i = from; i < to; i++) {
      if (!beaten[i]) {
        sink.hit(names.get(patterns[i]), starts[i], ends[i], confidences[i]);
      }
    }
  }

  private boolean better(int a, int b) {
    if (confidences[a] != confidences[b]) {
      return confidences[a] > confidences[b];
    }
    long lengthA = ends[a] - starts[a];
    long lengthB = ends[b] - starts[b];
    if (lengthA != lengthB) {
      return lengthA > lengthB;
    }
    return starts[a] != starts[b] ? starts[a] < starts[b] : patterns[a] < patterns[b];
  }

  /** By start, then end, then pattern; insertion, since there are few and they come nearly so. */
  private void sort() {
    for (int i = 1; i < size; i++) {
      int pattern = patterns[i];
      long start = starts[i];
      long end = ends[i];
      double confidence = confidences[i];
      int j = i - 1;
      while (j >= 0 && after(j, start, end, pattern)) {
        move(j, j + 1);
        j--;
      }
      set(j + 1, pattern, start, end, confidence);
    }
  }

  private boolean after(int j, long start, long end, int pattern) {
    if (starts[j] != start) {
      return starts[j] > start;
    }
    return ends[j] != end ? ends[j] > end : patterns[j] > pattern;
  }

  private void move(int from, int to) {
    set(to, patterns[from], starts[from], ends[from], confidences[from]);
  }
}
