// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** An outline says of every byte what looking at it says, and walks led by one go the same way. */
class OutlineTest {
  private static final String[] PARTS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\\"",
    "\\\\",
    "\\",
    " ",
    "\n",
    "abc",
    "name",
    "12.5",
    "-",
    "A",
    "_",
    "<p>",
    "<a href=\"x&amp;y\">",
    "</p>",
    "<!--",
    "-->",
    "<",
    ">",
    "=",
    "'",
    "&",
    "é",
    "１",
    "@",
    "true",
    "{\"key\":\"a value of some words\",\"id\":[1,\"two\\nlines\"]}",
    "text between tags, long enough to fill a block"
  };

  private final Outline outline = new Outline();
  private final Random random = new Random(5);

  @Test
  void tablesSayWhatVectorsSay() {
    byte[] last = new byte[Outline.BLOCK];
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      int from = random.nextInt(bytes.length + 1);
      long[] byTables = new long[9 * Outline.KINDS];
      long[] byVectors = new long[9 * Outline.KINDS];
      TableOutline.fill(bytes, from, bytes.length, byTables, last);
      VectorOutline.fill(bytes, from, bytes.length, byVectors, last);
      assertThat(byTables).isEqualTo(byVectors);
    }
  }

  @Test
  void eachBitSaysWhatTheByteIs() {
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      outline.of(bytes, from, to);
      if (!outline.covers(bytes, from, to)) {
        return;
      }
      same(Outline.WORD, bytes, from, to, b -> Bytes.isLetterOrDigit((byte) b) || b == '_');
      same(Outline.DIGIT, bytes, from, to, b -> Bytes.isDigit((byte) b));
      same(Outline.CAPITAL, bytes, from, to, b -> b >= 'A' && b <= 'Z');
      same(Outline.HIGH, bytes, from, to, b -> b < 0);
      same(Outline.QUOTE, bytes, from, to, b -> b == '"' || b == '\\');
      same(Outline.SPACE, bytes, from, to, b -> b == ' ');
      same(
          Outline.SIGN,
          bytes,
          from,
          to,
          b -> !Bytes.isLetterOrDigit((byte) b) && b != '_' && b != ' ' && b != ',');
      same(Outline.AT_OR_COLON, bytes, from, to, b -> b == '@' || b == ':');
      same(Outline.DOT, bytes, from, to, b -> b == '.');
      same(Outline.LINE, bytes, from, to, b -> b == '\n');
      same(Outline.LESS, bytes, from, to, b -> b == '<');
      same(Outline.AMPERSAND, bytes, from, to, b -> b == '&');
      same(Outline.UNDERSCORE, bytes, from, to, b -> b == '_');
      assertThat(outline.signs(from, to)).isEqualTo(Signs.of(bytes, from, to));
      assertThat(outline.any(Outline.WORTH, from, to))
          .isEqualTo(Signs.worth(Signs.of(bytes, from, to)));
      assertThat(outline.any(Outline.FOLDABLE, from, to))
          .isEqualTo(Decoders.foldable(bytes, from, to));
    }
  }

  private void same(int kind, byte[] bytes, int from, int to, IntPredicate is) {
    int count = 0;
    int next = to;
    int behind = to;
    for (int i = to - 1; i >= from; i--) {
      boolean held = is.test(bytes[i]);
      assertThat((outline.at(kind, i) & 1) != 0)
          .as("kind %s of byte %s", kind, bytes[i])
          .isEqualTo(held);
      count += held ? 1 : 0;
      next = held ? i : next;
      behind = held ? behind : i;
    }
    assertThat(outline.count(kind, from, to)).isEqualTo(count);
    assertThat(outline.any(kind, from, to)).isEqualTo(count > 0);
    assertThat(outline.next(kind, from, to)).isEqualTo(next);
    assertThat(outline.behind(kind, from, to)).isEqualTo(behind);
  }

  @Test
  void aLongTextIsCoveredWindowByWindow() {
    byte[] bytes = "0123456789\"".repeat(20_000).getBytes(UTF_8);
    outline.of(bytes, 0, bytes.length);
    if (outline.end() == 0) {
      return;
    }
    assertThat(outline.covers(bytes, 0, bytes.length)).isFalse();
    assertThat(outline.reach(bytes, 0, bytes.length)).isFalse();
    int found = 0;
    for (int i = 0; i + 11 <= bytes.length; i += 11) {
      assertThat(outline.reach(bytes, i, i + 11)).isTrue();
      found += outline.count(Outline.QUOTE, i, i + 11);
    }
    assertThat(found).isEqualTo(20_000);
    assertThat(outline.reach(bytes.clone(), 0, 1)).isFalse();
  }

  @Test
  void jsonIsWalkedTheSame() {
    JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = mix(round % 300 == 0 ? 60_000 : 80);
      walk.start(bytes, 0, bytes.length);
      List<String> expected = tokens(walk);
      outline.of(bytes, 0, bytes.length);
      walk.start(bytes, 0, bytes.length, outline);
      assertThat(tokens(walk)).as(() -> new String(bytes, UTF_8)).isEqualTo(expected);
    }
  }

  private static List<String> tokens(JsonWalk walk) {
    List<String> tokens = new ArrayList<>();
    while (walk.next()) {
      int signs = walk.escaped() ? 0 : walk.signs();
      tokens.add(walk + " " + walk.start() + "-" + walk.end() + walk.escaped() + signs);
    }
    tokens.add(walk.truncated() + " " + walk.malformed());
    return tokens;
  }

  @Test
  void markupIsWalkedTheSame() {
    MarkupWalk walk = new MarkupWalk();
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = mix(round % 300 == 0 ? 60_000 : 80);
      walk.start(bytes, 0, bytes.length);
      List<String> expected = texts(walk);
      outline.of(bytes, 0, bytes.length);
      walk.start(bytes, 0, bytes.length, outline);
      assertThat(texts(walk)).as(() -> new String(bytes, UTF_8)).isEqualTo(expected);
    }
  }

  private static List<String> texts(MarkupWalk walk) {
    List<String> texts = new ArrayList<>();
    while (walk.next()) {
      texts.add(walk.place() + " " + walk.start() + "-" + walk.end() + walk.escaped());
    }
    return texts;
  }

  private byte[] mix(int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(parts); i >= 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString().getBytes(UTF_8);
  }
}
