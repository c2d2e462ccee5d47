// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Editing;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.HttpDenial;
import dev.sallyport.protocol.gate.Sentence;
import dev.sallyport.protocol.http.Http2Passing.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gate of HTTP/2: each stream waits, passes or is refused by itself. Header blocks are written
 * anew, since leaving one out would make those behind it unreadable; all other frames pass as they
 * came. What flow control allowed for data that goes no further is given back to its sender.
 */
public final class Http2Gate implements Gate {
  private static final int HEADER_BYTES = 9;
  private static final int PREFACE_BYTES = 24;
  private static final int PRIORITY_FRAME = 2;
  private static final int WINDOW_UPDATE = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int NO_ERROR = 0;
  private static final int CANCEL = 8;

  private final Surroundings surroundings;
  private final Function<Direction, Optional<Http2Headers>> blocks;
  private final IntObjectHashMap<Http2Passing> streams = new IntObjectHashMap<>(8);
  private final Way fromClient;
  private final Way fromServer;
  private int lastStream;
  private int clientWindow = DEFAULT_WINDOW;
  private boolean open;

  /** Whether anything passed as it is written here. */
  private boolean began;

  /** Whether it was opened before, so that all passes as it comes. */
  private boolean raw;

  private boolean over;

  /**
   * Makes the gate of a connection on which nothing passed yet.
   *
   * @param surroundings what it stands in
   * @param blocks gives the header blocks of a direction as the reader of the connection read them,
   *     one after the other
   */
  public Http2Gate(Surroundings surroundings, Function<Direction, Optional<Http2Headers>> blocks) {
    this.surroundings = requireNonNull(surroundings, "surroundings");
    this.blocks = requireNonNull(blocks, "blocks");
    this.fromClient = new Way(Direction.FROM_CLIENT, PREFACE_BYTES);
    this.fromServer = new Way(Direction.FROM_SERVER, 0);
  }

  @Override
  public void take(Direction direction, ByteBuf bytes) {
    if (over) {
      bytes.release();
    } else {
      way(direction).lane.add(bytes);
    }
  }

  @Override
  public void observed(Observation observation) {
    if (observation instanceof Observation.RequestHead head) {
      int id = (int) head.stream();
      Http2Passing stream = new Http2Passing(id, head);
      if (open) {
        stream.request.fate = Fate.PASSES;
        stream.answer.fate = Fate.PASSES;
      }
      streams.put(id, stream);
      lastStream = Math.max(lastStream, id);
    }
  }

  @Override
  public void sentence(long number, Sentence sentence) {
    Http2Passing stream = streams.get((int) number);
    if (stream == null) {
      return;
    }
    boolean first = stream.request.fate == Fate.WAITS;
    switch (sentence) {
      case Sentence.Pass pass -> {
        if (first) {
          stream.request.fate = Fate.PASSES;
          stream.editing = pass.editing();
        }
        if (pass.answer() && stream.answer.fate == Fate.WAITS) {
          stream.answer.fate = Fate.PASSES;
        }
      }
      case Sentence.Refuse refuse -> {
        if (stream.answer.fate == Fate.WAITS) {
          if (first) {
            stream.request.fate = Fate.DROPPED;
          }
          stream.answer.fate = Fate.DROPPED;
          fromServer.telling.add(new Telling(stream, refuse.denial(), first));
        }
      }
    }
  }

  @Override
  public void advance() {
    if (over) {
      return;
    }
    if (raw) {
      fromClient.passRaw();
      fromServer.passRaw();
      return;
    }
    began = true;
    fromClient.advance();
    fromServer.advance();
    for (Http2Passing stream : List.copyOf(streams.values())) {
      fromClient.flush(stream);
      fromServer.flush(stream);
    }
    fromServer.tell();
    fromClient.tell();
    forget();
  }

  @Override
  public void open(Ruling ruling) {
    if (ruling.decision().verdict() instanceof Verdict.Deny
        && ruling.effect() instanceof Effect.Applied) {
      throw new IllegalArgumentException("a ruling that denies opens nothing");
    }
    open = true;
    raw = raw || !began;
    for (Http2Passing each : streams.values()) {
      each.request.fate = each.request.fate == Fate.WAITS ? Fate.PASSES : each.request.fate;
      each.answer.fate = each.answer.fate == Fate.WAITS ? Fate.PASSES : each.answer.fate;
    }
  }

  /** Once blocks were written anew, who reads them knows no table, and who sends still has one. */
  @Override
  public boolean removable() {
    return raw || !began;
  }

  @Override
  public boolean canEdit(Editing editing) {
    return editing instanceof Editing.Bodies;
  }

  @Override
  public long held(Direction direction) {
    long held = way(direction).lane.held();
    for (Http2Passing each : streams.values()) {
      held += each.side(direction).heldBytes;
    }
    return held;
  }

  /** A sender that has used up what it may send waits for somebody to take it. */
  @Override
  public long stalled() {
    long all = 0;
    for (Http2Passing each : streams.values()) {
      if (each.request.fate == Fate.WAITS
          && each.request.heldBytes > 0
          && each.request.heldBytes >= clientWindow) {
        return each.id;
      }
      all += each.request.heldBytes;
    }
    if (all >= DEFAULT_WINDOW) {
      for (Http2Passing each : streams.values()) {
        if (each.request.fate == Fate.WAITS) {
          return each.id;
        }
      }
    }
    return -1;
  }

  @Override
  public void close() {
    over = true;
    fromClient.lane.close();
    fromServer.lane.close();
    for (Http2Passing each : streams.values()) {
      each.request.release();
      each.answer.release();
    }
    streams.clear();
  }

  private Way way(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  private Way back(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromServer : fromClient;
  }

  private void forget() {
    for (Http2Passing stream : List.copyOf(streams.values())) {
      boolean passed =
          stream.request.waiting.isEmpty()
              && stream.answer.waiting.isEmpty()
              && stream.request.ended
              && stream.answer.ended;
      boolean refused = stream.request.fate == Fate.DROPPED && stream.told;
      if (passed || refused) {
        stream.request.release();
        stream.answer.release();
        streams.remove(stream.id);
      }
    }
  }

  private void hangUp() {
    if (!over) {
      close();
      surroundings.hangUp();
    }
  }

  /** A refusal whose turn has not come, since a frame is under way. */
  private record Telling(Http2Passing stream, Denial denial, boolean whole) {}

  /** One direction. */
  private final class Way {
    final dev.sallyport.protocol.gate.Lane lane = new dev.sallyport.protocol.gate.Lane(0);
    final Http2Writer writer = new Http2Writer();
    final List<Telling> telling = new ArrayList<>(0);

    /** Frames of ours that wait until the frame under way has passed. */
    final List<ByteBuf> between = new ArrayList<>(0);

    private final Direction direction;
    private long passing;

    /** Whether its first frame came, before which nothing of ours may be said. */
    private boolean spoke;

    private long dropping;
    private int blockStream;
    private int blockPromised = -1;
    private boolean blockEnds;

    /** Bytes of ours that the receiver will allow the other side to send again. */
    private long debt;

    Way(Direction direction, int preface) {
      this.direction = direction;
      this.passing = preface;
    }

    void passRaw() {
      while (lane.held() > 0) {
        surroundings.pass(direction, lane.next(Long.MAX_VALUE));
      }
    }

    void advance() {
      while (!over && lane.held() > 0) {
        if (passing > 0) {
          ByteBuf part = lane.next(lane.gone() + passing);
          passing -= part.readableBytes();
          surroundings.pass(direction, part);
        } else if (dropping > 0) {
          ByteBuf part = lane.next(lane.gone() + dropping);
          dropping -= part.readableBytes();
          part.release();
        } else {
          putBetween();
          if (lane.held() < HEADER_BYTES || !frame()) {
            return;
          }
        }
      }
      putBetween();
    }

    /** Deals with the next frame; returns false when more of it must come first. */
    private boolean frame() {
      spoke = true;
      int length = lane.peek(0) << 16 | lane.peek(1) << 8 | lane.peek(2);
      int type = lane.peek(3);
      int flags = lane.peek(4);
      int id = (lane.peek(5) & 0x7f) << 24 | lane.peek(6) << 16 | lane.peek(7) << 8 | lane.peek(8);
      Http2Passing stream = id == 0 ? null : streams.get(id);
      boolean whole = lane.held() >= HEADER_BYTES + length;
      return switch (type) {
        case Http2Frames.HEADERS, Http2Frames.PUSH_PROMISE, Http2Frames.CONTINUATION -> {
          if (whole) {
            block(lane.take(HEADER_BYTES + length), type, flags, id);
          }
          yield whole;
        }
        case Http2Frames.DATA -> data(stream, flags, length, whole);
        case Http2Frames.SETTINGS -> {
          if (whole && direction == Direction.FROM_SERVER && (flags & Http2Frames.ACK) == 0) {
            settings(length);
          }
          yield whole && raw(length);
        }
        case WINDOW_UPDATE -> whole && window(stream, id, flags, length);
        case Http2Frames.RST_STREAM, PRIORITY_FRAME -> whole && aside(stream, type, flags, length);
        default -> raw(length);
      };
    }

    /** A client's frame about a stream that is over, or was refused: its server need not know. */
    private boolean unknown(int length, boolean data) {
      if (direction == Direction.FROM_SERVER) {
        return raw(length);
      }
      if (data) {
        giveBack(0, length);
      }
      return drop(length);
    }

    private boolean raw(int length) {
      passing = HEADER_BYTES + length;
      return true;
    }

    private boolean drop(int length) {
      dropping = HEADER_BYTES + length;
      return true;
    }

    /** The client's windows for streams that come are the server's to say. */
    private void settings(int length) {
      for (int i = HEADER_BYTES; i + 6 <= HEADER_BYTES + length; i += 6) {
        if ((lane.peek(i) << 8 | lane.peek(i + 1)) == INITIAL_WINDOW_SIZE) {
          clientWindow =
              (lane.peek(i + 2) & 0x7f) << 24
                  | lane.peek(i + 3) << 16
                  | lane.peek(i + 4) << 8
                  | lane.peek(i + 5);
        }
      }
    }

    private void block(ByteBuf frame, int type, int flags, int id) {
      if (type != Http2Frames.CONTINUATION) {
        blockStream = id;
        blockEnds = type == Http2Frames.HEADERS && (flags & Http2Frames.END_STREAM) != 0;
        int at = frame.readerIndex() + HEADER_BYTES + ((flags & Http2Frames.PADDED) != 0 ? 1 : 0);
        blockPromised =
            type == Http2Frames.PUSH_PROMISE ? frame.getInt(at) & Integer.MAX_VALUE : -1;
      }
      frame.release();
      if ((flags & Http2Frames.END_HEADERS) == 0) {
        return;
      }
      Http2Headers headers = blocks.apply(direction).orElse(null);
      if (headers == null) {
        // The reader did not follow, so nobody knows what this is.
        hangUp();
      } else if (blockPromised >= 0) {
        put(writer.promise(blockStream, blockPromised, headers));
      } else {
        headers(blockStream, headers, blockEnds);
      }
    }

    private void headers(int id, Http2Headers headers, boolean endStream) {
      Http2Passing stream = streams.get(id);
      if (stream == null) {
        if (direction == Direction.FROM_CLIENT && id > lastStream) {
          hangUp();
        } else if (direction == Direction.FROM_SERVER) {
          // A pushed stream, or one that is over for us.
          put(writer.headers(id, headers, endStream));
        }
        return;
      }
      Http2Passing.Side side = stream.side(direction);
      if (direction == Direction.FROM_CLIENT && !side.headPassed && side.waiting.isEmpty()) {
        stream.seen = true;
        stream.accept = text(headers, "accept");
        stream.contentType = text(headers, "content-type");
      }
      side.endedHere |= endStream;
      if (side.fate == Fate.DROPPED) {
        side.ended |= endStream;
      } else {
        side.waiting.add(new Http2Passing.Block(headers, endStream));
        flush(stream);
      }
    }

    private boolean data(@Nullable Http2Passing stream, int flags, int length, boolean whole) {
      if (stream == null) {
        return unknown(length, true);
      }
      Http2Passing.Side side = stream.side(direction);
      boolean ends = (flags & Http2Frames.END_STREAM) != 0;
      if (side.fate == Fate.PASSES && side.editor == null && side.waiting.isEmpty()) {
        side.ended |= ends;
        side.endedHere |= ends;
        return raw(length);
      }
      if (side.fate == Fate.DROPPED) {
        side.ended |= ends;
        side.endedHere |= ends;
        giveBack(0, length);
        return drop(length);
      }
      if (whole) {
        side.endedHere |= ends;
        side.heldBytes += length;
        side.waiting.add(
            new Http2Passing.Frame(Http2Frames.DATA, flags, lane.take(HEADER_BYTES + length)));
        flush(stream);
      }
      return whole;
    }

    /** A frame about a stream that is not part of its data. */
    private boolean aside(@Nullable Http2Passing stream, int type, int flags, int length) {
      if (stream == null) {
        boolean ours = (lane.peek(8) & 1) == 1 && type != PRIORITY_FRAME;
        return ours ? unknown(length, false) : raw(length);
      }
      Http2Passing.Side side = stream.side(direction);
      if (type == Http2Frames.RST_STREAM) {
        return reset(stream, length);
      }
      if (stream.request.fate == Fate.DROPPED) {
        return drop(length);
      }
      if (direction == Direction.FROM_CLIENT && !side.headPassed) {
        side.waiting.add(new Http2Passing.Frame(type, flags, lane.take(HEADER_BYTES + length)));
        return true;
      }
      return raw(length);
    }

    private boolean reset(Http2Passing stream, int length) {
      boolean known = stream.request.headPassed;
      boolean refused = stream.answer.fate == Fate.DROPPED;
      for (Http2Passing.Item each : stream.side(direction).waiting) {
        if (each instanceof Http2Passing.Frame frame && frame.type() == Http2Frames.DATA) {
          giveBack(0, frame.bytes().readableBytes() - HEADER_BYTES);
        }
      }
      stream.request.release();
      stream.answer.release();
      streams.remove(stream.id);
      // A server that never heard of the stream must not hear of its end either.
      boolean quiet = direction == Direction.FROM_CLIENT ? !known : refused;
      return quiet ? drop(length) : raw(length);
    }

    private boolean window(@Nullable Http2Passing stream, int id, int flags, int length) {
      if (id == 0 && back(direction).debt > 0 && length == 4) {
        Way other = back(direction);
        int more =
            (lane.peek(9) & 0x7f) << 24 | lane.peek(10) << 16 | lane.peek(11) << 8 | lane.peek(12);
        long kept = Math.min(other.debt, more);
        other.debt -= kept;
        lane.take(HEADER_BYTES + length).release();
        if (more > kept) {
          put(Http2Writer.number(WINDOW_UPDATE, 0, (int) (more - kept)));
        }
        return true;
      }
      return id == 0 ? raw(length) : aside(stream, WINDOW_UPDATE, flags, length);
    }

    /** Lets pass what waits of a stream, as far as it may. */
    void flush(Http2Passing stream) {
      Http2Passing.Side side = stream.side(direction);
      if (side.fate == Fate.DROPPED) {
        for (Http2Passing.Item each : side.waiting) {
          if (each instanceof Http2Passing.Frame frame && frame.type() == Http2Frames.DATA) {
            giveBack(0, frame.bytes().readableBytes() - HEADER_BYTES);
          }
        }
        boolean ended = side.endedHere;
        side.release();
        side.ended |= ended;
        return;
      }
      // Interim answers pass before the answer itself is decided.
      while (!side.waiting.isEmpty()
          && (side.fate == Fate.PASSES || isInterim(side.waiting.element()))
          && passing == 0) {
        switch (side.waiting.remove()) {
          case Http2Passing.Block block -> pass(stream, side, block);
          case Http2Passing.Frame frame -> pass(stream, side, frame);
        }
      }
    }

    private boolean isInterim(Http2Passing.Item item) {
      return direction == Direction.FROM_SERVER
          && item instanceof Http2Passing.Block block
          && Http2Names.status(block.headers().status()) < 200;
    }

    private void pass(Http2Passing stream, Http2Passing.Side side, Http2Passing.Block block) {
      Http2Headers headers = block.headers();
      BodyEditor editor = side.editor;
      if (editor != null && block.endStream()) {
        // Trailers: the body is over.
        side.editor = null;
        List<ByteBuf> last = new ArrayList<>();
        editor.end(last::add);
        last.forEach(each -> edited(stream, each, false));
      } else if (!isInterim(block) && !side.headPassed && !block.endStream()) {
        edit(stream, side, headers);
      }
      side.headPassed = side.headPassed || !isInterim(block);
      side.ended |= block.endStream();
      put(writer.headers(stream.id, headers, block.endStream()));
    }

    private void edit(Http2Passing stream, Http2Passing.Side side, Http2Headers headers) {
      if (stream.editing instanceof Editing.Bodies bodies) {
        int status = direction == Direction.FROM_SERVER ? Http2Names.status(headers.status()) : 0;
        BodyEditor editor =
            bodies.editors().editor(direction, new Http2HeadView(headers, status)).orElse(null);
        if (editor != null) {
          side.editor = editor;
          for (String untrue : List.of("content-md5", "digest", "content-digest", "repr-digest")) {
            headers.remove(untrue);
          }
          if (!editor.keepsLength()) {
            headers.remove("content-length");
          }
        }
      }
    }

    private void pass(Http2Passing stream, Http2Passing.Side side, Http2Passing.Frame frame) {
      ByteBuf bytes = frame.bytes();
      if (frame.type() != Http2Frames.DATA) {
        surroundings.pass(direction, bytes);
        return;
      }
      int length = bytes.readableBytes() - HEADER_BYTES;
      side.heldBytes -= length;
      boolean ends = (frame.flags() & Http2Frames.END_STREAM) != 0;
      BodyEditor editor = side.editor;
      if (editor == null) {
        side.ended |= ends;
        surroundings.pass(direction, bytes);
        return;
      }
      boolean padded = (frame.flags() & Http2Frames.PADDED) != 0;
      int start = bytes.readerIndex() + HEADER_BYTES + (padded ? 1 : 0);
      int padding = padded ? 1 + bytes.getUnsignedByte(start - 1) : 0;
      List<ByteBuf> pieces = new ArrayList<>(2);
      editor.edit(bytes.slice(start, length - padding), pieces::add);
      if (ends) {
        side.editor = null;
        editor.end(pieces::add);
      }
      bytes.release();
      ByteBuf all = Unpooled.wrappedBuffer(pieces.toArray(new ByteBuf[0]));
      long more = all.readableBytes() - (long) length;
      if (more < 0) {
        giveBack(0, (int) -more);
        if (!ends) {
          giveBack(stream.id, (int) -more);
        }
      } else {
        debt += more;
      }
      side.ended |= ends;
      edited(stream, all, ends);
    }

    private void edited(Http2Passing stream, ByteBuf data, boolean ends) {
      put(Http2Writer.data(stream.id, data, ends));
      data.release();
    }

    /** Returns to the sender what flow control took for bytes that go no further. */
    private void giveBack(int stream, int bytes) {
      if (bytes > 0) {
        back(direction).put(Http2Writer.number(WINDOW_UPDATE, stream, bytes));
      }
    }

    /** Writes frames of ours, between those that pass. */
    void put(ByteBuf frames) {
      if (passing > 0 || !spoke) {
        between.add(frames);
      } else {
        putBetween();
        surroundings.pass(direction, frames);
      }
    }

    private void putBetween() {
      if (passing == 0 && spoke && !between.isEmpty()) {
        between.forEach(each -> surroundings.pass(direction, each));
        between.clear();
      }
    }

    /** Says refusals. */
    void tell() {
      for (Telling each : List.copyOf(telling)) {
        if (!each.stream().seen) {
          continue;
        }
        telling.remove(each);
        tell(each.stream(), each.denial(), each.whole());
      }
      putBetween();
    }

    private void tell(Http2Passing stream, Denial denial, boolean whole) {
      if (stream.answer.headPassed) {
        hangUp();
        return;
      }
      HttpDenial told =
          HttpDenial.of(stream.head.operation(), stream.accept, stream.contentType, denial);
      List<Map.Entry<CharSequence, CharSequence>> fields = new ArrayList<>();
      fields.add(field(":status", Integer.toString(told.status())));
      told.fields().forEach(each -> fields.add(field(each.name(), each.value())));
      boolean body = told.body().length > 0;
      if (body) {
        fields.add(field("content-length", Integer.toString(told.body().length)));
      }
      put(writer.headers(stream.id, fields, !body));
      if (body) {
        debt += told.body().length;
        put(Http2Writer.data(stream.id, Unpooled.wrappedBuffer(told.body()), true));
      }
      stream.told = true;
      if (whole) {
        if (!stream.request.endedHere) {
          put(Http2Writer.number(Http2Frames.RST_STREAM, stream.id, NO_ERROR));
        }
        stream.answer.ended = true;
        surroundings.refused(stream.id);
      } else if (!stream.answer.endedHere) {
        fromClient.put(Http2Writer.number(Http2Frames.RST_STREAM, stream.id, CANCEL));
        stream.answer.ended = true;
      }
    }
  }

  private static Map.Entry<CharSequence, CharSequence> field(String name, String value) {
    return new SimpleImmutableEntry<>(name, value);
  }

  private static String text(Http2Headers headers, String name) {
    CharSequence value = headers.get(name);
    return value == null ? "" : value.toString().toLowerCase(java.util.Locale.ROOT);
  }
}
