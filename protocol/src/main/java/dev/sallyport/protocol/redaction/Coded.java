// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Takes gzip (RFC 1952) or deflate (RFC 1950, and 1951 where programs leave the wrapping away) off
 * a body and puts it on again, piece by piece: what came in can be read at once by whoever gets it.
 */
final class Coded {
  private static final int BUFFER_BYTES = 8192;
  private static final int LEVEL = 4;

  /** A body that grows by more, beyond the first bytes, is a bomb. */
  private static final int RATIO_MAX = 200;

  private static final int FREE_BYTES = 1 << 20;

  private enum State {
    HEADER,
    DATA,
    TRAILER
  }

  private final boolean zlib;
  private final Flow.Out out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] plain = new byte[BUFFER_BYTES];
  private final GzipHeader header = new GzipHeader();
  private final CRC32 checksum = new CRC32();
  private Inflater inflater;
  private final Deflater deflater;
  private State state;
  private int trailerLeft;
  private long packedBytes;
  private long unpackedBytes;
  private boolean begun;
  private boolean pending;
  private boolean closed;

  Coded(boolean zlib, Flow.Out out) {
    this.zlib = zlib;
    this.out = out;
    this.inflater = new Inflater(!zlib);
    this.deflater = new Deflater(LEVEL, !zlib);
    this.state = zlib ? State.DATA : State.HEADER;
  }

  /** Unpacks; returns false when it is not what it says it is. */
  boolean unpack(byte[] octets, Flow.Out to) {
    int at = 0;
    try {
      while (at < octets.length) {
        at =
            switch (state) {
              case HEADER -> header(octets, at);
              case DATA -> data(octets, at, to);
              case TRAILER -> trailer(octets, at);
            };
        if (at < 0) {
          return false;
        }
      }
    } catch (DataFormatException e) {
      return false;
    }
    return true;
  }

  private int header(byte[] octets, int from) {
    int at = from;
    while (at < octets.length && !header.whole()) {
      if (!header.take(octets[at++])) {
        return -1;
      }
    }
    if (header.whole()) {
      state = State.DATA;
    }
    return at;
  }

  private int data(byte[] octets, int from, Flow.Out to) throws DataFormatException {
    if (zlib && inflater.getBytesRead() == 0 && (octets[from] & 0x0f) != 8) {
      inflater.end();
      inflater = new Inflater(true);
    }
    inflater.setInput(octets, from, octets.length - from);
    while (!inflater.finished()) {
      int length = inflater.inflate(plain);
      if (length > 0) {
        unpackedBytes += length;
        if (unpackedBytes > FREE_BYTES && unpackedBytes / RATIO_MAX > inflater.getBytesRead()) {
          return -1;
        }
        to.write(plain, 0, length);
      } else if (inflater.needsDictionary()) {
        return -1;
      } else if (inflater.needsInput()) {
        return octets.length;
      }
    }
    int at = octets.length - inflater.getRemaining();
    state = State.TRAILER;
    trailerLeft = zlib ? 0 : 8;
    return at;
  }

  /** Another member may follow. */
  private int trailer(byte[] octets, int from) {
    int taken = Math.min(trailerLeft, octets.length - from);
    trailerLeft -= taken;
    if (trailerLeft == 0 && from + taken < octets.length) {
      if (zlib) {
        return -1;
      }
      header.restart();
      inflater.reset();
      unpackedBytes = 0;
      state = State.HEADER;
    }
    return from + taken;
  }

  /** Packs what may pass. */
  void pack(byte[] bytes, int from, int length) {
    begin();
    checksum.update(bytes, from, length);
    packedBytes += length;
    deflater.setInput(bytes, from, length);
    drain(Deflater.NO_FLUSH);
    pending = true;
  }

  /** Lets out all that was packed, so that it can be read. */
  void flush() {
    if (pending && !closed) {
      pending = false;
      drain(Deflater.SYNC_FLUSH);
    }
  }

  private void begin() {
    if (!begun && !zlib) {
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff}, 0, 10);
    }
    begun = true;
  }

  private void drain(int flush) {
    int length;
    do {
      length = deflater.deflate(buffer, 0, buffer.length, flush);
      if (length > 0) {
        out.write(buffer, 0, length);
      }
    } while (length == buffer.length || flush == Deflater.NO_FLUSH && !deflater.needsInput());
  }

  /** Ends what was packed. */
  void end() {
    if (closed) {
      return;
    }
    begin();
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    if (!zlib) {
      byte[] trailer = new byte[8];
      for (int i = 0; i < 4; i++) {
        trailer[i] = (byte) (checksum.getValue() >> (8 * i));
        trailer[4 + i] = (byte) (packedBytes >> (8 * i));
      }
      out.write(trailer, 0, trailer.length);
    }
    close();
  }

  void close() {
    if (!closed) {
      closed = true;
      inflater.end();
      deflater.end();
    }
  }
}
