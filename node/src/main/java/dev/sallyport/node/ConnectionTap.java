// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.node.capture.CloseReason;
import dev.sallyport.node.capture.Guard;
import dev.sallyport.node.capture.Tap;
import dev.sallyport.node.enforce.ConnectionEnforcement;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.enforce.Looked;
import dev.sallyport.node.identity.ConnectionTrack;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.Loop;
import dev.sallyport.node.identity.NameSource;
import dev.sallyport.node.identity.Role;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.policy.Seen;
import dev.sallyport.policy.Shown;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Ending;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolMemory;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One captured connection: its bytes go to the reader, its ends to identity, and what both give is
 * counted. Confined to the connection's event loop.
 *
 * <p>Bytes, the end of the connection and the answer of identity may come in any order. Nothing is
 * counted before both ends are attributed, and everything is counted once they are, also when the
 * connection ended long before.
 */
final class ConnectionTap implements Tap, ExchangeSink, ConnectionEnforcement.Reading {
  private static final Visibility OTHER_SIDE_SILENT =
      Visibility.below(Layer.PROTOCOL, Identification.NOT_INSPECTED);

  private static final Visibility NO_CONNECTION =
      Visibility.below(Layer.PROTOCOL, "the connection did not come about, so nothing was said");

  private static final Traffic NOTHING_MOVED =
      new Traffic() {
        @Override
        public long fromClientBytes() {
          return 0;
        }

        @Override
        public long fromServerBytes() {
          return 0;
        }
      };

  private final LoopCounts counts;
  private final SummaryBuilder builder;
  private final Remembered remembered;
  private final Carried connection;
  private final ExchangeFold fold;
  private final ConnectionReader reader;
  private final ProtocolMemory memory;
  private final ConnectionTrack track;
  private final List<PodIdentity.Probe> probes;
  private final @Nullable ConnectionInspection inspection;
  private final @Nullable Enforcement enforcing;
  private @Nullable ConnectionEnforcement enforcement;
  private @Nullable Identification identification;
  private @Nullable End end;
  private boolean reads;
  private boolean namesEnded;
  private boolean telling;

  /** Policies act on it here though the other side counts it. */
  private boolean actsUncounted;

  private Traffic traffic = NOTHING_MOVED;
  private @Nullable Visibility lastSeen;
  private Visibility lastShown = Visibility.full();
  private long bytesCounted;

  /** How the connection ended, kept until its ends are attributed. */
  private record End(CloseReason why, long fromClientBytes, long fromServerBytes, long atNanos) {

    /** Whether the server was never reached. */
    boolean never() {
      return switch (why) {
        case REFUSED, UNREACHABLE, CONNECT_TIMEOUT -> true;
        case FINISHED, CLIENT_RESET, SERVER_RESET, LIMIT, DENIED, SANDBOX_GONE, STOPPED -> false;
      };
    }

    /** A client that says nothing and goes away, as probes do, did not fail. */
    Ending ending() {
      return switch (why) {
        case FINISHED -> Ending.ORDERLY;
        case CLIENT_RESET -> fromClientBytes == 0 ? Ending.ORDERLY : Ending.RESET;
        case SERVER_RESET, REFUSED, UNREACHABLE, LIMIT, DENIED -> Ending.RESET;
        case CONNECT_TIMEOUT -> Ending.TIMED_OUT;
        case SANDBOX_GONE, STOPPED -> Ending.UNOBSERVED;
      };
    }
  }

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
    this.probes = connection.podUid().isEmpty() ? List.of() : dataplane.probes(connection.podUid());
    this.enforcing = dataplane.understands() ? dataplane.enforcement() : null;
    this.fold =
        new ExchangeFold(port, connection.openedAtNanos(), dataplane.protocolLimits(), this);
    this.inspection = counts.inspect(this::observed, connection.destination());
    this.memory = dataplane.protocolMemory();
    this.reader =
        new ConnectionReader(
            port,
            remembered.protocol(connection.destination()),
            dataplane.protocolLimits(),
            this::observed,
            inspection == null ? ContentListener.NONE : inspection.listener(),
            memory);
    this.reads = dataplane.understands();
    this.track = tracking.open(counts.identityLoop(), this::identified);
    if (!reads) {
      endNames();
    }
  }

  @Override
  public void relayed(Traffic running) {
    traffic = running;
  }

  @Override
  public void guarded(Guard.Outlet outlet) {
    // Where the other side understands the connection it stands in its way as well.
    boolean mine = track.wantsBytes() || identification != null;
    if (enforcing != null && mine) {
      ConnectionEnforcement made =
          new ConnectionEnforcement(
              enforcing,
              new ConnectionEnforcement.Connection(
                  connection.port(),
                  share(connection.source()),
                  share(connection.destination().getAddress()),
                  probes()),
              this,
              outlet);
      enforcement = made;
      Identification known = identification;
      if (known != null) {
        tell(made, known);
      }
    }
  }

  @Override
  public void upstreamConnected(InetSocketAddress upstreamLocal, InetSocketAddress upstreamRemote) {
    track.upstreamConnected(upstreamLocal, upstreamRemote);
  }

  @Override
  public boolean wantsBytes() {
    return reads;
  }

  @Override
  public void bytes(Direction direction, ByteBuf bytes, long nowNanos) {
    show(direction, bytes, nowNanos);
  }

  @Override
  public void show(Direction direction, ByteBuf bytes, long nowNanos) {
    if (!reads) {
      return;
    }
    if (!track.wantsBytes() && !actsUncounted) {
      stopReading();
      return;
    }
    reader.read(direction, bytes, nowNanos);
    if (reader.finished()) {
      stopReading();
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
    return traffic.fromClientBytes();
  }

  @Override
  public long fromServerBytes() {
    return traffic.fromServerBytes();
  }

  @Override
  public Looked looked(long stream) {
    return inspection == null
        ? Looked.NOT
        : inspection.saidOf(stream).map(ConnectionTap::looked).orElse(Looked.NOT);
  }

  @Override
  public void blocked(long stream, String policy) {
    if (stream == CONNECTION) {
      fold.blocked(policy);
    } else {
      fold.blocked(stream, policy);
    }
  }

  @Override
  public void later(Duration delay, Runnable call) {
    counts.executor().schedule(call, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** New policies are in force; returns whether they cut the connection. */
  boolean ruled() {
    return enforcement != null && end == null && enforcement.ruled();
  }

  /** Probes of the kubelet, for connections from this node to a pod of it. */
  private List<PodIdentity.Probe> probes() {
    return connection.vantage() == Vantage.SERVER ? probes : List.of();
  }

  private static Looked looked(ConnectionInspection.SoFar soFar) {
    Contents said = soFar.contents();
    List<Shown> shown = new ArrayList<>(said.findings().size());
    for (int i = 0; i < said.findings().size(); i++) {
      shown.add(new Shown(soFar.foundIn().get(i), said.findings().get(i)));
    }
    return new Looked(
        said.sightings().stream()
            .map(each -> new Seen(each.direction(), each.sighting().dataClass()))
            .toList(),
        shown,
        said.whole());
  }

  /** Stands for the pod in staged roll-outs: both sides of a connection see the same address. */
  private static int share(InetAddress address) {
    return Math.floorMod(Arrays.hashCode(address.getAddress()) * 0x9E3779B1, 100);
  }

  @Override
  public void closed(
      CloseReason why, long allFromClientBytes, long allFromServerBytes, long nowNanos) {
    if (reads && why == CloseReason.FINISHED) {
      reader.closed(Direction.FROM_CLIENT, nowNanos);
      reader.closed(Direction.FROM_SERVER, nowNanos);
    }
    if (inspection != null) {
      inspection.closed();
    }
    remembered.learned(connection.destination(), reader.protocol());
    reader.limitHit().ifPresent(builder::addLimitHit);
    countBytes(allFromClientBytes + allFromServerBytes);
    end = new End(why, allFromClientBytes, allFromServerBytes, nowNanos);
    endNames();
    track.closed();
    countEnd();
  }

  /** Reports what moved so far on a connection that is not told apart into requests. */
  void drain(long nowNanos) {
    if (end != null) {
      return;
    }
    long fromClient = traffic.fromClientBytes();
    long fromServer = traffic.fromServerBytes();
    countBytes(fromClient + fromServer);
    Identification known = identification;
    if (known != null && known.role() != Role.VOUCH_ONLY) {
      fold.drain(reader, fromClient, fromServer, nowNanos);
      if (inspection != null) {
        inspection.flush(builder, nowNanos);
      }
    }
  }

  @Override
  public void exchange(Exchange exchange) {
    exchange(exchange, CONNECTION);
  }

  @Override
  public void exchange(Exchange exchange, long stream) {
    long client =
        exchange.conversation().source().party() instanceof OutsideClient
            ? OutsideAddress.hash(connection.source())
            : 0;
    // Before what was said of it is taken away, since policies may ask for that.
    Optional<Ruling> ruling =
        enforcement == null ? Optional.empty() : enforcement.counted(stream, exchange.operation());
    ConnectionInspection.Said said =
        inspection == null ? null : inspection.counted(exchange, stream);
    if (said == null || !exchange.visibility().sees(Layer.OPERATION)) {
      count(asSeen(exchange), client, Optional.empty(), ruling);
    } else {
      count(
          asSeen(seen(exchange, said.visibility())), client, Optional.of(said.contents()), ruling);
    }
    if (inspection != null) {
      inspection.countApi(exchange, stream, builder);
    }
  }

  private void count(
      Exchange exchange, long client, Optional<Contents> contents, Optional<Ruling> ruling) {
    if (ruling.isPresent() && contents.isPresent()) {
      builder.add(exchange, client, contents.get(), ruling.get());
    } else if (ruling.isPresent()) {
      builder.add(exchange, client, ruling.get());
    } else if (contents.isPresent()) {
      builder.add(exchange, client, contents.get());
    } else {
      builder.add(exchange, client);
    }
  }

  @Override
  public void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes,
      long stream) {
    if (inspection != null && stream != CONNECTION) {
      inspection.ended(stream, builder, System.nanoTime());
    }
    moved(conversation, operation, visibility, requestBytes, responseBytes);
  }

  @Override
  public void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes) {
    // What is not part of an exchange there is framing, and says nothing about payloads.
    boolean framing = inspection != null && inspection.looked() && visibility.sees(Layer.OPERATION);
    builder.addBytes(
        conversation,
        operation,
        asSeen(framing ? Visibility.full() : visibility),
        requestBytes,
        responseBytes,
        System.nanoTime());
  }

  private void observed(Observation observation) {
    if (observation instanceof Observation.NameSeen name) {
      nameSeen(name);
    } else if (observation instanceof Observation.RequestHead head) {
      if (!head.authority().isEmpty()) {
        track.nameSeen(NameSource.HTTP_AUTHORITY, head.authority());
      }
      endNames();
    }
    // What does not pass must be told before the exchange ends, and after it began.
    boolean begins = observation instanceof Observation.RequestHead;
    if (begins) {
      fold.accept(observation);
    }
    if (enforcement != null) {
      enforcement.observed(observation);
    }
    if (!begins) {
      fold.accept(observation);
    }
  }

  private void nameSeen(Observation.NameSeen name) {
    switch (name.source()) {
      case SNI -> track.nameSeen(NameSource.TLS_SERVER_NAME, name.name());
      case HTTP_AUTHORITY -> track.nameSeen(NameSource.HTTP_AUTHORITY, name.name());
      case CERTIFICATE, DNS_ANSWER -> {}
    }
  }

  private void identified(Identification answer) {
    identification = answer;
    if (enforcement != null && end == null) {
      // Policies may end the connection during this call. It is counted once its ends are told.
      telling = true;
      tell(enforcement, answer);
      telling = false;
    }
    switch (answer.role()) {
      case VOUCH_ONLY -> {
        if (!actsUncounted) {
          reads = false;
          stopInspecting();
        }
      }
      case REPORT_RAW -> {
        reads = false;
        reader.stop(Identification.NOT_INSPECTED);
        stopInspecting();
        fold.conversation(conversation(answer));
      }
      case INSPECT -> fold.conversation(conversation(answer));
    }
    countEnd();
  }

  private void tell(ConnectionEnforcement acting, Identification answer) {
    switch (answer.role()) {
      case VOUCH_ONLY -> {
        // Who counts a connection was perhaps settled in haste. The accepting side knows both ends
        // all the same, and the other one does not stand in its way.
        actsUncounted = reads && connection.vantage() == Vantage.SERVER;
        if (actsUncounted) {
          acting.identified(trusted(answer));
        } else {
          acting.leave();
        }
      }
      case INSPECT, REPORT_RAW -> acting.identified(trusted(answer));
    }
  }

  /**
   * A name that only the client gives proves nothing: anybody may say any name to any address. What
   * DNS does not agree with is an address without a name for policies.
   */
  private Conversation trusted(Identification answer) {
    Conversation told = conversation(answer);
    boolean doubtful =
        answer.agreement() == Identification.NameAgreement.DIFFERS
            || answer.agreement() == Identification.NameAgreement.NO_DNS;
    if (!doubtful || connection.tier() == CaptureTier.STEER) {
      return told;
    }
    return new Conversation(
        told.source(),
        new Attribution(
            new ExternalHost(connection.destination().getAddress().getHostAddress(), false),
            Proof.UNKNOWN),
        told.port(),
        told.tier(),
        told.vantage());
  }

  private Conversation conversation(Identification answer) {
    return new Conversation(
        answer.source(),
        answer.target(),
        connection.port(),
        connection.tier(),
        connection.vantage());
  }

  /** Counts the end once there is one and the ends are attributed. */
  private void countEnd() {
    End ended = end;
    Identification known = identification;
    if (ended == null || known == null || telling) {
      return;
    }
    if (known.role() != Role.VOUCH_ONLY) {
      fold.closed(
          reader,
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

  private void stopReading() {
    reads = false;
    endNames();
  }

  private void endNames() {
    if (!namesEnded) {
      namesEnded = true;
      track.noMoreNames();
    }
  }

  private void stopInspecting() {
    if (inspection != null) {
      inspection.stop();
    }
  }

  private Exchange asSeen(Exchange exchange) {
    return seen(exchange, asSeen(exchange.visibility()));
  }

  private static Exchange seen(Exchange exchange, Visibility seen) {
    return seen == exchange.visibility()
        ? exchange
        : new Exchange(
            exchange.conversation(),
            exchange.operation(),
            exchange.outcome(),
            seen,
            exchange.requestBytes(),
            exchange.responseBytes(),
            exchange.startedAtNanos(),
            exchange.latencyNanos(),
            exchange.durationNanos(),
            exchange.rows());
  }

  private Visibility asSeen(Visibility seen) {
    End ended = end;
    if (ended != null && ended.never()) {
      return atMost(NO_CONNECTION);
    }
    Identification known = identification;
    return known != null && known.role() == Role.REPORT_RAW ? OTHER_SIDE_SILENT : atMost(seen);
  }

  /** The same visibility comes again and again on one connection. */
  private Visibility atMost(Visibility seen) {
    if (connection.atMost().equals(Visibility.full())) {
      return seen;
    }
    if (seen != lastSeen) {
      lastSeen = seen;
      lastShown = seen.intersect(connection.atMost());
    }
    return lastShown;
  }

  private void countBytes(long total) {
    builder.addBytesSeen(total - bytesCounted);
    bytesCounted = total;
  }
}
