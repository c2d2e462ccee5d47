// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.ScalarCandidatePass;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Precision and recall by class, span for span, on the rows whose id falls into the half that rules
 * are not tuned on. Rows of single recognisers are scored for their own class only.
 */
class PersonalDataEvaluationTest {
  private static final Path ROWS = Path.of("..", "..", "shared", "data", "pii.jsonl");
  private static final boolean VERBOSE = Boolean.getBoolean("evaluation.verbose");
  private static final Set<String> NOT_SOUGHT =
      Set.of(
          "DATE_TIME",
          "GPE",
          "NRP",
          "URL",
          "PATTERN",
          "PERSON",
          "ORGANIZATION",
          "STREET_ADDRESS",
          "AGE");

  private final SensitiveData data =
      new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(new ScalarCandidatePass())));
  private final SensitiveDataScratch scratch = data.scratch(Fingerprints.none());

  /** A stretch of a row's text in code points. */
  private record Span(String type, int start, int end) {}

  /** Counts of one class. */
  private static final class Score {
    int right;
    int wrong;
    int missed;

    double precision() {
      return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    double recall() {
      return right + missed == 0 ? 1 : (double) right / (right + missed);
    }

    double f1() {
      return right == 0 ? 0 : 2.0 * right / (2 * right + wrong + missed);
    }
  }

  @Test
  void reachesTheTargetsOnRowsNotTunedOn() throws IOException {
    assumeTrue(Files.exists(ROWS), "skipped: no evaluation data at " + ROWS);
    Map<String, Score> held = score(true);
    Map<String, Score> tuned = score(false);
    print("held out", held);
    print("tuned on", tuned);
    for (String type : List.of("CREDIT_CARD", "IBAN_CODE", "US_SSN", "EMAIL_ADDRESS")) {
      assertThat(held.get(type).f1()).as(type).isGreaterThanOrEqualTo(.98);
    }
    assertThat(held.get("PHONE_NUMBER").f1()).as("PHONE_NUMBER").isGreaterThanOrEqualTo(.85);
  }

  @Test
  void staysSilentOnLookAlikes() throws IOException {
    assumeTrue(Files.exists(ROWS), "skipped: no evaluation data at " + ROWS);
    List<String> alarms = new ArrayList<>();
    forEachRow(
        row -> {
          if (row.get("source").asText().equals("generated-own-negatives")) {
            found(row.get("text").asText())
                .forEach(span -> alarms.add(span.type + " in " + row.get("id")));
          }
        });
    assertThat(alarms).isEmpty();
  }

  /** Takes a row. */
  private interface RowSink {
    void take(JsonNode row);
  }

  private static void forEachRow(RowSink sink) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (Stream<String> lines = Files.lines(ROWS, UTF_8)) {
      for (String line : (Iterable<String>) lines::iterator) {
        sink.take(json.readTree(line));
      }
    }
  }

  private Map<String, Score> score(boolean heldOut) throws IOException {
    Map<String, Score> scores = new TreeMap<>();
    forEachRow(
        row -> {
          boolean held = (row.get("id").asText().hashCode() & 1) == 0;
          if (held == heldOut) {
            score(row, scores);
          }
        });
    return scores;
  }

  private void score(JsonNode row, Map<String, Score> scores) {
    String target = row.has("target") ? name(row.get("target").asText()) : "";
    Set<String> expected = new TreeSet<>();
    for (JsonNode span : row.get("spans")) {
      expected.add(
          text(
              new Span(
                  name(span.get("type").asText()),
                  span.get("start").asInt(),
                  span.get("end").asInt())));
    }
    Set<String> found = new TreeSet<>();
    found(row.get("text").asText()).forEach(span -> found.add(text(span)));
    Set<String> all = new TreeSet<>(expected);
    all.addAll(found);
    for (String each : all) {
      String type = each.substring(0, each.indexOf(' '));
      if (!target.isEmpty() && !type.equals(target)) {
        continue;
      }
      Score score = scores.computeIfAbsent(type, any -> new Score());
      if (!found.contains(each)) {
        score.missed++;
      } else if (!expected.contains(each)) {
        score.wrong++;
      } else {
        score.right++;
      }
      if (VERBOSE
          && found.contains(each) != expected.contains(each)
          && !NOT_SOUGHT.contains(type)) {
        System.err.println(
            (found.contains(each) ? "wrong  " : "missed ") + each + " in " + row.get("text"));
      }
    }
  }

  private static String name(String type) {
    return type.equals("PHONE") ? "PHONE_NUMBER" : type;
  }

  private static String text(Span span) {
    return span.type + " " + span.start + "-" + span.end;
  }

  private List<Span> found(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<Span> spans = new ArrayList<>();
    Content content =
        new Content(Place.of(Place.Part.TEXT), Content.Form.PLAIN, bytes, 0, bytes.length, true);
    data.inspect(
        content,
        scratch,
        sighting ->
            spans.add(
                new Span(
                    sighting.dataClass().name(),
                    codePoints(bytes, sighting.start()),
                    codePoints(bytes, sighting.end()))));
    return spans;
  }

  private static int codePoints(byte[] bytes, int to) {
    int count = 0;
    for (int i = 0; i < to; i++) {
      count += (bytes[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
  }

  private static void print(String title, Map<String, Score> scores) {
    System.out.printf(
        "%-28s %5s %5s %5s %5s %5s %5s%n", title, "P", "R", "F1", "right", "wrong", "missed");
    scores.forEach(
        (type, score) ->
            System.out.printf(
                "%-28s %.3f %.3f %.3f %5d %5d %5d%n",
                type,
                score.precision(),
                score.recall(),
                score.f1(),
                score.right,
                score.wrong,
                score.missed));
  }
}
