// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** With outlines of texts and without, the same is found. */
class OutlineAgreesTest {
  private static final String[] PARTS = {
    "4111 1111 1111 1111",
    "DE89 3702 0044 0532 0130 00",
    "ann@example.com",
    "2001:db8::1",
    "00:1b:44:11:3a:b7",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "2026-03-11T14:30:00.123Z",
    "\":\"1980-03-11T14:30:00Z\",\"",
    "\":1234,\"",
    "\":52.5200,\"lon\":13.40,\"lat\":\"",
    "Mr. Smith",
    "My name is Ann Lee",
    "12 ms. The",
    "+49 30 901820",
    "(415) 555-0132",
    "078-05-1120",
    "int a = 1;\\nint b = 2;\\nint c = 3;\\nint d = 4;\\nint e = 5;\\nint f = 6;\\n",
    "\n",
    "\\n",
    "é",
    "１",
    "Ann",
    "a_1",
    "X12",
    "17",
    ", ",
    " ",
    "-",
    "\",\"iban\":\"",
    "\",\"firstName\":\"",
    "\":[12345678901,\"",
    "\"},{\"dob\":\"",
    "<b>",
    "&amp;",
    "%40",
    "some words that say nothing about anybody and go on for a while"
  };

  private final SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
  private final SensitiveDataScratch outlined = data.scratch(Fingerprints.none());
  private final SensitiveDataScratch bytewise = data.bytewiseScratch(Fingerprints.none());
  private int found;

  @Test
  void onTheSharedData() throws IOException {
    Path folder = Path.of(System.getProperty("sallyport.root", ".."), "../shared/data");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no evaluation data at " + folder);
    Random random = new Random(3);
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList()) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(file)) {
          byte[] bytes = line.getBytes(UTF_8);
          all.writeBytes(bytes);
          all.write('\n');
          if (random.nextInt(4) == 0) {
            compare(Content.Form.JSON, bytes);
            compare(Content.Form.PLAIN, bytes);
          }
        }
        compare(Content.Form.NDJSON, all.toByteArray());
      }
    }
    assertThat(found).isGreaterThan(500);
  }

  @Test
  void onRandomMixes() {
    Random random = new Random(8);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(round % 500 == 0 ? 9_000 : 24); i >= 0; i--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      compare(Content.Form.PLAIN, text.toString().getBytes(UTF_8));
      compare(Content.Form.HTML, ("<p title=\"" + text + "\">" + text).getBytes(UTF_8));
      compare(Content.Form.URL_ENCODED, ("a=" + text + "&name=" + text).getBytes(UTF_8));
      compare(Content.Form.JSON, ("{\"a\":\"" + text + "\",\"" + text + "\":1}").getBytes(UTF_8));
    }
    assertThat(found).isGreaterThan(500);
  }

  @Test
  void underEveryKey() throws IOException {
    String[] values = {
      "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"",
      "\"f81d4fae-7dec-41d0-b765-00a0c91e6bf6 \"",
      "\"1980-03-11T14:30:00Z\"",
      "\"2026-12-31T23:59:59.123Z\"",
      "\"2026-12-31 23:59:59\"",
      "\"1980-03-11\"",
      "17",
      "\"034\"",
      "42.17",
      "52.520",
      "\"1234\"",
      "\"AB12\"",
      "\"Ann Lee\"",
      "\"12 High Street\""
    };
    for (String key : keys()) {
      for (String value : values) {
        String json = "{\"" + key + "\":" + value + ",\"latitude\":1.5,\"longitude\":2.5}";
        compare(Content.Form.JSON, json.getBytes(UTF_8));
        compare(Content.Form.PLAIN, (key + " " + value).getBytes(UTF_8));
      }
    }
    assertThat(found).isGreaterThan(500);
  }

  /** All words that speak for a class of data. */
  private static List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>(List.of("x"));
    try (InputStream words = PersonalData.class.getResourceAsStream("context.txt")) {
      for (String line : new String(words.readAllBytes(), UTF_8).lines().toList()) {
        int space = line.indexOf(' ');
        if (space > 0 && !line.startsWith("#")) {
          for (String word : line.substring(space + 1).split(",", -1)) {
            keys.add(word.strip());
          }
        }
      }
    }
    return keys;
  }

  private void compare(Content.Form form, byte[] bytes) {
    Content content = new Content(Place.of(Place.Part.TEXT), form, bytes, 0, bytes.length, true);
    List<String> expected = sightings(content, bytewise);
    found += expected.size();
    assertThat(sightings(content, outlined))
        .as(() -> form + " " + new String(bytes, UTF_8))
        .isEqualTo(expected);
  }

  private List<String> sightings(Content content, SensitiveDataScratch scratch) {
    List<String> sightings = new ArrayList<>();
    boolean all = data.inspect(content, scratch, each -> sightings.add(each.toString()));
    sightings.add(String.valueOf(all));
    return sightings;
  }
}
