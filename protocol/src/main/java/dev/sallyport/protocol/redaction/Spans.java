// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found in one look, in order and without overlaps: the longer of two wins. */
final class Spans implements ValueFinder.Sink {

  /** One value; indexes are those of the text looked at. */
  record Span(DataClass dataClass, int start, int end) {}

  private final List<Span> spans = new ArrayList<>(2);

  @Override
  public void found(DataClass dataClass, int start, int end) {
    if (end > start) {
      spans.add(new Span(dataClass, start, end));
    }
  }

  List<Span> apart() {
    if (spans.size() < 2) {
      return spans;
    }
    spans.sort(
        Comparator.comparingInt(Span::start)
            .thenComparing(Comparator.comparingInt(Span::end).reversed()));
    List<Span> apart = new ArrayList<>(spans.size());
    Span last = spans.getFirst();
    for (Span each : spans) {
      if (each.start >= last.end) {
        apart.add(last);
        last = each;
      } else if (each.end > last.end) {
        last = new Span(longer(last, each).dataClass, last.start, each.end);
      }
    }
    apart.add(last);
    return apart;
  }

  private static Span longer(Span one, Span other) {
    return one.end - one.start >= other.end - other.start ? one : other;
  }
}
