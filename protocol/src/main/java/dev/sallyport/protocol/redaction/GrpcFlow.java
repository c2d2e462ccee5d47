// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.ProtobufTexts;

/**
 * Redacts the messages of gRPC (a flag, a length, the message): the texts in their fields. A
 * message waits for its end, as nobody can read it before. Compressed messages and large ones pass
 * as they are and are counted.
 */
final class GrpcFlow implements Flow {
  private static final int PREFIX_BYTES = 5;

  private final Redacting redacting;
  private final MessageFlow message;
  private final Out out;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixSize;
  private long left;
  private boolean plain;

  GrpcFlow(Redacting redacting, Out out) {
    this.redacting = redacting;
    this.out = out;
    this.message = protobuf(redacting, out);
  }

  /** Returns what redacts one message of protobuf. */
  static MessageFlow protobuf(Redacting redacting, Out out) {
    Pieces pieces = new Pieces(redacting);
    return new MessageFlow(
        redacting,
        redacting.limits().messageBytes(),
        (octets, size) -> {
          for (Content each : ProtobufTexts.of(octets, 0, size, ContentLimits.DEFAULT)) {
            pieces.redact(each);
          }
        },
        out);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int i = from;
    int end = from + length;
    while (i < end) {
      if (prefixSize < PREFIX_BYTES) {
        prefix[prefixSize++] = bytes[i++];
        if (prefixSize == PREFIX_BYTES) {
          begin();
        }
        continue;
      }
      int taken = (int) Math.min(left, end - i);
      if (plain) {
        message.write(bytes, i, taken);
      } else {
        out.write(bytes, i, taken);
      }
      i += taken;
      left -= taken;
      if (left == 0) {
        message.end();
        prefixSize = 0;
      }
    }
  }

  private void begin() {
    left = 0;
    for (int i = 1; i < PREFIX_BYTES; i++) {
      left = left << 8 | (prefix[i] & 0xff);
    }
    plain = prefix[0] == 0;
    if ((prefix[0] & 1) == 1) {
      redacting.countUnlooked();
    }
    out.write(prefix, 0, PREFIX_BYTES);
    if (left == 0) {
      prefixSize = 0;
    }
  }

  @Override
  public void end() {
    message.end();
    if (prefixSize > 0 && prefixSize < PREFIX_BYTES) {
      out.write(prefix, 0, prefixSize);
      prefixSize = 0;
    }
  }
}
