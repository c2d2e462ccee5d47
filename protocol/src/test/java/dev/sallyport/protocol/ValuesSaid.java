// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values that data stores are heard to be told and to answer, by exchange and side. */
public final class ValuesSaid implements ContentListener {
  private final ContentListener inner;
  private final Map<String, String> said = new TreeMap<>();

  public ValuesSaid() {
    this(NONE);
  }

  public ValuesSaid(ContentListener inner) {
    this.inner = inner;
  }

  /** Returns all lines, those of the same exchange and side together. */
  public Map<String, String> said() {
    return said;
  }

  /** Returns the lines of one side. */
  public List<String> lines(Direction direction) {
    return said.entrySet().stream()
        .filter(each -> each.getKey().endsWith(direction.name()))
        .flatMap(each -> each.getValue().lines())
        .toList();
  }

  @Override
  public boolean wantsValues() {
    return true;
  }

  @Override
  public boolean values(long stream, Message message) {
    String key = "%04d %s".formatted(stream, message.direction());
    for (Content each : message.contents()) {
      byte[] bytes = each.bytes();
      String text = new String(bytes, each.offset(), each.length(), StandardCharsets.ISO_8859_1);
      said.merge(key, text, String::concat);
    }
    for (Message.Problem each : message.problems()) {
      said.merge("%04d %s".formatted(stream, each), "", String::concat);
    }
    return true;
  }

  @Override
  public void valuesEnded(long stream) {
    said.merge("%04d ended".formatted(stream), "", (a, b) -> a + "again");
  }

  @Override
  public void request(long stream, Operation operation, HeadView head) {
    inner.request(stream, operation, head);
  }

  @Override
  public void answer(long stream, HeadView head) {
    inner.answer(stream, head);
  }

  @Override
  public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {
    inner.body(direction, stream, bytes, index, length);
  }

  @Override
  public void ended(Direction direction, long stream, long nowNanos) {
    inner.ended(direction, stream, nowNanos);
  }

  @Override
  public void givenUp(long stream) {
    inner.givenUp(stream);
  }

  @Override
  public void message(Direction direction, long stream, boolean text, boolean deflated) {
    inner.message(direction, stream, text, deflated);
  }

  @Override
  public void lost() {
    inner.lost();
  }
}
