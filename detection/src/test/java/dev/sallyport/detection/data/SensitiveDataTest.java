// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.model.Content;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SensitiveDataTest {
  private final SensitiveData data =
      new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(new ScalarCandidatePass())));
  private final SensitiveDataScratch scratch =
      data.scratch(Fingerprints.under(new FingerprintKey(1, Instant.EPOCH, new byte[32])));

  @Test
  void saysWhereInADocument() {
    String json =
        "{\"cards\":[{\"number\":\"4111111111111111\"}],\"4111111111111111\":{\"email\":\"a@b.example\"}}";
    List<Sighting> found = found(Content.Form.JSON, json);
    assertThat(found)
        .extracting(each -> each.dataClass() + " " + each.place().name())
        .contains("CREDIT_CARD $.cards[*].number", "EMAIL_ADDRESS $.{id}.email");
    assertThat(found(Content.Form.URL_ENCODED, "user%5Bmail%5D=a%40b.example").getFirst().place())
        .isEqualTo(new Place(Place.Part.FORM, "user[mail]"));
    assertThat(
            found(Content.Form.XML, "<a><mail t=\"x\">a@b.example</mail></a>").getFirst().place())
        .isEqualTo(new Place(Place.Part.XML, "mail"));
    assertThat(found(Content.Form.PLAIN, "id;mail\n7;a@b.example\n").getFirst().place())
        .isEqualTo(new Place(Place.Part.COLUMN, "mail"));
  }

  @Test
  void readsBehindEscapesAndWrappings() {
    checkValues("{\"a\":\"x\\n4111 1111 1111 1111\\n\"}", "4111 1111 1111 1111");
    checkValues("{\"a\":\"\\u0034111111111111111\"}", "\\u0034111111111111111");
    checkValues(
        "{\"arguments\":\"{\\\"card\\\":\\\"4111111111111111\\\",\\\"id\\\":5555555555554444}\"}",
        "4111111111111111");
    checkValues("{\"arguments\":\"{\\\"m\\\":\\\"x\\\\nann@example.com\\\"}\"}", "ann@example.com");
    checkValues("to=ann+shop@example.com&x=1", "ann+shop@example.com");
    checkValues("to=hi+ann%40example.com&x=1", "ann%40example.com");
    checkValues("q=%7B%22pan%22%3A%224111111111111111%22%7D", "4111111111111111");
  }

  @Test
  void equalValuesHaveEqualFingerprintsHoweverWritten() {
    assertThat(print("card 4111-1111-1111-1111"))
        .isEqualTo(print("{\"pan\":4111111111111111}"))
        .isNotZero();
    assertThat(print("Ann@Example.com")).isEqualTo(print("to ann@example.com"));
    assertThat(print("(415) 555-0132")).isEqualTo(print("+1 415 555 0132"));
    assertThat(print("DE89 3704 0044 0532 0130 00")).isEqualTo(print("DE89370400440532013000"));
    assertThat(print("card 4111-1111-1111-1111")).isNotEqualTo(print("card 5555-5555-5555-4444"));
    scratch.use(Fingerprints.none());
    assertThat(print("card 4111-1111-1111-1111")).isZero();
  }

  @Test
  void masksShowWhatItIsAndNotWhose() {
    assertThat(mask("card 4111-1111-1111-1111")).isEqualTo("****-****-****-1111");
    assertThat(mask("ann@mail.example.com")).isEqualTo("***@***.com");
    assertThat(mask("ssn 536-90-4399")).isEqualTo("***-**-****");
    assertThat(mask("DE89 3704 0044 0532 0130 00")).isEqualTo("DE** **** **** **** **** **");
    assertThat(mask("+44 20 7946 0958")).isEqualTo("+** ** **** **58");
  }

  @Test
  void theNameOfAFieldIsEvidence() {
    List<Sighting> found = new ArrayList<>();
    data.inspectField(
        new Place(Place.Part.HEADER, "x-card-number"), "4111111111111111", scratch, found::add);
    data.inspectField(
        new Place(Place.Part.HEADER, "x-trace-id"), "4111111111111111", scratch, found::add);
    data.inspectField(new Place(Place.Part.COLUMN, "ssn"), "536904399", scratch, found::add);
    assertThat(found).extracting(Sighting::rule).containsExactly("credit-card", "us-ssn");
    assertThat(found.getFirst().place().name()).isEqualTo("x-card-number");
  }

  @Test
  void saysWhenItDidNotReadAll() {
    SensitiveData small =
        new SensitiveData(
            new DataLimits(64, 1, DataLimits.DEFAULT.text()),
            List.of(new PersonalData(new ScalarCandidatePass())));
    List<Sighting> found = new ArrayList<>();
    SensitiveDataScratch own = small.scratch(Fingerprints.none());
    assertThat(small.inspect(content(Content.Form.PLAIN, "a@b.example"), own, found::add))
        .isFalse();
    assertThat(small.inspect(content(Content.Form.PLAIN, "nothing"), own, found::add)).isTrue();
    assertThat(
            small.inspect(
                content(Content.Form.PLAIN, " ".repeat(80) + "a@b.example"), own, found::add))
        .isFalse();
    assertThat(found).hasSize(1);
    assertThat(data.inspect(content(Content.Form.BINARY, "a@b.example"), scratch, found::add))
        .isTrue();
    assertThat(found).hasSize(1);
  }

  @Test
  void anythingIsReadAndPlacesStayInside() {
    Random random = new Random(5);
    String[] parts = {
      "4111111111111111",
      "4111 1111 1111 1111",
      "a@b.co",
      "+49 30 123",
      "{\"card\":",
      "\"",
      "}",
      "[",
      ",",
      ":",
      "\\u00",
      "\\n",
      "::1",
      "10.0.0.1",
      "DE89370400440532013000",
      "ssn ",
      "é",
      "😀",
      "&",
      "=",
      "%40",
      "<a b=",
      ">",
      "\n",
      "AB 12 34 56 C",
      "-",
      " ",
      ".",
      "(415) 555-0132",
      "\u00A0",
      "여권"
    };
    Content.Form[] forms = Content.Form.values();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      int length = text.toString().getBytes(UTF_8).length;
      for (Sighting each : found(forms[round % forms.length], text.toString())) {
        assertThat(each.end()).as(text.toString()).isBetween(each.start() + 1, length);
        assertThat(each.masked()).hasSizeLessThanOrEqualTo(32);
      }
    }
  }

  private void checkValues(String text, String... values) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(found(Content.Form.PLAIN, text))
        .extracting(each -> new String(bytes, each.start(), each.length(), UTF_8))
        .containsExactly(values);
  }

  private long print(String text) {
    return found(Content.Form.PLAIN, text).getFirst().fingerprint();
  }

  private String mask(String text) {
    return found(Content.Form.PLAIN, text).getFirst().masked();
  }

  private List<Sighting> found(Content.Form form, String text) {
    List<Sighting> found = new ArrayList<>();
    data.inspect(content(form, text), scratch, found::add);
    return found;
  }

  private static Content content(Content.Form form, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Content(Place.of(Place.Part.JSON), form, bytes, 0, bytes.length, true);
  }
}
