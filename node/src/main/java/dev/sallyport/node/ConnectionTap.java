// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Ruling;
import dev.sallyport.node.capture.CloseReason;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.capture.Tap;
import dev.sallyport.node.identity.ConnectionTrack;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.Loop;
import dev.sallyport.node.identity.Role;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.ExchangeFold;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One captured connection: its bytes go to the reader, its ends to identity, and what both give is
 * counted. Confined to the connection's event loop.
 *
 * <p>Bytes, the end of the connection and the answer of identity may come in any order. Nothing is
 * counted before both ends are attributed, and everything is counted once they are, also when the
 * connection ended long before. {@link TapReader} reads, {@link TapPolicies} has policies act, and
 * {@link TapCounting} counts.
 */
final class ConnectionTap implements Tap {
  private final LoopCounts counts;
  private final SummaryBuilder builder;
  private final Remembered remembered;
  private final Carried connection;
  private final ExchangeFold fold;
  private final TapCounting counting;
  private final TapReader reading;
  private final TapPolicies policies;
  private final ConnectionTrack track;
  private final @Nullable ConnectionInspection inspection;
  private @Nullable Identification identification;
  private @Nullable TapEnd end;
  private boolean telling;

  /** Opens the track of a connection. */
  interface Tracking {
    ConnectionTrack open(Loop loop, Consumer<Identification> done);
  }

  ConnectionTap(Dataplane dataplane, LoopCounts counts, Carried connection, Tracking tracking) {
    int port = connection.port();
    this.counts = counts;
    this.builder = counts.builder();
    this.remembered = dataplane.remembered();
    this.connection = connection;
    this.inspection = counts.inspect(this::observed, connection.destination());
    this.counting = new TapCounting(builder, connection, inspection, this::ruled);
    this.fold =
        new ExchangeFold(port, connection.openedAtNanos(), dataplane.protocolLimits(), counting);
    ConnectionReader reader =
        new ConnectionReader(
            port,
            remembered.protocol(connection.destination()),
            dataplane.protocolLimits(),
            this::observed,
            inspection == null ? ContentListener.NONE : inspection.listener(),
            dataplane.protocolMemory());
    this.reading =
        new TapReader(
            reader,
            dataplane.protocolMemory(),
            fold,
            counts.executor(),
            inspection,
            dataplane.understands());
    this.policies =
        new TapPolicies(
            dataplane.understands() ? dataplane.enforcement() : null,
            connection,
            reading,
            connection.podUid().isEmpty() ? List.of() : dataplane.probes(connection.podUid()));
    this.track = tracking.open(counts.identityLoop(), this::identified);
    reading.tracked(track);
  }

  @Override
  public void relayed(Traffic running) {
    reading.relayed(running);
  }

  @Override
  public void guarded(Guard.Outlet outlet) {
    // Where the other side understands the connection it stands in its way as well.
    if (track.wantsBytes() || identification != null) {
      policies.guarded(outlet, identification, () -> track.presumed(System.nanoTime()));
    }
  }

  @Override
  public void upstreamConnected(InetSocketAddress upstreamLocal, InetSocketAddress upstreamRemote) {
    track.upstreamConnected(upstreamLocal, upstreamRemote);
  }

  @Override
  public boolean wantsBytes() {
    return reading.reads();
  }

  @Override
  public void bytes(Direction direction, ByteBuf bytes, long nowNanos) {
    reading.show(direction, bytes, nowNanos);
  }

  @Override
  public void closed(
      CloseReason why, long allFromClientBytes, long allFromServerBytes, long nowNanos) {
    if (why == CloseReason.FINISHED) {
      reading.ended(Direction.FROM_CLIENT, nowNanos);
      reading.ended(Direction.FROM_SERVER, nowNanos);
    }
    if (inspection != null) {
      inspection.closed();
    }
    remembered.learned(connection.destination(), reading.reader().protocol());
    reading.reader().limitHit().ifPresent(builder::addLimitHit);
    counting.countBytes(allFromClientBytes + allFromServerBytes);
    TapEnd ended = new TapEnd(why, allFromClientBytes, allFromServerBytes, nowNanos);
    end = ended;
    ended.missed().ifPresent(counting::missed);
    policies.closed();
    reading.over();
    reading.endNames();
    track.closed();
    countEnd();
  }

  /** New policies are in force; returns whether they cut the connection. */
  boolean ruled() {
    return end == null && policies.ruled();
  }

  /** Names an end that had no name, if it has one by now; policies may cut the connection then. */
  void nameLater(long nowNanos) {
    if (end == null) {
      track.better(nowNanos).ifPresent(this::nowNamed);
    }
  }

  /** Reports what moved so far on a connection that is not told apart into requests. */
  void drain(long nowNanos) {
    if (end != null) {
      return;
    }
    long fromClient = reading.fromClientBytes();
    long fromServer = reading.fromServerBytes();
    counting.countBytes(fromClient + fromServer);
    Identification known = identification;
    if (known != null && (known.role() != Role.VOUCH_ONLY || policies.actUncounted())) {
      fold.drain(reading.reader(), fromClient, fromServer, nowNanos);
    }
    if (known != null && known.role() != Role.VOUCH_ONLY && inspection != null) {
      inspection.flush(builder, nowNanos);
    }
  }

  private void observed(Observation observation) {
    reading.named(observation);
    // What does not pass must be told before the exchange ends, and after it began.
    boolean begins = observation instanceof Observation.RequestHead;
    if (begins) {
      fold.accept(observation);
    }
    policies.observed(observation);
    if (!begins) {
      fold.accept(observation);
    }
  }

  private Optional<Ruling> ruled(long stream, Operation operation) {
    return policies.counted(stream, operation);
  }

  private void identified(Identification answer) {
    identification = answer;
    if (answer.role() == Role.REPORT_RAW) {
      counting.otherSideSilent();
    }
    if (end == null) {
      // Policies may end the connection during this call. It is counted once its ends are told.
      telling = true;
      policies.identified(answer);
      telling = false;
    }
    switch (answer.role()) {
      case VOUCH_ONLY -> {
        if (policies.actUncounted()) {
          counting.uncounted();
          fold.conversation(connection.between(answer));
        } else {
          reading.ignore();
          stopInspecting();
        }
      }
      case REPORT_RAW -> {
        reading.ignore();
        reading.reader().stop(Identification.NOT_INSPECTED);
        stopInspecting();
        fold.conversation(connection.between(answer));
      }
      case INSPECT -> fold.conversation(connection.between(answer));
    }
    countEnd();
  }

  /** An end has a name now: what is counted from here on is counted under it. */
  private void nowNamed(Identification better) {
    identification = better;
    policies.identified(better);
    if (end == null && better.role() != Role.VOUCH_ONLY) {
      fold.conversation(connection.between(better));
    }
  }

  /** Counts the end once there is one and the ends are attributed. */
  private void countEnd() {
    TapEnd ended = end;
    Identification known = identification;
    if (ended == null || known == null || telling) {
      return;
    }
    if (known.role() != Role.VOUCH_ONLY) {
      fold.closed(
          reading.reader(),
          ended.ending(),
          ended.fromClientBytes(),
          ended.fromServerBytes(),
          ended.atNanos());
      if (inspection != null) {
        inspection.flush(builder, ended.atNanos());
      }
      builder.addDropped(fold.lost());
    }
    counts.closed(this);
  }

  private void stopInspecting() {
    if (inspection != null) {
      inspection.stop();
    }
  }
}
