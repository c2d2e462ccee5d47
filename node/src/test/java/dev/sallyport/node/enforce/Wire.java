// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.identity.kube.PodIdentity.Probe;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.policy.Seen;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A connection without sockets: what policies let out of it, and what they did to it. */
final class Wire implements Guard.Outlet, ConnectionEnforcement.Reading {
  static final Party CALLER = Workload.of("shop", "Deployment", "storefront");
  static final Party CALLED = Workload.of("shop", "Deployment", "catalog");
  final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
  private final List<Timer> timers = new ArrayList<>();
  final List<Direction> ended = new ArrayList<>();
  final Map<Long, String> blocked = new HashMap<>();
  final Map<Direction, Boolean> held = new HashMap<>();
  Looked looked = new Looked(List.of(), List.of(), true);
  boolean cut;
  boolean hungUp;
  private Guard guard;
  private long fromClient;
  private long fromServer;
  private final ConnectionInspection inspection;
  private final ConnectionReader reader;
  final ConnectionEnforcement acting;

  Wire(Enforcement enforcement, int port) {
    this(enforcement, port, null);
  }

  /** A connection that is really looked into, unless there is nothing to do so. */
  Wire(Enforcement enforcement, int port, Inspection inspecting) {
    inspection =
        inspecting == null ? null : inspecting.loop().open(this::observed, "catalog:" + port);
    reader =
        new ConnectionReader(
            port,
            Optional.empty(),
            ProtocolLimits.DEFAULT,
            this::observed,
            inspection == null ? ContentListener.NONE : inspection.listener(),
            new ProtocolMemory());
    acting =
        new ConnectionEnforcement(
            enforcement,
            new ConnectionEnforcement.Connection(
                port, 0, 0, List.of(new Probe(port, "/healthz?full=1"))),
            this,
            this);
  }

  Wire between(Party source, Party target) {
    acting.identified(conversation(source, target));
    return this;
  }

  Wire presumablyBetween(Party source, Party target) {
    acting.presumed(conversation(source, target));
    return this;
  }

  private static Conversation conversation(Party source, Party target) {
    return new Conversation(
        new Attribution(source, Proof.PEER_VOUCH),
        new Attribution(target, Proof.NAMESPACE),
        80,
        CaptureTier.NODE,
        Vantage.SERVER);
  }

  Wire client(String text) {
    return read(Direction.FROM_CLIENT, text);
  }

  Wire server(String text) {
    return read(Direction.FROM_SERVER, text);
  }

  private Wire read(Direction direction, String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    if (direction == Direction.FROM_CLIENT) {
      fromClient += bytes.readableBytes();
    } else {
      fromServer += bytes.readableBytes();
    }
    if (guard != null) {
      guard.read(direction, bytes, 0);
    } else {
      reader.read(direction, bytes, 0);
      pass(direction, bytes);
    }
    return this;
  }

  void end(Direction direction, String unused) {
    guard.ended(direction, 0);
  }

  @Override
  public boolean isGuarded() {
    return guard != null;
  }

  private record Timer(Duration delay, Runnable call) {}

  void letTimePass() {
    letTimePass(Duration.ofDays(1));
  }

  /** Runs what was to be called within that time of when it was asked for. */
  void letTimePass(Duration time) {
    List<Timer> due = timers.stream().filter(each -> each.delay().compareTo(time) <= 0).toList();
    timers.removeAll(due);
    due.forEach(each -> each.call().run());
  }

  String atServer() {
    return toServer.toString(StandardCharsets.ISO_8859_1);
  }

  String atClient() {
    return toClient.toString(StandardCharsets.ISO_8859_1);
  }

  void sees(Seen... seen) {
    looked = new Looked(List.of(seen), List.of(), true);
  }

  private void observed(Observation observation) {
    acting.observed(observation);
  }

  @Override
  public void guard(Guard by) {
    guard = by;
  }

  @Override
  public void unguard() {
    guard = null;
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    (direction == Direction.FROM_CLIENT ? toServer : toClient)
        .writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public void end(Direction direction) {
    ended.add(direction);
  }

  @Override
  public void hold(Direction direction, boolean hold) {
    held.put(direction, hold);
  }

  @Override
  public void hangUp() {
    hungUp = true;
  }

  @Override
  public void cut() {
    cut = true;
  }

  @Override
  public void show(Direction direction, ByteBuf bytes, long nowNanos) {
    reader.read(direction, bytes, nowNanos);
  }

  @Override
  public void ended(Direction direction, long nowNanos) {
    reader.closed(direction, nowNanos);
  }

  @Override
  public ConnectionReader reader() {
    return reader;
  }

  @Override
  public ProtocolMemory memory() {
    return new ProtocolMemory();
  }

  @Override
  public long fromClientBytes() {
    return fromClient;
  }

  @Override
  public long fromServerBytes() {
    return fromServer;
  }

  @Override
  public Looked looked(long stream) {
    return inspection == null
        ? looked
        : inspection.saidOf(stream).map(Looked::of).orElse(Looked.NOT);
  }

  @Override
  public void blocked(long stream, String policy) {
    blocked.put(stream, policy);
  }

  @Override
  public void later(Duration delay, Runnable call) {
    timers.add(new Timer(delay, call));
  }
}
