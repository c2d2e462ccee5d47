// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Place;

/**
 * The texts in a protobuf message whose schema is not known, each at the path of its field numbers.
 * Nothing tells nested messages, texts and bytes apart for certain: what reads as a message and has
 * a control character is a message, what reads as text is text.
 */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Pieces pieces;
  private final byte[] octets;
  private final StringBuilder path = new StringBuilder();
  private long value;

  ProtobufFields(Pieces pieces, byte[] octets) {
    this.pieces = pieces;
    this.octets = octets;
  }

  /** Adds the texts of a message; false when it is none. */
  boolean read(int from, int to) {
    if (!isMessage(from, to)) {
      return false;
    }
    fields(from, to, 1);
    return true;
  }

  private boolean fields(int from, int to, int depth) {
    int at = from;
    while (at < to) {
      at = varint(at, to);
      int type = (int) value & 7;
      long number = value >>> 3;
      switch (type) {
        case VARINT -> at = varint(at, to);
        case FIXED64 -> at += 8;
        case FIXED32 -> at += 4;
        default -> {
          at = varint(at, to);
          int end = at + (int) value;
          int before = path.length();
          path.append(before == 0 ? "" : ".").append(number);
          boolean go = field(at, end, depth);
          path.setLength(before);
          if (!go) {
            return false;
          }
          at = end;
        }
      }
    }
    return true;
  }

  private boolean field(int from, int to, int depth) {
    if (from == to) {
      return true;
    }
    if (hasControl(from, to) && isMessage(from, to)) {
      if (depth == pieces.limits().depth()) {
        pieces.problem(Problem.DEPTH);
        return true;
      }
      return fields(from, to, depth + 1);
    }
    Place place = new Place(Place.Part.PROTOBUF, path.toString());
    if (!Text.looksLikeText(octets, from, to)) {
      // Bytes: numbers in a row, keys, images.
      return true;
    }
    boolean json = octets[from] == '{' && octets[to - 1] == '}';
    return pieces.add(place, json ? Form.JSON : Form.PLAIN, octets, from, to, true);
  }

  private boolean hasControl(int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] >= 0 && octets[i] < 0x20) {
        return true;
      }
    }
    return false;
  }

  private boolean isMessage(int from, int to) {
    int at = from;
    while (at < to) {
      at = varint(at, to);
      long number = value >>> 3;
      if (at < 0 || number == 0 || number > 536_870_911) {
        return false;
      }
      switch ((int) value & 7) {
        case VARINT -> at = varint(at, to);
        case FIXED64 -> at += 8;
        case FIXED32 -> at += 4;
        case LENGTH -> {
          at = varint(at, to);
          at = at < 0 || value < 0 || value > to - at ? -1 : at + (int) value;
        }
        default -> at = -1;
      }
      if (at < 0 || at > to) {
        return false;
      }
    }
    return true;
  }

  /** Reads into {@link #value}; returns the index behind it, -1 when it does not end. */
  private int varint(int from, int to) {
    value = 0;
    for (int i = from; i < to && i < from + 10; i++) {
      value |= (octets[i] & 0x7fL) << (7 * (i - from));
      if (octets[i] >= 0) {
        return i + 1;
      }
    }
    return -1;
  }
}
