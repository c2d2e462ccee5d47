// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Message.Problem;

/** The messages in a body of gRPC: a flag, a length, and the message, compressed or not. */
final class GrpcMessages {
  private static final int PREFIX_BYTES = 5;
  private static final int TRAILERS = 0x80;

  private GrpcMessages() {}

  /**
   * Adds the texts of all messages.
   *
   * @param coding that compressed messages have, in lower case; empty for none
   * @param expanded receives what compressed messages are without their coding; must stay valid as
   *     long as the pieces
   */
  static void read(
      Pieces pieces,
      byte[] octets,
      int size,
      boolean whole,
      String coding,
      Expander expander,
      Held held) {
    int at = 0;
    while (at + PREFIX_BYTES <= size) {
      long length =
          (octets[at + 1] & 0xffL) << 24
              | (octets[at + 2] & 0xff) << 16
              | (octets[at + 3] & 0xff) << 8
              | (octets[at + 4] & 0xff);
      int flag = octets[at] & 0xff;
      at += PREFIX_BYTES;
      if (flag == TRAILERS) {
        return;
      }
      if (flag > 1) {
        pieces.problem(Problem.MALFORMED);
        return;
      }
      if (length > size - at) {
        pieces.problem(whole ? Problem.MALFORMED : Problem.CUT);
        return;
      }
      int end = at + (int) length;
      if (flag == 0) {
        message(pieces, octets, at, end);
      } else if (!compressed(pieces, octets, at, end, coding, expander, held)) {
        return;
      }
      at = end;
    }
    if (at != size) {
      pieces.problem(whole ? Problem.MALFORMED : Problem.CUT);
    }
  }

  private static boolean compressed(
      Pieces pieces, byte[] octets, int from, int to, String coding, Expander expander, Held held) {
    Gathered one = held.more();
    Expander.End end =
        expander.expand(coding, octets, from, to, one, pieces.limits().expansionRatio());
    if (end != Expander.End.WHOLE) {
      pieces.problem(Held.problem(end, one));
      return false;
    }
    message(pieces, one.octets(), 0, one.size());
    return true;
  }

  private static void message(Pieces pieces, byte[] octets, int from, int to) {
    if (from == to) {
      return;
    }
    if (!new ProtobufFields(pieces, octets).read(from, to)) {
      // Other ways of writing messages go over gRPC too, mostly JSON.
      pieces.body(MediaType.NONE, Pieces.place(MediaType.Shape.PROTOBUF), octets, from, to, true);
    }
  }
}
