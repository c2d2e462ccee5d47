// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event that waits until all of its texts may pass. What did not change passes byte by byte.
 */
final class WaitingEvent {

  /** A text of the event that grows with those of others. */
  record Piece(GrowingText text, long from, long to, int start, int end, boolean quoted) {}

  private final byte[] octets;
  private final List<Piece> pieces = new ArrayList<>(1);
  private byte @Nullable [] shown;

  WaitingEvent(byte[] octets) {
    this.octets = octets;
  }

  void add(Piece piece) {
    pieces.add(piece);
  }

  /** Returns the event as it came. */
  byte[] sent() {
    return octets;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Returns whether bytes belong to a text that grows over several events. */
  boolean grows(int from, int to) {
    for (Piece piece : pieces) {
      if (from < piece.end && to > piece.start) {
        return true;
      }
    }
    return false;
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

  /** Returns the event as it may be read, as long as it came. */
  byte[] shown() {
    for (Piece piece : pieces) {
      if (!piece.text.same(piece.from, piece.to)) {
        rewrite(
            piece.start,
            piece.end,
            piece.quoted,
            piece.text.sent(piece.from, piece.to),
            piece.text.shown(piece.from, piece.to));
      }
    }
    return shown == null ? octets : shown;
  }

  /** Puts what is to be read into the place of what was sent; both have as many characters. */
  void rewrite(int start, int end, boolean quoted, String sent, String read) {
    byte[] into = into();
    Written written = new Written();
    if (quoted) {
      written.readJson(octets, start, end, false);
    } else {
      written.read(Form.PLAIN, octets, start, end);
    }
    if (written.length() != sent.length()) {
      // Not UTF-8, so nobody knows which bytes are which characters.
      Arrays.fill(into, start, end, (byte) '*');
      return;
    }
    for (int i = 0; i < read.length(); i++) {
      if (sent.charAt(i) != read.charAt(i)) {
        written.put(i, read.charAt(i), into, 0);
      }
    }
  }

  /** Returns the bytes that will be shown, to be changed. */
  byte[] into() {
    if (shown == null) {
      shown = octets.clone();
    }
    return shown;
  }
}
