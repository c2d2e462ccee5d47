// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.text.JsonWalk.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWalkTest {
  private final JsonWalk walk = new JsonWalk(TextLimits.DEFAULT);

  @Test
  void namesEveryValueByItsPath() {
    check("{\"a\":{\"b\":[1,{\"c\":\"x\"}]},\"d\":true}", "$.a.b[*]=1", "$.a.b[*].c=x", "$.d=true");
    check("[[\"x\"],-1.5e3]", "$[*][*]=x", "$[*]=-1.5e3");
    check("\"alone\"", "$=alone");
    check("", new String[0]);
    check("{}", new String[0]);
  }

  @Test
  void templatesKeysThatAreValues() {
    check("{\"4111111111111111\":{\"a\":1}}", "$.{id}.a=1");
    check("{\"ann@example.com\":1}", "$.{id}=1");
    check("{\"7f3c9a2e11b0\":1}", "$.{id}=1");
    check(
        "{\"line1\":1,\"@type\":2,\"first name\":3}",
        "$.line1=1",
        "$.@type=2",
        "$['first name']=3");
  }

  @Test
  void takesOneDocumentAfterAnother() {
    check("{\"a\":1}\n{\"b\":2}\n", "$.a=1", "$.b=2");
  }

  @Test
  void readsOnWhereTheTextIsBrokenOrEnds() {
    check("{\"a\":\"x", "$.a=x");
    assertThat(walk.truncated()).isTrue();
    check("{\"a\" \"b\" 1 }", "$.a=b", "$.a=1");
    check("{a:1,'b':2}", "$.a=1", "$.b=2");
    assertThat(walk.malformed()).isTrue();
    check("]}}{\"a\":1}", "$.a=1");
    check("{\"a\":[1,2", "$.a[*]=1", "$.a[*]=2");
    check("{\"a\":1}", "$.a=1");
    assertThat(walk.truncated()).isFalse();
    assertThat(walk.malformed()).isFalse();
  }

  @Test
  void goesOnReadingBelowTheDepthItRemembers() {
    String deep = "[".repeat(5000) + "\"x\"" + "]".repeat(5000) + ",{\"a\":1}";
    byte[] bytes = deep.getBytes(UTF_8);
    walk.start(bytes, 0, bytes.length);
    assertThat(walk.next()).isTrue();
    assertThat(walk.token()).isEqualTo(Token.STRING);
    assertThat(walk.tooDeep()).isTrue();
    assertThat(walk.next()).isTrue();
    assertThat(walk.token()).isEqualTo(Token.KEY);
    assertThat(walk.place().name()).isEqualTo("$.a");
  }

  @Test
  void findsThePlaceOfAByteAndItsNeighbours() {
    String json =
        "{\"x\":[1],\"card\":{\"exp\":\"11/29\",\"pan\":\"4111\",\"o\":{\"n\":1},\"cvv\":9}}";
    byte[] bytes = json.getBytes(UTF_8);
    walk.start(bytes, 0, bytes.length);
    assertThat(walk.seek(json.indexOf("4111") + 2)).isTrue();
    assertThat(walk.place().name()).isEqualTo("$.card.pan");
    assertThat(Bytes.text(bytes, walk.keyStart(), walk.keyEnd())).isEqualTo("pan");
    long parent = walk.parentKey();
    assertThat(Bytes.text(bytes, (int) (parent >> 32), (int) parent)).isEqualTo("card");
    int[] ranges = new int[20];
    List<String> siblings = new ArrayList<>();
    for (int i = 0, count = walk.siblings(ranges); i < count; i++) {
      siblings.add(Bytes.text(bytes, ranges[2 * i], ranges[2 * i + 1]));
    }
    assertThat(siblings).containsExactly("exp", "pan", "o", "cvv");
    walk.start(bytes, 0, bytes.length);
    assertThat(walk.seek(0)).isFalse();
  }

  @Test
  void anythingEndsAndStaysInside() {
    Random random = new Random(7);
    String alphabet = "{}[]\",:\\u019ae-. \nnt";
    int[] ranges = new int[8];
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            (byte)
                (random.nextInt(10) == 0
                    ? random.nextInt(256)
                    : alphabet.charAt(random.nextInt(alphabet.length())));
      }
      int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      walk.start(bytes, from, bytes.length - from);
      int before = from;
      int tokens = 0;
      while (walk.next()) {
        assertThat(walk.start()).isBetween(before, bytes.length);
        assertThat(walk.end()).isBetween(walk.start(), bytes.length);
        before = walk.end();
        walk.place();
        walk.siblings(ranges);
        walk.parentKey();
        assertThat(++tokens).isLessThanOrEqualTo(bytes.length);
      }
    }
  }

  private void check(String json, String... expected) {
    byte[] bytes = json.getBytes(UTF_8);
    walk.start(bytes, 0, bytes.length);
    List<String> seen = new ArrayList<>();
    while (walk.next()) {
      if (walk.token() != Token.KEY) {
        seen.add(walk.place().name() + "=" + Bytes.text(bytes, walk.start(), walk.end()));
      }
    }
    assertThat(seen).containsExactly(expected);
  }
}
