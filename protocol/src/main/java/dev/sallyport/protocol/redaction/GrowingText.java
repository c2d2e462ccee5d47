// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * One text of a stream, which comes in pieces. Says up to where it may pass, and how what passes
 * reads. Positions count characters from the beginning of the text.
 */
final class GrowingText {
  private static final int TRIM_CHARS = 4096;

  private final Place place;
  private final boolean escapes;
  private final Streamed by;
  private final Unescaped unescaped = new Unescaped();

  /** What passed lately and what waits, as it was sent. */
  private final StringBuilder sent = new StringBuilder();

  /** The same as it may be read; equal in length. */
  private final StringBuilder shown = new StringBuilder();

  private long forgotten;
  private int passed;
  private boolean grown;
  private boolean overflowed;

  /** By what the texts of one stream are redacted. */
  record Streamed(
      ValueFinder finder,
      Replacement replacement,
      Consumer<DataClass> replaced,
      RedactionLimits limits) {}

  /** A value that was found; positions in what is held. */
  private record Value(DataClass dataClass, int start, int end) {}

  GrowingText(Place place, boolean escapes, Streamed by) {
    this.place = place;
    this.escapes = escapes;
    this.by = by;
  }

  /** Adds a piece and returns the position behind it. */
  long add(CharSequence piece) {
    sent.append(piece);
    shown.append(piece);
    grown |= !piece.isEmpty();
    return forgotten + sent.length();
  }

  /** Returns whether something passed without having been looked at whole. */
  boolean overflowed() {
    return overflowed;
  }

  /** Looks at what is new, and lets pass what needs to wait no longer: all of it when whole. */
  void settle(boolean whole) {
    if (grown || whole) {
      grown = false;
      List<Value> values = mask();
      int hold = whole ? sent.length() : wait(values, Math.max(passed, Run.start(sent, passed)));
      if (sent.length() - hold > by.limits().heldChars()) {
        overflowed = true;
        hold = sent.length() - by.limits().heldChars();
      }
      for (Value each : values) {
        if (each.end > passed && each.end <= hold) {
          by.replaced().accept(each.dataClass);
        }
      }
      passed = hold;
    }
  }

  /** A value that reaches into what waits may be about to grow, so it waits as a whole. */
  private int wait(List<Value> values, int from) {
    int hold = from;
    for (Value each : values) {
      if (each.start < hold && each.end > hold) {
        hold = Math.max(passed, each.start);
      }
    }
    return hold;
  }

  /** Returns the position up to which the text may pass. */
  long passedTo() {
    return forgotten + passed;
  }

  /** Returns a piece as it may be read; it must not have passed long ago. */
  String shown(long from, long to) {
    return shown.substring((int) (from - forgotten), (int) (to - forgotten));
  }

  /** Returns a piece as it was sent. */
  String sent(long from, long to) {
    return sent.substring((int) (from - forgotten), (int) (to - forgotten));
  }

  /** Returns whether a piece reads as it was sent. */
  boolean same(long from, long to) {
    int start = (int) (from - forgotten);
    int end = (int) (to - forgotten);
    for (int i = start; i < end; i++) {
      if (sent.charAt(i) != shown.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private List<Value> mask() {
    shown.replace(passed, shown.length(), sent.substring(passed));
    int from = Math.max(0, passed - by.limits().contextChars());
    String window = sent.substring(from);
    unescaped.read(window, escapes);
    List<Value> values = new ArrayList<>(1);
    by.finder()
        .find(
            place,
            unescaped.bytes(),
            (dataClass, start, end) -> values.add(hide(dataClass, start, end, from)));
    return values;
  }

  private Value hide(DataClass dataClass, int start, int end, int from) {
    int first = unescaped.charAt(start);
    int last = unescaped.charAt(end);
    char[] before = Arrays.copyOfRange(unescaped.chars(), first, last);
    char[] after = before.clone();
    by.replacement().replace(dataClass, after, false);
    for (int i = 0; i < after.length; i++) {
      int at = from + unescaped.origin(first + i);
      if (after[i] != before[i] && at >= passed) {
        replace(at, from + unescaped.origin(first + i + 1), after[i]);
      }
    }
    return new Value(dataClass, from + unescaped.origin(first), from + unescaped.origin(last));
  }

  /** An escape stays one of the same length. */
  private void replace(int at, int end, char by) {
    if (end - at == 1) {
      shown.setCharAt(at, by);
    } else if (end - at >= 6) {
      String digits = String.format("%04x", (int) by);
      for (int i = 0; i < 4; i++) {
        shown.setCharAt(end - 4 + i, digits.charAt(i));
      }
    }
  }

  /** Forgets what lies before {@code needed} and is no evidence any more. */
  void forget(long needed) {
    int spare = (int) Math.min(passed, needed - forgotten) - by.limits().contextChars();
    if (spare > TRIM_CHARS) {
      sent.delete(0, spare);
      shown.delete(0, spare);
      forgotten += spare;
      passed -= spare;
    }
  }
}
