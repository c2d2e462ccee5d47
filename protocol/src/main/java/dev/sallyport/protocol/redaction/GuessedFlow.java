// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.MediaType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Redacts a body that does not say what it is: its first bytes that are not blank tell, as they
 * tell whoever looks into it.
 */
final class GuessedFlow implements Flow {
  private static final int BYTES_MAX = 64;

  private final Redacting redacting;
  private final @Nullable Place place;
  private final Out out;
  private byte[] begin = NOTHING;
  private @Nullable Flow known;
  private boolean binary;

  private static final byte[] NOTHING = Syntax.NOTHING;

  GuessedFlow(Redacting redacting, @Nullable Place place, Out out) {
    this.redacting = redacting;
    this.place = place;
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (known == null && !binary) {
      int size = begin.length;
      begin = Arrays.copyOf(begin, size + length);
      System.arraycopy(bytes, from, begin, size, length);
      guess(begin.length >= BYTES_MAX || !blank());
    } else {
      pass(bytes, from, length);
    }
  }

  private boolean blank() {
    for (byte each : begin) {
      if (each > ' ' || each < 0) {
        return false;
      }
    }
    return true;
  }

  private void guess(boolean decided) {
    if (!decided) {
      return;
    }
    MediaType like = MediaType.guess(begin, 0, begin.length);
    known = Flows.of(redacting, like, place, 0, out);
    binary = known == null;
    byte[] first = begin;
    begin = NOTHING;
    pass(first, 0, first.length);
  }

  private void pass(byte[] bytes, int from, int length) {
    Flow to = known;
    if (to != null) {
      to.write(bytes, from, length);
    } else {
      out.write(bytes, from, length);
    }
  }

  @Override
  public void idle() {
    Flow to = known;
    if (to != null) {
      to.idle();
    }
  }

  @Override
  public void end() {
    guess(begin.length > 0);
    Flow to = known;
    if (to != null) {
      to.end();
    }
  }
}
