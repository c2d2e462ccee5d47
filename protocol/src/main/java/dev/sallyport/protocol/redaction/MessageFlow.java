// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.util.Arrays;

/** Redacts what makes sense only as a whole: held to its end, up to a bound; beyond it as it is. */
final class MessageFlow implements Flow {

  /** Replaces values in a whole message, in place. */
  interface Whole {
    void redact(byte[] message, int size);
  }

  private final Redacting redacting;
  private final int bytesMax;
  private final Whole whole;
  private final Out out;
  private byte[] held = new byte[256];
  private int size;
  private boolean tooLarge;

  MessageFlow(Redacting redacting, int bytesMax, Whole whole, Out out) {
    this.redacting = redacting;
    this.bytesMax = bytesMax;
    this.whole = whole;
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (!tooLarge && size + length > bytesMax) {
      tooLarge = true;
      redacting.countUnlooked();
      out.write(held, 0, size);
      held = Syntax.NOTHING;
      size = 0;
    }
    if (tooLarge) {
      out.write(bytes, from, length);
      return;
    }
    if (size + length > held.length) {
      held = Arrays.copyOf(held, Math.max(size + length, 2 * held.length));
    }
    System.arraycopy(bytes, from, held, size, length);
    size += length;
  }

  @Override
  public void end() {
    if (size > 0) {
      whole.redact(held, size);
      out.write(held, 0, size);
    }
    size = 0;
    tooLarge = false;
  }
}
