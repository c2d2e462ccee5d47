// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import java.util.Arrays;

/**
 * One text of a stream, which comes in pieces. Says up to where it may pass, and how what passes
 * reads. Positions count characters from the beginning of the text.
 */
final class GrowingText {
  private static final int TRIM_CHARS = 4096;

  private final Place place;
  private final boolean escapes;
  private final ValueFinder finder;
  private final RedactionLimits limits;
  private final Unescaped unescaped = new Unescaped();

  /** What passed lately and what waits, as it was sent. */
  private final StringBuilder sent = new StringBuilder();

  /** The same as it may be read; equal in length. */
  private final StringBuilder shown = new StringBuilder();

  private long forgotten;
  private int passed;
  private boolean grown;
  private boolean overflowed;

  GrowingText(Place place, boolean escapes, ValueFinder finder, RedactionLimits limits) {
    this.place = place;
    this.escapes = escapes;
    this.finder = finder;
    this.limits = limits;
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
      mask();
      int hold = whole ? sent.length() : Math.max(passed, Run.start(sent, passed));
      if (sent.length() - hold > limits.heldChars()) {
        overflowed = true;
        hold = sent.length() - limits.heldChars();
      }
      passed = hold;
    }
  }

  /** Returns the position up to which the text may pass. */
  long passedTo() {
    return forgotten + passed;
  }

  /** Returns a piece as it may be read; it must not have passed long ago. */
  String shown(long from, long to) {
    return shown.substring((int) (from - forgotten), (int) (to - forgotten));
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

  private void mask() {
    shown.replace(passed, shown.length(), sent.substring(passed));
    int from = Math.max(0, passed - limits.contextChars());
    String window = sent.substring(from);
    unescaped.read(window, escapes);
    finder.find(
        place, unescaped.bytes(), (dataClass, start, end) -> hide(dataClass, start, end, from));
  }

  private void hide(DataClass dataClass, int start, int end, int from) {
    int first = unescaped.charAt(start);
    int last = unescaped.charAt(end);
    char[] before = Arrays.copyOfRange(unescaped.chars(), first, last);
    char[] after = before.clone();
    Mask.apply(dataClass, after, 0, after.length);
    for (int i = 0; i < after.length; i++) {
      int at = from + unescaped.origin(first + i);
      if (after[i] != before[i] && at >= passed) {
        replace(at, from + unescaped.origin(first + i + 1), after[i]);
      }
    }
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
    int spare = (int) Math.min(passed, needed - forgotten) - limits.contextChars();
    if (spare > TRIM_CHARS) {
      sent.delete(0, spare);
      shown.delete(0, spare);
      forgotten += spare;
      passed -= spare;
    }
  }
}
