// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Gate;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** What leaves a gate of HTTP/2 in one direction: frames that pass, and ours between them. */
final class Http2Outlet {
  final Http2Writer writer = new Http2Writer();
  private final Gate.Surroundings surroundings;
  private final Direction direction;

  /** Frames of ours that wait until the frame under way has passed. */
  private final List<ByteBuf> between = new ArrayList<>(0);

  /** Bytes of the frame under way that are still to pass. */
  private long underWay;

  /** Whether its first frame came, before which nothing of ours may be said. */
  private boolean spoke;

  /** Bytes of ours that the receiver will allow the other side to send again. */
  private long debt;

  Http2Outlet(Gate.Surroundings surroundings, Direction direction, int preface) {
    this.surroundings = surroundings;
    this.direction = direction;
    this.underWay = preface;
  }

  /** Returns how many bytes of the frame under way are still to pass. */
  long underWay() {
    return underWay;
  }

  /** The first frame came. */
  void spoke() {
    spoke = true;
  }

  /** So many bytes belong to the next frame, which passes as it comes. */
  void begin(long bytes) {
    underWay = bytes;
  }

  /** Passes bytes of the frame under way. */
  void part(ByteBuf bytes) {
    underWay -= bytes.readableBytes();
    surroundings.pass(direction, bytes);
  }

  /** Passes bytes as they are. */
  void pass(ByteBuf bytes) {
    surroundings.pass(direction, bytes);
  }

  /** Writes frames of ours, between those that pass. */
  void put(ByteBuf frames) {
    if (underWay > 0 || !spoke) {
      between.add(frames);
    } else {
      putBetween();
      surroundings.pass(direction, frames);
    }
  }

  /** Writes the frames of ours that waited, if no frame is under way. */
  void putBetween() {
    if (underWay == 0 && spoke && !between.isEmpty()) {
      between.forEach(each -> surroundings.pass(direction, each));
      between.clear();
    }
  }

  /** More goes out than came in. */
  void owes(long bytes) {
    debt += bytes;
  }

  /** Whether more went out than came in. */
  boolean owing() {
    return debt > 0;
  }

  /** The receiver allows so much; returns how much of it is for what was ours. */
  long repaid(long bytes) {
    long kept = Math.min(debt, bytes);
    debt -= kept;
    return kept;
  }
}
