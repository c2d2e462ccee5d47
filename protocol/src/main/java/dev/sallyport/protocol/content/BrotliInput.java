// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.protocol.content.Expander.End;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * Brotli (RFC 7932) from one array to another. The decoder makes its window as it is announced, so
 * large windows are refused before it starts; it hands nothing out of a stream that was cut before
 * the window is full or the stream complete.
 */
final class BrotliInput {
  /** What encoders use unless told otherwise; four megabytes, for as long as the call takes. */
  private static final int WINDOW_BITS_MAX = 22;

  private static final int BUFFER_BYTES = 4096;

  private BrotliInput() {}

  static End expand(byte[] in, int from, int to, Gathered out, int ratio) {
    if (from == to) {
      return End.TRUNCATED;
    }
    if (windowBits(in[from]) > WINDOW_BITS_MAX) {
      return End.TOO_LARGE;
    }
    Counted source = new Counted(in, from, to);
    long outputMax = Expander.outputMax(to - from, ratio);
    try (InputStream plain = new BrotliInputStream(source, BUFFER_BYTES)) {
      int start = out.size();
      while (true) {
        int room = out.grow();
        if (room == 0) {
          out.leaveOut();
          return End.TOO_LARGE;
        }
        int length = plain.read(out.octets(), out.size(), room);
        if (length <= 0) {
          return End.WHOLE;
        }
        out.wrote(length);
        if (out.size() - start > outputMax) {
          return End.TOO_LARGE;
        }
      }
    } catch (IOException | RuntimeException e) {
      // The decoder is not ours: whatever it throws, it is about what was sent.
      return source.ended ? End.TRUNCATED : End.MALFORMED;
    }
  }

  /** RFC 7932, 9.1. */
  private static int windowBits(byte first) {
    if ((first & 1) == 0) {
      return 16;
    }
    int high = first >> 1 & 7;
    if (high != 0) {
      return 17 + high;
    }
    int low = first >> 4 & 7;
    return low == 0 ? 17 : 8 + low;
  }

  private static final class Counted extends ByteArrayInputStream {
    boolean ended;

    Counted(byte[] in, int from, int to) {
      super(in, from, to - from);
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
      int read = super.read(into, from, length);
      ended |= read < 0;
      return read;
    }
  }
}
