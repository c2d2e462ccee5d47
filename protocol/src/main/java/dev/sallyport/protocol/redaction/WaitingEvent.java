// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One event that waits until all of its texts may pass. What did not change passes byte by byte.
 */
final class WaitingEvent {

  /** A text of the event that grows with those of others. */
  record Piece(GrowingText text, long from, long to, int start, int end, boolean quoted) {}

  /** Bytes that stand in the place of others. */
  private record Change(int start, int end, byte[] by) {}

  private final byte[] octets;
  private final List<Piece> pieces = new ArrayList<>(1);
  private final List<Change> changes = new ArrayList<>(0);

  WaitingEvent(byte[] octets) {
    this.octets = octets;
  }

  void add(Piece piece) {
    pieces.add(piece);
  }

  void change(int start, int end, byte[] by) {
    changes.add(new Change(start, end, by));
  }

  /** Returns the event as it came. */
  byte[] sent() {
    return octets;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Returns whether all of its texts may pass. */
  boolean settled() {
    for (Piece piece : pieces) {
      if (piece.to > piece.text.passedTo()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the event as it may be read. */
  byte[] shown() {
    for (Piece piece : pieces) {
      if (!piece.text.same(piece.from, piece.to)) {
        String shown = piece.text.shown(piece.from, piece.to);
        byte[] by =
            piece.quoted ? JsonStrings.write(shown) : shown.getBytes(StandardCharsets.UTF_8);
        changes.add(new Change(piece.start, piece.end, by));
      }
    }
    if (changes.isEmpty()) {
      return octets;
    }
    changes.sort(Comparator.comparingInt(Change::start));
    ByteArrayOutputStream shown = new ByteArrayOutputStream(octets.length);
    int at = 0;
    for (Change change : changes) {
      shown.write(octets, at, change.start - at);
      shown.writeBytes(change.by);
      at = change.end;
    }
    shown.write(octets, at, octets.length - at);
    return shown.toByteArray();
  }
}
