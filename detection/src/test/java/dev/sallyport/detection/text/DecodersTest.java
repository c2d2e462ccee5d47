// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DecodersTest {
  private final Decoded out = new Decoded(TextLimits.DEFAULT);

  /** One way of decoding. */
  private interface Decoding {
    boolean decode(byte[] bytes, int start, int end, Decoded out);
  }

  @Test
  void takesEscapesOfJsonOff() {
    check(Decoders::json, "a\\nb\\u00e9\\ud83d\\ude00\\\"", "a\nbé😀\"");
    check(Decoders::json, "bad \\q \\u12 \\", "bad \\q \\u12 \\");
    check(Decoders::json, "\\ud83d alone", "\uFFFD alone");
  }

  @Test
  void takesPercentSignsOff() {
    check(
        (b, s, e, o) -> Decoders.percent(b, s, e, true, o), "a+b%20c%3D%zz%u0041%", "a b c=%zzA%");
    check((b, s, e, o) -> Decoders.percent(b, s, e, false, o), "a+b", "a+b");
  }

  @Test
  void takesEntitiesOff() {
    check(
        Decoders::entities,
        "&lt;a&#x41;&#66;&amp;amp; &unknown; &#xD800; & &",
        "<aAB&amp; &unknown; &#xD800; & &");
  }

  @Test
  void takesBackslashesOff() {
    check(Decoders::backslashes, "\\x41\\u0042\\u{43}\\n\\u{zz}", "ABC\\n\\u{zz}");
  }

  @Test
  void decodesBase64OfEitherAlphabet() {
    check(Decoders::base64, "aGVsbG8gd29ybGQ=", "hello world");
    check(Decoders::base64, "aGVs\nbG8", "hello");
    byte[] no = "not base64!".getBytes(UTF_8);
    assertThat(Decoders.base64(no, 0, no.length, out)).isFalse();
    byte[] run = "  aGVsbG8= x".getBytes(UTF_8);
    assertThat(Decoders.base64Run(run, 2, run.length)).isEqualTo(10);
    assertThat(Decoders.base64Run(run, 0, run.length)).isEqualTo(0);
  }

  @Test
  void knowsWhereEachByteCameFrom() {
    String text = "ab\\ncd\\u00e9ef";
    byte[] bytes = text.getBytes(UTF_8);
    Decoders.json(bytes, 0, bytes.length, out);
    String decoded = Bytes.text(out.bytes(), 0, out.length());
    assertThat(decoded).isEqualTo("ab\ncdéef");
    assertThat(out.source(0)).isEqualTo(0);
    assertThat(out.source(2)).isEqualTo(2);
    assertThat(out.source(3)).isEqualTo(4);
    assertThat(out.source(5)).isEqualTo(6);
    assertThat(out.source(7)).isEqualTo(12);
    assertThat(out.source(out.length())).isEqualTo(bytes.length);
  }

  @Test
  void neverDecodesMoreThanItsBound() {
    Decoded small = new Decoded(new TextLimits(8, 64, 2, 4, 4, 64));
    byte[] bytes = "\\n".repeat(1000).getBytes(UTF_8);
    Decoders.json(bytes, 0, bytes.length, small);
    assertThat(small.length()).isEqualTo(64);
    assertThat(small.cut()).isTrue();
  }

  @Test
  void anythingEndsAndPointsInside() {
    Random random = new Random(11);
    String alphabet = "\\%&#;u0041xX{}+ltgam=Zz9";
    Decoding[] all = {
      Decoders::json,
      Decoders::entities,
      Decoders::backslashes,
      Decoders::base64,
      (b, s, e, o) -> Decoders.percent(b, s, e, true, o)
    };
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      int start = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      all[round % all.length].decode(bytes, start, bytes.length, out);
      int before = start;
      for (int i = 0; i <= out.length(); i++) {
        if (out.length() > 0) {
          assertThat(out.source(i)).isBetween(before, bytes.length);
          before = out.source(i);
        }
      }
    }
  }

  private void check(Decoding decoding, String text, String expected) {
    byte[] bytes = text.getBytes(UTF_8);
    boolean changed = decoding.decode(bytes, 0, bytes.length, out);
    assertThat(Bytes.text(out.bytes(), 0, out.length())).isEqualTo(expected);
    assertThat(changed).isEqualTo(!text.equals(expected));
  }
}
