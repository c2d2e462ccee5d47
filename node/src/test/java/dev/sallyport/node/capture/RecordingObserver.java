// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all that it is told. */
final class RecordingObserver implements ConnectionObserver {

  record Lookup(PodSandbox pod, InetSocketAddress resolver, byte[] query, byte[] answer) {}

  static final class Seen implements Tap {
    final CapturedConnection connection;
    final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
    final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
    volatile InetSocketAddress upstreamLocal;
    volatile CloseReason why;
    volatile long clientBytes;
    volatile long serverBytes;
    final boolean wants;

    Seen(CapturedConnection connection, boolean wants) {
      this.connection = connection;
      this.wants = wants;
    }

    @Override
    public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {
      upstreamLocal = local;
    }

    @Override
    public boolean wantsBytes() {
      return wants;
    }

    @Override
    public synchronized void bytes(Direction direction, ByteBuf bytes, long nowNanos) {
      (direction == Direction.FROM_CLIENT ? fromClient : fromServer)
          .writeBytes(ByteBufUtil.getBytes(bytes));
    }

    @Override
    public void closed(CloseReason reason, long fromClientBytes, long fromServerBytes, long now) {
      clientBytes = fromClientBytes;
      serverBytes = fromServerBytes;
      why = reason;
    }

    @Override
    public String toString() {
      return connection + ": " + why + " after " + clientBytes + " and " + serverBytes + " bytes";
    }
  }

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final List<Lookup> lookups = new CopyOnWriteArrayList<>();
  final Map<String, List<CapturedConnection>> adopted = new ConcurrentHashMap<>();
  final Map<String, List<CapturedConnection>> stillOpen = new ConcurrentHashMap<>();
  volatile boolean wants = true;
  volatile boolean keep = true;
  volatile byte[] refusal;

  @Override
  public Tap opened(CapturedConnection connection) {
    if (!keep) {
      return Tap.BLIND;
    }
    Seen tap = new Seen(connection, wants);
    seen.add(tap);
    return tap;
  }

  @Override
  public void lookup(
      PodSandbox pod,
      InetSocketAddress resolver,
      ByteBuf query,
      ByteBuf answer,
      long startedAtNanos,
      long endedAtNanos) {
    lookups.add(
        new Lookup(pod, resolver, ByteBufUtil.getBytes(query), ByteBufUtil.getBytes(answer)));
  }

  @Override
  public Optional<byte[]> refusedLookup(PodSandbox pod, InetSocketAddress resolver, ByteBuf query) {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void openBeforeCapture(PodSandbox pod, List<CapturedConnection> connections) {
    adopted.put(pod.podUid(), connections);
  }

  @Override
  public void stillOpenBefore(PodSandbox pod, List<CapturedConnection> open) {
    stillOpen.put(pod.podUid(), open);
  }
}
