// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldWalksTest {
  private final FormWalk form = new FormWalk(TextLimits.DEFAULT);
  private final MarkupWalk markup = new MarkupWalk();

  @Test
  void readsTheFieldsOfAForm() {
    checkForm("a=1&b%5B%5D=x+y&c&&d==", "a=1", "b[]=x+y", "c=", "d==");
    checkForm("", new String[0]);
    checkForm("4111111111111111=1", "{id}=1");
  }

  @Test
  void knowsAFormFromProse() {
    assertThat(looksLikeForm("a=1&b=2")).isTrue();
    assertThat(looksLikeForm("email=ann%40example.com")).isTrue();
    assertThat(looksLikeForm("a = 1")).isFalse();
    assertThat(looksLikeForm("just words")).isFalse();
    assertThat(looksLikeForm("")).isFalse();
  }

  @Test
  void readsTextAndAttributesOfMarkup() {
    checkMarkup(
        "<?xml version=\"1.0\"?><a id='7'>x &amp; y<b/>z</a><!-- c --><![CDATA[<d>]]>",
        "@version=1.0",
        "a@id=7",
        "a=x &amp; y",
        "b=z",
        "= c ",
        "=<d>");
    checkMarkup("<input name=card value=4111>", "input@name=card", "input@value=4111");
    checkMarkup("plain", "=plain");
    checkMarkup("<a href=\"x", "a@href=x");
  }

  @Test
  void anythingEndsAndStaysInside() {
    Random random = new Random(3);
    String alphabet = "<>/=\"'&;ab c![CDATA-]?";
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      markup.start(bytes, 0, bytes.length);
      int steps = 0;
      while (markup.next()) {
        assertThat(markup.start()).isBetween(0, bytes.length);
        assertThat(markup.end()).isBetween(markup.start(), bytes.length);
        markup.place();
        assertThat(++steps).isLessThanOrEqualTo(bytes.length);
      }
    }
  }

  private static boolean looksLikeForm(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return FormWalk.looksLikeForm(bytes, 0, bytes.length);
  }

  private void checkForm(String text, String... expected) {
    byte[] bytes = text.getBytes(UTF_8);
    form.start(bytes, 0, bytes.length);
    List<String> seen = new ArrayList<>();
    while (form.next()) {
      String value = Bytes.text(bytes, form.valueStart(), form.valueEnd());
      seen.add(form.place(Place.Part.FORM).name() + "=" + value);
    }
    assertThat(seen).containsExactly(expected);
  }

  private void checkMarkup(String text, String... expected) {
    byte[] bytes = text.getBytes(UTF_8);
    markup.start(bytes, 0, bytes.length);
    List<String> seen = new ArrayList<>();
    while (markup.next()) {
      seen.add(markup.place().name() + "=" + Bytes.text(bytes, markup.start(), markup.end()));
    }
    assertThat(seen).containsExactly(expected);
  }
}
