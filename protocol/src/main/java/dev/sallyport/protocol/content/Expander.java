// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes codings off, from one array to another, with a bound on how much comes out. Confined to one
 * event loop.
 */
final class Expander {

  /** How it ended. What came out until then is there in each case. */
  enum End {
    WHOLE,
    /** What was sent is not all. */
    TRUNCATED,
    MALFORMED,
    /** More comes out than is allowed. */
    TOO_LARGE,
    UNKNOWN
  }

  /** Output that is allowed whatever the ratio. */
  private static final int FREE_BYTES = 16 << 10;

  private static final int MEMBERS_MAX = 16;

  private final Inflater inflater = new Inflater(true);

  /**
   * Takes one coding off.
   *
   * @param coding its name in lower case
   * @param ratio how many times as large as the input the output may be
   */
  End expand(String coding, byte[] in, int from, int to, Gathered out, int ratio) {
    return switch (coding) {
      case "gzip", "x-gzip" -> gzip(in, from, to, out, ratio);
      case "deflate" -> deflate(in, from, to, out, ratio);
      case "br" -> BrotliInput.expand(in, from, to, out, ratio);
      case "zstd" -> ZstdFrames.expand(in, from, to, out, ratio);
      default -> End.UNKNOWN;
    };
  }

  /** Returns the bound on output for so much input. */
  static long outputMax(long inputBytes, int ratio) {
    return Math.max(FREE_BYTES, inputBytes * ratio);
  }

  /** RFC 1952; members may follow one another. */
  private End gzip(byte[] in, int from, int to, Gathered out, int ratio) {
    int at = from;
    for (int member = 0; member < MEMBERS_MAX; member++) {
      int start = gzipHeader(in, at, to);
      if (start < 0) {
        return start == -1 ? End.TRUNCATED : End.MALFORMED;
      }
      End end = inflate(in, start, to, out, ratio);
      if (end != End.WHOLE) {
        return end;
      }
      at = to - inflater.getRemaining() + 8;
      if (at >= to) {
        return at == to ? End.WHOLE : End.TRUNCATED;
      }
    }
    return End.TOO_LARGE;
  }

  /** Returns the index behind the header, -1 when it is not all there, -2 when it is none. */
  private static int gzipHeader(byte[] in, int from, int to) {
    if (to - from < 10) {
      return -1;
    }
    int flags = in[from + 3];
    if (in[from] != 0x1f || in[from + 1] != (byte) 0x8b || in[from + 2] != 8) {
      return -2;
    }
    int at = from + 10;
    if ((flags & 4) != 0) {
      if (at + 2 > to) {
        return -1;
      }
      at += 2 + (in[at] & 0xff) + ((in[at + 1] & 0xff) << 8);
    }
    for (int text = flags & 24; text != 0; text &= text - 1) {
      while (at < to && in[at] != 0) {
        at++;
      }
      at++;
    }
    if ((flags & 2) != 0) {
      at += 2;
    }
    return at > to ? -1 : at;
  }

  /** RFC 1950, or RFC 1951 where programs leave the wrapping away. */
  private End deflate(byte[] in, int from, int to, Gathered out, int ratio) {
    if (to - from < 2) {
      return End.TRUNCATED;
    }
    int header = (in[from] & 0xff) << 8 | (in[from + 1] & 0xff);
    boolean wrapped = (in[from] & 15) == 8 && header % 31 == 0;
    if (wrapped && (in[from + 1] & 0x20) != 0) {
      return End.MALFORMED;
    }
    return inflate(in, wrapped ? from + 2 : from, to, out, ratio);
  }

  private End inflate(byte[] in, int from, int to, Gathered out, int ratio) {
    inflater.reset();
    inflater.setInput(in, from, to - from);
    try {
      return inflate(inflater, to - from, out, ratio);
    } catch (DataFormatException e) {
      return End.MALFORMED;
    }
  }

  /** Inflates what the inflater was given, to its end or to that of the data. */
  static End inflate(Inflater inflater, int inputBytes, Gathered out, int ratio)
      throws DataFormatException {
    long produced = 0;
    while (!inflater.finished()) {
      int room = out.grow();
      if (room == 0) {
        // Whether anything is left shows only when it is asked for.
        out.leaveOut();
        return End.TOO_LARGE;
      }
      int length = inflater.inflate(out.octets(), out.size(), room);
      out.wrote(length);
      produced += length;
      if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
        return inflater.needsDictionary() ? End.MALFORMED : End.TRUNCATED;
      }
      if (produced > outputMax(inputBytes - inflater.getRemaining(), ratio)) {
        return End.TOO_LARGE;
      }
    }
    return End.WHOLE;
  }

  void close() {
    inflater.end();
  }
}
