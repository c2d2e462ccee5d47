// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.Message;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.Ending;
import dev.sallyport.protocol.ExchangeFold;
import dev.sallyport.protocol.ExchangeSink;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.content.ContentBuffers;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.ContentReader;
import dev.sallyport.protocol.content.MessageSink;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One recorded connection: puts its segments in order and reads what they say. */
final class TcpFlow implements ExchangeSink, MessageSink {
  private static final int WAITING_MAX = 512;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  /**
   * A segment as it was recorded.
   *
   * @param sequence number of its first byte
   * @param flags its flags
   * @param bytes its content
   */
  record Segment(int sequence, int flags, byte[] bytes) {
    boolean opens() {
      return (flags & (SYN | ACK)) == SYN;
    }
  }

  /** What connections share. */
  record Surroundings(
      Recorded recorded,
      Inspection inspection,
      ProtocolMemory memory,
      ContentBuffers buffers,
      Map<InetAddress, String> names) {}

  /** One direction. */
  private static final class Half {
    private final TreeMap<Long, byte[]> waiting = new TreeMap<>();
    private boolean started;
    private int first;
    private long next;
    private long bytes;
    private boolean ended;
  }

  private final InetSocketAddress client;
  private final InetSocketAddress server;
  private final Surroundings surroundings;
  private final Half fromClient = new Half();
  private final Half fromServer = new Half();
  private final ExchangeFold fold;
  private final ContentReader contents;
  private final ConnectionReader reader;
  private final Map<Long, Inspection.Found> found = new HashMap<>();
  private Inspection.@Nullable Found current;
  private String name = "";
  private boolean reset;
  private boolean closed;

  TcpFlow(
      InetSocketAddress client,
      InetSocketAddress server,
      long nowNanos,
      Surroundings surroundings) {
    this.client = client;
    this.server = server;
    this.surroundings = surroundings;
    this.fold = new ExchangeFold(server.getPort(), nowNanos, ProtocolLimits.DEFAULT, this);
    this.contents =
        new ContentReader(ContentLimits.DEFAULT, surroundings.buffers, this, this::observed);
    this.reader =
        new ConnectionReader(
            server.getPort(),
            Optional.empty(),
            ProtocolLimits.DEFAULT,
            this::observed,
            contents,
            surroundings.memory);
  }

  boolean ended() {
    return reset || fromClient.ended && fromServer.ended;
  }

  void segment(InetSocketAddress source, Segment segment, long nowNanos) {
    boolean asks = source.equals(client);
    Half half = asks ? fromClient : fromServer;
    reset |= (segment.flags & RST) != 0;
    boolean syn = (segment.flags & SYN) != 0;
    if (!half.started) {
      half.started = true;
      half.first = syn ? segment.sequence + 1 : segment.sequence;
    }
    // Numbers wrap around; the distance to the first one does not.
    long at = unwrapped(half, segment.sequence + (syn ? 1 : 0));
    if (segment.bytes.length > 0 && at + segment.bytes.length > half.next) {
      half.waiting.putIfAbsent(at, segment.bytes);
      if (half.waiting.size() > WAITING_MAX) {
        reader.stop("packets are missing in the recording");
        half.next = half.waiting.firstKey();
      }
    }
    drain(half, asks ? Direction.FROM_CLIENT : Direction.FROM_SERVER, nowNanos);
    half.ended |= (segment.flags & FIN) != 0;
  }

  private static long unwrapped(Half half, int sequence) {
    int distance = sequence - half.first - (int) half.next;
    return half.next + distance;
  }

  private void drain(Half half, Direction direction, long nowNanos) {
    while (!half.waiting.isEmpty() && half.waiting.firstKey() <= half.next) {
      Map.Entry<Long, byte[]> entry = half.waiting.pollFirstEntry();
      int known = (int) Math.min(entry.getValue().length, half.next - entry.getKey());
      int fresh = entry.getValue().length - known;
      if (fresh > 0) {
        half.next += fresh;
        half.bytes += fresh;
        reader.read(direction, Unpooled.wrappedBuffer(entry.getValue(), known, fresh), nowNanos);
      }
    }
  }

  /** Counts what is left. */
  void end(long nowNanos) {
    if (closed) {
      return;
    }
    closed = true;
    if (!fromClient.waiting.isEmpty() || !fromServer.waiting.isEmpty()) {
      reader.stop("packets are missing in the recording");
    } else if (!reset) {
      reader.closed(Direction.FROM_CLIENT, nowNanos);
      reader.closed(Direction.FROM_SERVER, nowNanos);
    }
    fold.conversation(conversation());
    Ending ending = reset ? Ending.RESET : ended() ? Ending.ORDERLY : Ending.UNOBSERVED;
    fold.closed(reader, ending, fromClient.bytes, fromServer.bytes, nowNanos);
    contents.closed();
  }

  private Conversation conversation() {
    return Recorded.between(party(client, ""), party(server, name), server.getPort());
  }

  private Party party(InetSocketAddress address, String seen) {
    String known = surroundings.names.getOrDefault(address.getAddress(), seen);
    return known.isEmpty()
        ? new ExternalHost(address.getAddress().getHostAddress(), false)
        : new ExternalHost(known, true);
  }

  private void observed(Observation observation) {
    switch (observation) {
      case Observation.NameSeen seen -> name = seen.name();
      case Observation.RequestHead head -> {
        name = head.authority().isEmpty() ? name : head.authority();
        fold.conversation(conversation());
      }
      case Observation.ResponseEnd end -> current = found.remove(end.stream());
      default -> {}
    }
    fold.accept(observation);
    current = null;
  }

  @Override
  public void request(long stream, Message message) {
    inspect(stream, message);
  }

  @Override
  public void response(long stream, Message message) {
    inspect(stream, message);
  }

  private void inspect(long stream, Message message) {
    surroundings.inspection.inspect(
        message, found.computeIfAbsent(stream, key -> new Inspection.Found()));
  }

  @Override
  public void exchange(Exchange exchange) {
    Inspection.@Nullable Found here = current;
    Contents said = here == null ? null : here.contents();
    surroundings.recorded.add(exchange, said);
  }

  @Override
  public void moved(
      Conversation conversation,
      Operation operation,
      Visibility visibility,
      long requestBytes,
      long responseBytes) {
    // Bytes behind what was told apart; a recording is not billed.
  }
}
