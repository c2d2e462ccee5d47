// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void takesTheLongestMatch() {
    assertThat(longest("ab{1,3}c?", "abbbbc")).isEqualTo(4);
    assertThat(longest("ab{1,3}c?", "abbc")).isEqualTo(4);
    assertThat(longest("(foo|foobar)", "foobar!")).isEqualTo(6);
    assertThat(longest("[A-Z2-7]{4,}", "ABC7Z9")).isEqualTo(5);
  }

  @Test
  void saysWhenNothingMatches() {
    assertThat(longest("ab{2}", "abc")).isEqualTo(-1);
    assertThat(longest("\\d{3}", "12")).isEqualTo(-1);
  }

  @Test
  void ignoresCaseWhenAsked() {
    byte[] text = "GHP_ab".getBytes(UTF_8);
    assertThat(Shape.ignoringCase("ghp_[a-z]{2}").longest(text, 0, text.length)).isEqualTo(6);
    assertThat(Shape.of("ghp_[a-z]{2}").longest(text, 0, text.length)).isEqualTo(-1);
  }

  @Test
  void refusesWhatCannotRunInLinearTime() {
    for (String notation : new String[] {"a.b", "(?=a)", "\\1", "^a", "a$", "[a", "a{3,1}", "(a"}) {
      assertThatThrownBy(() -> Shape.of(notation))
          .as(notation)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(notation);
    }
  }

  @Test
  void refusesWhatNeedsTooManyStates() {
    assertThatThrownBy(() -> Shape.of("(a|b){1,900}a(a|b){14}")).hasMessageContaining("states");
  }

  @Test
  void agreesWithTheRegularExpressionsOfTheJdk() {
    String[] notations = {
      "a{2,4}b?",
      "(ab|a)(b|c){0,2}",
      "[ab]+c",
      "a*(ba)*",
      "(a|b|ab){3}c?",
      "[^a]{1,3}a",
      "(a?b?){3}c"
    };
    Random random = new Random(7);
    for (String notation : notations) {
      Shape shape = Shape.of(notation);
      for (int round = 0; round < 500; round++) {
        String text =
            random
                .ints(8, 'a', 'd')
                .collect(StringBuilder::new, (s, c) -> s.append((char) c), StringBuilder::append)
                .toString();
        assertThat(shape.longest(text.getBytes(UTF_8), 0, text.length()))
            .as(notation + " on " + text)
            .isEqualTo(expected(notation, text));
      }
    }
  }

  /** The longest prefix that matches as a whole. */
  private static int expected(String notation, String text) {
    for (int end = text.length(); end >= 0; end--) {
      Matcher matcher = java.util.regex.Pattern.compile(notation).matcher(text.substring(0, end));
      if (matcher.matches()) {
        return end;
      }
    }
    return -1;
  }

  private static int longest(String notation, String text) {
    return Shape.of(notation).longest(text.getBytes(UTF_8), 0, text.length());
  }
}
