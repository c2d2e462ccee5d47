// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import dev.sallyport.protocol.content.ZstdBatch;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What comes out of a batch of records that was packed in one of the ways of Kafka, into an array
 * that belongs to the thread: valid until the next batch is unpacked on it. Never more comes out
 * than fits; what was only partly there, or is malformed, is given as far as it goes.
 */
final class PackedBatch {
  /** Bytes that a batch may have when it is unpacked; what is over is not looked at. */
  static final int BYTES_MAX = 256 << 10;

  private static final int GZIP = 1;
  private static final int SNAPPY = 2;
  private static final int LZ4 = 3;
  private static final int ZSTD = 4;
  private static final int GZIP_HEAD = 10;
  private static final ThreadLocal<PackedBatch> OF_THREAD =
      ThreadLocal.withInitial(PackedBatch::new);

  private final Unpacked out = new Unpacked(new byte[BYTES_MAX]);
  private boolean whole;

  private PackedBatch() {}

  /**
   * Unpacks.
   *
   * @param way how it is packed, as the attributes of the batch number it
   */
  static PackedBatch unpack(int way, byte[] packed, int from, int to) {
    PackedBatch batch = OF_THREAD.get();
    batch.out.clear();
    batch.whole =
        switch (way) {
          case GZIP -> batch.gunzip(packed, from, to);
          case SNAPPY -> SnappyBlocks.unpack(packed, from, to, batch.out);
          case LZ4 -> Lz4Frame.unpack(packed, from, to, batch.out);
          case ZSTD -> batch.zstd(packed, from, to);
          default -> false;
        };
    return batch;
  }

  byte[] bytes() {
    return out.bytes();
  }

  int size() {
    return out.size();
  }

  /** Returns whether all of it came out. */
  boolean whole() {
    return whole;
  }

  private boolean zstd(byte[] packed, int from, int to) {
    ZstdBatch.Result result = ZstdBatch.expand(packed, from, to, out.bytes());
    out.wrote(result.size());
    return result.whole();
  }

  private boolean gunzip(byte[] packed, int from, int to) {
    if (to - from < GZIP_HEAD || packed[from + 3] != 0) {
      return false;
    }
    byte[] plain = out.bytes();
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed, from + GZIP_HEAD, to - from - GZIP_HEAD);
      while (!inflater.finished() && out.size() < plain.length) {
        int more = inflater.inflate(plain, out.size(), plain.length - out.size());
        if (more == 0) {
          break;
        }
        out.wrote(more);
      }
      return inflater.finished();
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
