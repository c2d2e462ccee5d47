// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.MediaType.Shape;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The messages that both sides send inside one exchange, as WebSocket has them (RFC 6455). */
final class Conversation {
  private static final Place PLACE = Place.of(Place.Part.WEBSOCKET);
  private static final MediaType BINARY = new MediaType(Shape.BINARY, null, false, "");

  private final Side fromClient;
  private final Side fromServer;

  private Conversation(Side fromClient, Side fromServer) {
    this.fromClient = fromClient;
    this.fromServer = fromServer;
  }

  /** Makes the conversation that the fields of an answer agree to. */
  static Conversation of(List<Message.Field> fields, ContentLimits limits, Allowance allowance) {
    String extensions = Fields.first(fields, "sec-websocket-extensions").toLowerCase(Locale.ROOT);
    boolean clientAnew = extensions.contains("client_no_context_takeover");
    boolean serverAnew = extensions.contains("server_no_context_takeover");
    return new Conversation(
        new Side(Direction.FROM_CLIENT, clientAnew, limits, allowance),
        new Side(Direction.FROM_SERVER, serverAnew, limits, allowance));
  }

  private Side side(Direction direction) {
    return direction == Direction.FROM_CLIENT ? fromClient : fromServer;
  }

  boolean inMessage(Direction direction) {
    return side(direction).inMessage;
  }

  void begin(Direction direction, boolean text, boolean deflated) {
    side(direction).begin(text, deflated);
  }

  void add(Direction direction, ByteBuf bytes, int index, int length) {
    side(direction).add(bytes, index, length);
  }

  /** The message ended; what is returned is valid until {@link #release}. */
  Message ended(Direction direction, Pieces pieces) {
    return side(direction).ended(pieces);
  }

  void release(Direction direction) {
    side(direction).body.release();
  }

  void close() {
    fromClient.close();
    fromServer.close();
  }

  /** One direction. */
  private static final class Side {
    /** What zlib holds for one inflater: its window and its state. */
    private static final int INFLATER_BYTES = 48 << 10;

    private static final int CHUNK_BYTES = 4096;
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Direction direction;
    private final boolean anew;
    private final ContentLimits limits;
    private final Allowance allowance;
    private final Gathered body;
    private @Nullable Inflater inflater;
    private boolean inMessage;
    private boolean text;
    private boolean deflated;
    private boolean unreadable;
    private @Nullable Problem problem;
    private long sentBytes;
    private long plainBytes;

    Side(Direction direction, boolean anew, ContentLimits limits, Allowance allowance) {
      this.direction = direction;
      this.anew = anew;
      this.limits = limits;
      this.allowance = allowance;
      this.body = new Gathered(allowance, limits.messageBytes());
    }

    void begin(boolean text, boolean deflated) {
      inMessage = true;
      this.text = text;
      this.deflated = deflated;
      problem = null;
      sentBytes = 0;
      plainBytes = 0;
      body.clear();
    }

    void add(ByteBuf bytes, int index, int length) {
      if (!deflated) {
        body.add(bytes, index, length);
        return;
      }
      byte[] chunk = new byte[Math.min(length, CHUNK_BYTES)];
      for (int at = 0; at < length && !unreadable; at += chunk.length) {
        int size = Math.min(chunk.length, length - at);
        bytes.getBytes(index + at, chunk, 0, size);
        inflate(chunk, size);
      }
    }

    /** Inflates all of it, kept or not: later messages refer to what came before. */
    private void inflate(byte[] chunk, int size) {
      Inflater open = open();
      if (open == null) {
        giveUp(Problem.NO_ROOM);
        return;
      }
      sentBytes += size;
      open.setInput(chunk, 0, size);
      byte[] scratch = new byte[CHUNK_BYTES];
      try {
        while (!unreadable) {
          int length = open.inflate(scratch);
          if (length == 0) {
            return;
          }
          body.add(scratch, 0, length);
          plainBytes += length;
          if (plainBytes > Expander.outputMax(sentBytes, limits.expansionRatio())
              || plainBytes > limits.expandedBytes() * 4L) {
            giveUp(Problem.EXPANSION);
          }
        }
      } catch (DataFormatException e) {
        giveUp(Problem.CODING_MALFORMED);
      }
    }

    private @Nullable Inflater open() {
      if (inflater == null && allowance.reserve(INFLATER_BYTES)) {
        inflater = new Inflater(true);
      }
      return inflater;
    }

    private void giveUp(Problem why) {
      unreadable = true;
      problem = why;
      closeInflater();
    }

    Message ended(Pieces pieces) {
      inMessage = false;
      if (deflated && !unreadable) {
        inflate(TAIL, TAIL.length);
        if (anew && inflater != null) {
          inflater.reset();
        }
      }
      if (problem != null) {
        pieces.problem(problem);
      } else if (deflated && unreadable) {
        pieces.problem(Problem.CODING_MALFORMED);
      }
      if (body.noRoom()) {
        pieces.problem(Problem.NO_ROOM);
      } else if (body.cut()) {
        pieces.problem(Problem.CUT);
      }
      if (body.size() > 0) {
        MediaType type = text || looksLikeText() ? MediaType.NONE : BINARY;
        pieces.body(type, PLACE, body.octets(), 0, body.size(), !body.cut() && problem == null);
      }
      return new Message(direction, "", "", 0, List.of(), pieces.contents(), pieces.problems());
    }

    private boolean looksLikeText() {
      int size = Math.min(body.size(), Text.SNIFFED_BYTES);
      return Text.looksLikeText(body.octets(), 0, size);
    }

    private void closeInflater() {
      if (inflater != null) {
        inflater.end();
        inflater = null;
        allowance.unreserve(INFLATER_BYTES);
      }
    }

    void close() {
      body.release();
      closeInflater();
    }
  }
}
