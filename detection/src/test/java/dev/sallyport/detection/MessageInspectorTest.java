// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageInspectorTest {
  private static final String CARD = "{\"customer\":{\"card_number\":\"4111 1111 1111 1111\"}}";
  private static final String ATTACK = "{\"filter\":[\"x' UNION SELECT password FROM users--\"]}";
  private static final String[] VALUES = {
    "4111111111111111",
    "anna@shop.example",
    "x' OR 1=1--",
    "{\\\"card\\\":\\\"4111111111111111\\\"}",
    "123e4567-e89b-42d3-a456-426614174000",
    "2026-03-11T14:30:00Z",
    "<script>alert(1)</script>",
    "1712345678",
    "Anna Miller",
    "a plain sentence\\nof two lines",
    "0123456789abcdef0123456789abcdef"
  };
  private static final String[] KEYS = {"phone", "name", "value", "key", "id", "note", "a b", "12"};

  private final SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
  private final SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
  private final AttackInspector attacks = new Attacks(AttackLimits.DEFAULT).inspector();
  private final MessageInspector together =
      new MessageInspector(
          data, data.scratch(Fingerprints.none()), new Attacks(AttackLimits.DEFAULT).inspector());

  @Test
  void oneWalkFindsWhatTwoFind() {
    agree(request(json(CARD)));
    agree(request(json(ATTACK)));
    assertThat(found(request(json(CARD)))).anyMatch(each -> each.contains("CREDIT_CARD"));
    assertThat(found(request(json(ATTACK)))).anyMatch(each -> each.contains("SQL"));
  }

  @Test
  void contentsOfAllFormsAreLookedAtOnce() {
    Content text = content(Content.Form.PLAIN, "card 4111 1111 1111 1111");
    agree(request(json(CARD), text, json(ATTACK), json(CARD)));
    agree(request(text, content(Content.Form.NDJSON, CARD + "\n" + ATTACK)));
    agree(request());
  }

  @Test
  void answersAreLookedThroughForData() {
    agree(new Message(Direction.FROM_SERVER, "", "", 200, List.of(), List.of(json(CARD))));
  }

  @Test
  void longAndBrokenDocumentsAreNoException() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      String document = document(random, i == 0 ? 3_000 : random.nextInt(40));
      int cut = i % 3 == 0 ? random.nextInt(document.length()) : document.length();
      agree(request(json(document.substring(0, cut))));
    }
  }

  private static String document(Random random, int values) {
    StringBuilder out = new StringBuilder("{\"all\":[");
    for (int i = 0; i < values; i++) {
      String key = KEYS[random.nextInt(KEYS.length)];
      String value = VALUES[random.nextInt(VALUES.length)];
      out.append(
          random.nextBoolean() ? "{\"" + key + "\":\"" + value + "\"}," : '"' + value + "\",");
    }
    return out.append("null]}").toString();
  }

  private void agree(Message message) {
    assertThat(found(message)).isEqualTo(foundApart(message));
  }

  private List<String> found(Message message) {
    List<String> sightings = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    boolean whole =
        together.inspect(
            message,
            sighting -> sightings.add(sighting.toString()),
            finding -> findings.add(finding.toString()));
    sightings.addAll(findings);
    sightings.add("whole " + whole);
    return sightings;
  }

  private List<String> foundApart(Message message) {
    List<String> found = new ArrayList<>();
    boolean whole = true;
    // What was walked over comes first.
    for (boolean walked : new boolean[] {true, false}) {
      for (Content content : message.contents()) {
        boolean json = content.form() == Content.Form.JSON;
        if (walked == (json && message.direction() == Direction.FROM_CLIENT)) {
          whole &= data.inspect(content, scratch, sighting -> found.add(sighting.toString()));
        }
      }
    }
    long before = attacks.limitsHit();
    attacks.inspect(message, finding -> found.add(finding.toString()));
    found.add("whole " + (whole && attacks.limitsHit() == before));
    return found;
  }

  private static Message request(Content... contents) {
    return new Message(
        Direction.FROM_CLIENT, "POST", "/v1/orders", 0, List.of(), List.of(contents));
  }

  private static Content json(String text) {
    return content(Content.Form.JSON, text);
  }

  private static Content content(Content.Form form, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Content(Place.of(Place.Part.JSON), form, bytes, 0, bytes.length, true);
  }
}
