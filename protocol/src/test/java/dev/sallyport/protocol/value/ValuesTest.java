// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.HeadView;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private final Heard heard = new Heard();
  private final Values values = new Values(heard, Place.Part.DOCUMENT);

  /** Takes the lines and whether all are whole. */
  private static final class Heard implements ContentListener {
    final List<String> lines = new ArrayList<>();
    boolean cut;
    int most = Integer.MAX_VALUE;

    @Override
    public boolean wantsValues() {
      return true;
    }

    @Override
    public boolean values(long stream, Message message) {
      for (Content each : message.contents()) {
        new String(each.bytes(), each.offset(), each.length(), StandardCharsets.UTF_8)
            .lines()
            .forEach(lines::add);
      }
      cut |= !message.problems().isEmpty();
      return lines.size() < most;
    }

    @Override
    public void request(long stream, Operation operation, HeadView head) {}

    @Override
    public void answer(long stream, HeadView head) {}

    @Override
    public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {}

    @Override
    public void ended(Direction direction, long stream, long nowNanos) {}

    @Override
    public void givenUp(long stream) {}

    @Override
    public void message(Direction direction, long stream, boolean text, boolean deflated) {}

    @Override
    public void lost() {}
  }

  private void say(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    values.value(name, bytes, 0, bytes.length);
  }

  @Test
  void aLongValueGoesOnUnderTheSameNamesWhereAWordEnds() {
    String text = "4111111111111111 ".repeat(20_000);
    values.open(1, Direction.FROM_CLIENT);
    values.down("card");
    values.downList("seen");
    say(Values.ELEMENT, text);
    values.upList();
    values.up();
    say("last", "value");
    values.close();
    values.flush();
    assertThat(heard.cut).isFalse();
    assertThat(heard.lines).hasSizeGreaterThan(20);
    String start = "{\"card\":{\"seen\":[\"";
    assertThat(heard.lines).allMatch(each -> each.startsWith(start + "4111111111111111 "));
    assertThat(heard.lines.getLast()).endsWith("\"]},\"last\":\"value\"}");
    StringBuilder joined = new StringBuilder();
    heard.lines.forEach(
        each -> joined.append(each, start.length(), each.indexOf('"', start.length())));
    assertThat(joined).hasToString(text);
  }

  @Test
  void aLineOfManyValuesGoesOnInTheNext() {
    values.open(1, Direction.FROM_CLIENT);
    for (int i = 0; i < 20_000; i++) {
      values.down("part");
      say("id", "value " + i);
      values.up();
    }
    values.close();
    values.flush();
    assertThat(heard.cut).isFalse();
    assertThat(String.join("", heard.lines)).contains("\"value 0\"", "\"value 19999\"");
    assertThat(heard.lines).allMatch(each -> each.startsWith("{\"part\":{\"id\":"));
  }

  @Test
  void aLongValueThatNobodyWantsToTheEndIsNotWrittenToTheEnd() {
    heard.most = 1;
    values.open(1, Direction.FROM_CLIENT);
    say("note", "word ".repeat(100_000));
    values.close();
    values.flush();
    assertThat(heard.lines).hasSizeLessThan(8);
  }

  @Test
  void allLargeArraysOfAThreadTogetherAreBounded() {
    List<byte[]> held = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < 40; i++) {
      byte[] array = LargeArrays.grown(new byte[LargeArrays.SMALL], 1 << 20, 1 << 20);
      held.add(array);
      bytes += array.length > LargeArrays.SMALL ? array.length : 0;
    }
    assertThat(bytes).isBetween(3L << 20, (long) LargeArrays.LARGE_BYTES_MAX);
    assertThat(held.getLast()).hasSize(LargeArrays.SMALL);
    held.forEach(LargeArrays::done);
    byte[] again = LargeArrays.grown(held.getLast(), 1 << 20, 1 << 20);
    assertThat(again).hasSize(1 << 20);
    LargeArrays.done(again);
  }
}
