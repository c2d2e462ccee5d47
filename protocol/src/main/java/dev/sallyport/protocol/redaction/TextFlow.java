// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import java.util.Arrays;

/**
 * Redacts a text of one form. Holds what passed lately, as evidence for what follows, and what
 * waits for its end; both are bounded.
 */
final class TextFlow implements Flow {
  private static final int CONTEXT_BYTES = 1024;

  private final Redacting redacting;
  private final Form form;
  private final Place place;
  private final Syntax syntax;
  private final Out out;
  private final Written written = new Written();

  /** What leads to the middle of the text, then what passed lately, then what waits. */
  private byte[] octets = new byte[1024];

  private int opening;
  private int passed;
  private int size;
  private boolean forgotten;
  private boolean overflowed;

  /**
   * Makes one.
   *
   * @param form how the text is written
   * @param place where it stands
   * @param syntax how it is read piece by piece
   */
  TextFlow(Redacting redacting, Form form, Place place, Syntax syntax, Out out) {
    this.redacting = redacting;
    this.form = form;
    this.place = place;
    this.syntax = syntax;
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (length == 0) {
      return;
    }
    if (size + length > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(size + length, 2 * octets.length));
    }
    System.arraycopy(bytes, from, octets, size, length);
    size += length;
    pass(syntax.hold(octets, passed, size, redacting.limits().heldChars()), false);
  }

  @Override
  public void idle() {
    if (size > passed) {
      pass(size, true);
    }
  }

  @Override
  public void end() {
    pass(size, true);
    octets = Syntax.NOTHING;
    opening = 0;
    passed = 0;
    size = 0;
  }

  private void pass(int hold, boolean whole) {
    int to = hold;
    int most = redacting.limits().heldChars();
    if (size - to > most) {
      to = size - most;
      if (!overflowed) {
        overflowed = true;
        redacting.countUnlooked();
      }
    }
    if (to > passed) {
      passed = show(to, whole || to > hold);
      forget();
    }
  }

  /** Lets pass what may, and returns up to where: what was found may be about to grow. */
  private int show(int wanted, boolean all) {
    Spans found = new Spans();
    if (form == Form.PLAIN && forgotten && opening == 0) {
      // The middle of a text must not be taken for something that begins.
      redacting.finder().find(place, Arrays.copyOf(octets, size), found);
    } else {
      redacting.finder().find(new Content(place, form, octets, 0, size, false), found);
    }
    byte[] shown = octets;
    int shift = 0;
    int to = wanted;
    for (Spans.Span span : found.apart()) {
      if (span.end() <= passed || span.start() >= to) {
        continue;
      }
      if (span.end() > to && !all) {
        to = Math.max(passed, span.start());
        break;
      }
      if (shown == octets) {
        shown = Arrays.copyOfRange(octets, passed, size);
        shift = passed;
      }
      replace(span, shown, shift);
      redacting.count(span.dataClass());
    }
    if (to > passed) {
      out.write(shown, passed - shift, to - passed);
    }
    return to;
  }

  private void replace(Spans.Span span, byte[] shown, int shift) {
    written.read(form, octets, span.start(), span.end());
    char[] before = written.chars();
    char[] after = before.clone();
    boolean number = syntax.inNumber(octets, opening, span.start());
    redacting.replacement().replace(span.dataClass(), after, number);
    for (int i = 0; i < after.length; i++) {
      if (after[i] != before[i] && written.start(i) >= passed) {
        written.put(i, after[i], shown, shift);
      }
    }
  }

  private void forget() {
    if (passed - opening < 3 * CONTEXT_BYTES) {
      return;
    }
    int cut = syntax.cut(octets, opening, passed - CONTEXT_BYTES, passed);
    byte[] before = syntax.opening();
    byte[] kept = new byte[Math.max(1024, before.length + 2 * (size - cut))];
    System.arraycopy(before, 0, kept, 0, before.length);
    System.arraycopy(octets, cut, kept, before.length, size - cut);
    octets = kept;
    opening = before.length;
    forgotten = true;
    syntax.moved(cut, opening);
    passed += opening - cut;
    size += opening - cut;
  }
}
