// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * JSON, one document or several: keys, strings and numbers wait for their end; of long strings only
 * what may become part of a value, since they may be written as slowly as somebody speaks.
 */
final class JsonSyntax implements Syntax {
  private static final int STRING_BYTES_MAX = 512;

  private final JsonState ahead = new JsonState(false);
  private final JsonState behind = new JsonState(true);
  private byte[] opening = NOTHING;
  private int seen;

  /** Walks from one value that was found to the next. */
  private @Nullable JsonState walk;

  private int walked;

  @Override
  public int hold(byte[] octets, int passed, int size, int heldMax) {
    ahead.advance(octets, seen, size);
    seen = size;
    int open = ahead.open();
    if (open < 0) {
      return size;
    }
    if (size - open <= Math.min(heldMax, STRING_BYTES_MAX)) {
      return Math.max(open, passed);
    }
    return Math.max(passed, Syntax.run(octets, Math.max(open, passed), size));
  }

  @Override
  public int cut(byte[] octets, int from, int wanted, int most) {
    behind.advance(octets, from, wanted);
    int at = wanted;
    while (at < most && !behind.mayCut(octets, at)) {
      behind.advance(octets, at, at + 1);
      at++;
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream(64);
    behind.open(written);
    opening = written.toByteArray();
    return at;
  }

  @Override
  public byte[] opening() {
    return opening;
  }

  @Override
  public void moved(int old, int now) {
    ahead.shift(now - old);
    behind.shift(now - old);
    seen += now - old;
    walk = null;
  }

  @Override
  public boolean inNumber(byte[] octets, int from, int index) {
    if (walk == null || index < walked) {
      walk = new JsonState(behind);
      walked = from;
    }
    walk.advance(octets, walked, index);
    walked = index;
    return !walk.inString();
  }
}
