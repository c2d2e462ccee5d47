// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One summary that waits for control, in memory or on disk. Confined to the link's thread.
 *
 * <p>A parcel that was ever sent is never joined with another: control may have it already, and
 * only under its own name can it be told that the second delivery is the first again.
 */
final class Parcel {
  final SummaryId id;
  final long exchanges;
  final long droppedBefore;
  final int size;
  private byte @Nullable [] bytes;
  private @Nullable Path file;
  private boolean everSent;
  private boolean inFlight;
  private long sequence;

  Parcel(Summary summary, byte[] bytes) {
    this.id = summary.id();
    this.exchanges = summary.exchanges();
    this.droppedBefore = summary.tally().exchangesDropped();
    this.size = bytes.length;
    this.bytes = bytes;
  }

  /** Creates a parcel found on disk: an earlier life of the program may have sent it. */
  Parcel(Summary summary, int size, Path file) {
    this.id = summary.id();
    this.exchanges = summary.exchanges();
    this.droppedBefore = summary.tally().exchangesDropped();
    this.size = size;
    this.file = file;
    this.everSent = true;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  @Nullable Path file() {
    return file;
  }

  boolean inMemory() {
    return bytes != null;
  }

  boolean everSent() {
    return everSent;
  }

  boolean inFlight() {
    return inFlight;
  }

  long sequence() {
    return sequence;
  }

  void movedTo(Path file) {
    this.file = file;
    this.bytes = null;
  }

  void sent(long sequence) {
    this.everSent = true;
    this.inFlight = true;
    this.sequence = sequence;
  }

  void returned() {
    this.inFlight = false;
  }
}
