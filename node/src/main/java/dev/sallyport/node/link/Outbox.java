// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.blueprint.summary.Counting;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.FailureCause;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Summaries that control has not acknowledged, oldest first, within bounds. Where room runs out,
 * neighbouring windows are joined into longer ones, the shortest and oldest first: time gets
 * coarser, no exchange is lost. Only when nothing can be joined the oldest is dropped, and its
 * exchanges are reported as dropped with the next summary. Confined to the link's thread.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Spool spool;
  private final LinkOutboxLimits limits;
  private final List<Parcel> parcels = new ArrayList<>();
  private long memoryBytes;
  private long spoolBytes;
  private long dropsToReport;
  private long exchangesDropped;
  private long windowsJoined;
  private boolean spooling = true;

  Outbox(Spool spool, LinkOutboxLimits limits) {
    this.spool = spool;
    this.limits = limits;
  }

  /** Takes over what an earlier life of the program left; may be repeated. */
  void load() {
    Set<Path> held =
        parcels.stream().map(Parcel::file).filter(Objects::nonNull).collect(Collectors.toSet());
    for (Parcel parcel : spool.load()) {
      if (!held.contains(parcel.file())) {
        parcels.add(parcel);
        spoolBytes += parcel.size;
      }
    }
    makeRoom();
  }

  void add(Summary summary) {
    Summary full = summary;
    if (dropsToReport > 0) {
      full =
          new Summary(
              summary.id(),
              summary.edges(),
              summary.tally().plus(NodeTally.dropped(dropsToReport)));
      dropsToReport = 0;
    }
    Parcel parcel = parcel(full);
    parcels.add(parcel);
    memoryBytes += parcel.size;
    if (spooling) {
      toDisk(parcel);
    }
    makeRoom();
  }

  /** Counts exchanges that were lost before they got here. */
  void lost(long exchanges) {
    dropsToReport = Counting.add(dropsToReport, exchanges);
    exchangesDropped = Counting.add(exchangesDropped, exchanges);
  }

  /**
   * Says whether summaries go to disk as they come: while control is away, so that the end of this
   * program in the meantime loses nothing that was finished.
   */
  void spool(boolean spooling) {
    this.spooling = spooling;
    if (spooling) {
      for (Parcel parcel : parcels) {
        if (!toDisk(parcel)) {
          return;
        }
      }
    }
  }

  /** Returns the oldest parcel that is not on its way; empty when all are. */
  Optional<Parcel> next() {
    return parcels.stream().filter(parcel -> !parcel.inFlight()).findFirst();
  }

  /** Returns the parcel's message, or empty when the disk lost it; it is then gone and counted. */
  Optional<SummaryBatch> open(Parcel parcel) {
    try {
      return Optional.of(SummaryBatch.parseFrom(spool.read(parcel)));
    } catch (IOException failed) {
      LOG.warn("a summary kept on disk is lost: {}", FailureCause.of(failed));
      drop(parcel);
      return Optional.empty();
    }
  }

  /** Forgets every parcel sent up to a sequence number, and returns how many that were. */
  int acknowledged(long sequence) {
    int before = parcels.size();
    for (Parcel parcel : List.copyOf(parcels)) {
      if (parcel.inFlight() && parcel.sequence() <= sequence) {
        remove(parcel);
      }
    }
    return before - parcels.size();
  }

  /** Takes back what was sent and not acknowledged. */
  void returned() {
    parcels.forEach(Parcel::returned);
  }

  int inFlight() {
    int count = 0;
    for (Parcel parcel : parcels) {
      count += parcel.inFlight() ? 1 : 0;
    }
    return count;
  }

  int waiting() {
    return parcels.size();
  }

  long bytes() {
    return memoryBytes + spoolBytes;
  }

  long spoolBytes() {
    return spoolBytes;
  }

  long exchangesDropped() {
    return exchangesDropped;
  }

  long windowsJoined() {
    return windowsJoined;
  }

  private void makeRoom() {
    while (memoryBytes > limits.memoryBytesMax()) {
      Parcel oldest = oldestInMemory();
      if (oldest == null || !toDisk(oldest)) {
        if (!joinOne() && !dropOldest()) {
          return;
        }
      }
    }
    while (spoolBytes > limits.spoolBytesMax()) {
      if (!joinOne() && !dropOldest()) {
        return;
      }
    }
  }

  private @Nullable Parcel oldestInMemory() {
    for (Parcel parcel : parcels) {
      if (parcel.inMemory() && !parcel.inFlight()) {
        return parcel;
      }
    }
    return null;
  }

  /** Joins the two neighbours that give the shortest window; false when none may be joined. */
  private boolean joinOne() {
    int best = -1;
    int shortest = limits.joinedSecondsMax() + 1;
    for (int i = 0; i + 1 < parcels.size(); i++) {
      int seconds = joinedSeconds(parcels.get(i), parcels.get(i + 1));
      if (seconds < shortest) {
        shortest = seconds;
        best = i;
      }
    }
    return best >= 0 && join(best);
  }

  private int joinedSeconds(Parcel a, Parcel b) {
    Window first = a.id.window();
    Window second = b.id.window();
    boolean joinable =
        !a.everSent()
            && !b.everSent()
            && a.id.boot().equals(b.id.boot())
            && first.endEpochSecond() == second.startEpochSecond()
            && a.size + b.size <= limits.entryBytesMax();
    return joinable ? first.lengthSeconds() + second.lengthSeconds() : Integer.MAX_VALUE;
  }

  private boolean join(int index) {
    Parcel a = parcels.get(index);
    Parcel b = parcels.get(index + 1);
    Optional<Summary> first = summary(a);
    Optional<Summary> second = summary(b);
    if (first.isEmpty() || second.isEmpty()) {
      // What the disk lost is dropped and counted, which makes room as well.
      drop(first.isEmpty() ? a : b);
      return true;
    }
    Parcel joined = parcel(first.get().plus(second.get()));
    boolean onDisk = !a.inMemory() && !b.inMemory();
    memoryBytes += joined.size;
    // The longer window is on disk before its parts are gone; see Spool for a crash in between.
    if (onDisk && !toDisk(joined)) {
      LOG.debug("a joined window stays in memory");
    }
    remove(a);
    remove(b);
    parcels.add(index, joined);
    windowsJoined++;
    return true;
  }

  private Optional<Summary> summary(Parcel parcel) {
    try {
      return SummaryCodec.decode(SummaryBatch.parseFrom(spool.read(parcel))).value().stream()
          .findFirst();
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private boolean dropOldest() {
    for (Parcel parcel : parcels) {
      if (!parcel.inFlight()) {
        drop(parcel);
        return true;
      }
    }
    return false;
  }

  private void drop(Parcel parcel) {
    remove(parcel);
    lost(parcel.exchanges);
    // Reported once already with this parcel, and to be reported again, but not a new loss.
    dropsToReport = Counting.add(dropsToReport, parcel.droppedBefore);
  }

  private boolean toDisk(Parcel parcel) {
    if (!parcel.inMemory()) {
      return true;
    }
    if (!spool.write(parcel)) {
      return false;
    }
    memoryBytes -= parcel.size;
    spoolBytes += parcel.size;
    return true;
  }

  private void remove(Parcel parcel) {
    if (parcels.remove(parcel)) {
      if (parcel.inMemory()) {
        memoryBytes -= parcel.size;
      } else {
        spoolBytes -= parcel.size;
      }
      spool.delete(parcel);
    }
  }

  private static Parcel parcel(Summary summary) {
    // The sequence is written at sending; what is kept does not depend on it.
    byte[] bytes = SummaryCodec.encode(0, List.of(summary)).toByteArray();
    return new Parcel(summary, bytes);
  }
}
