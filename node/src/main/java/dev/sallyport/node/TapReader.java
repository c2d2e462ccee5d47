// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.node.capture.Tap;
import dev.sallyport.node.enforce.ConnectionEnforcement;
import dev.sallyport.node.enforce.Looked;
import dev.sallyport.node.identity.ConnectionTrack;
import dev.sallyport.node.identity.NameSource;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolMemory;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one connection: gives its bytes to the reader for as long as somebody wants that,
 * and the names that come up to identity. Confined to the connection's event loop.
 */
final class TapReader implements ConnectionEnforcement.Reading {
  private final ConnectionReader reader;
  private final ProtocolMemory memory;
  private final ExchangeFold fold;
  private final EventExecutor executor;
  private final @Nullable ConnectionInspection inspection;
  private @Nullable ConnectionTrack track;
  private Tap.@Nullable Traffic traffic;
  private boolean reads;
  private boolean kept;
  private boolean namesEnded;

  TapReader(
      ConnectionReader reader,
      ProtocolMemory memory,
      ExchangeFold fold,
      EventExecutor executor,
      @Nullable ConnectionInspection inspection,
      boolean reads) {
    this.reader = reader;
    this.memory = memory;
    this.fold = fold;
    this.executor = executor;
    this.inspection = inspection;
    this.reads = reads;
  }

  /** Identity follows the connection by that. */
  void tracked(ConnectionTrack by) {
    track = by;
    if (!reads) {
      endNames();
    }
  }

  /** What moves is told there. */
  void relayed(Tap.Traffic running) {
    traffic = running;
  }

  /** The connection is over: lets go of what carried it, since its ends may be known much later. */
  void over() {
    traffic = null;
  }

  /** Returns whether bytes are read. */
  boolean reads() {
    return reads;
  }

  /** Goes on reading though identity wants no bytes. */
  void keep() {
    kept = true;
  }

  /** Nothing is read any more, though names may still come. */
  void ignore() {
    reads = false;
  }

  /** No names will be seen any more. */
  void endNames() {
    if (!namesEnded) {
      namesEnded = true;
      track().noMoreNames();
    }
  }

  /** Tells identity the names in what was read. */
  void named(Observation observation) {
    if (observation instanceof Observation.NameSeen name) {
      switch (name.source()) {
        case SNI -> track().nameSeen(NameSource.TLS_SERVER_NAME, name.name());
        case HTTP_AUTHORITY -> track().nameSeen(NameSource.HTTP_AUTHORITY, name.name());
        case CERTIFICATE, DNS_ANSWER -> {}
      }
    } else if (observation instanceof Observation.RequestHead head) {
      if (!head.authority().isEmpty()) {
        track().nameSeen(NameSource.HTTP_AUTHORITY, head.authority());
      }
      endNames();
    }
  }

  @Override
  public void show(Direction direction, ByteBuf bytes, long nowNanos) {
    if (!reads) {
      return;
    }
    if (!track().wantsBytes() && !kept) {
      stop();
      return;
    }
    reader.read(direction, bytes, nowNanos);
    if (reader.finished()) {
      stop();
    }
  }

  @Override
  public void ended(Direction direction, long nowNanos) {
    if (reads) {
      reader.closed(direction, nowNanos);
    }
  }

  @Override
  public ConnectionReader reader() {
    return reader;
  }

  @Override
  public ProtocolMemory memory() {
    return memory;
  }

  @Override
  public long fromClientBytes() {
    return traffic == null ? 0 : traffic.fromClientBytes();
  }

  @Override
  public long fromServerBytes() {
    return traffic == null ? 0 : traffic.fromServerBytes();
  }

  @Override
  public Looked looked(long stream) {
    return inspection == null
        ? Looked.NOT
        : inspection.saidOf(stream).map(Looked::of).orElse(Looked.NOT);
  }

  @Override
  public void blocked(long stream, String policy) {
    if (stream == ExchangeSink.CONNECTION) {
      fold.blocked(policy);
    } else {
      fold.blocked(stream, policy);
    }
  }

  @Override
  public void later(Duration delay, Runnable call) {
    executor.schedule(call, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private ConnectionTrack track() {
    return requireNonNull(track, "track");
  }

  private void stop() {
    reads = false;
    endNames();
  }
}
