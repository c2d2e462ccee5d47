// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Denial;
import dev.sallyport.protocol.gate.Gate;
import dev.sallyport.protocol.gate.HttpDenial;
import io.netty.buffer.Unpooled;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Refusals that are to be said to the client, each once its stream is known and it is our turn. */
final class Http2Tellings {
  private static final int NO_ERROR = 0;
  private static final int CANCEL = 8;

  private final Http2Session session;
  private final Gate.Surroundings surroundings;
  private final List<Telling> telling = new ArrayList<>(0);

  private record Telling(Http2Passing stream, Denial denial, boolean whole) {}

  Http2Tellings(Http2Session session, Gate.Surroundings surroundings) {
    this.session = session;
    this.surroundings = surroundings;
  }

  /**
   * Remembers a refusal.
   *
   * @param whole whether nothing of the request passed
   */
  void add(Http2Passing stream, Denial denial, boolean whole) {
    telling.add(new Telling(stream, denial, whole));
  }

  /** Says those that can be said by now. */
  void tell() {
    for (Telling each : List.copyOf(telling)) {
      if (each.stream().seen) {
        telling.remove(each);
        tell(each.stream(), each.denial(), each.whole());
      }
    }
    session.out(Direction.FROM_SERVER).putBetween();
  }

  private void tell(Http2Passing stream, Denial denial, boolean whole) {
    if (stream.answer.headPassed) {
      session.hangUp();
      return;
    }
    HttpDenial told =
        HttpDenial.of(stream.head.operation(), stream.accept, stream.contentType, denial);
    write(stream, told);
    stream.told = true;
    if (whole) {
      if (!stream.request.endedHere) {
        reset(Direction.FROM_SERVER, stream, NO_ERROR);
      }
      stream.answer.ended = true;
      surroundings.refused(stream.id);
    } else if (!stream.answer.endedHere) {
      reset(Direction.FROM_CLIENT, stream, CANCEL);
      stream.answer.ended = true;
    }
  }

  private void write(Http2Passing stream, HttpDenial told) {
    List<Map.Entry<CharSequence, CharSequence>> fields = new ArrayList<>();
    fields.add(field(":status", Integer.toString(told.status())));
    told.fields().forEach(each -> fields.add(field(each.name(), each.value())));
    boolean body = told.body().length > 0;
    if (body) {
      fields.add(field("content-length", Integer.toString(told.body().length)));
    }
    Http2Outlet out = session.out(Direction.FROM_SERVER);
    out.put(out.writer.headers(stream.id, fields, !body));
    if (body) {
      out.owes(told.body().length);
      session.data(Direction.FROM_SERVER, stream.id, Unpooled.wrappedBuffer(told.body()), true);
    }
  }

  private void reset(Direction direction, Http2Passing stream, int why) {
    session.out(direction).put(Http2Writer.number(Http2Frames.RST_STREAM, stream.id, why));
  }

  private static Map.Entry<CharSequence, CharSequence> field(String name, String value) {
    return new SimpleImmutableEntry<>(name, value);
  }
}
