// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import dev.sallyport.detection.scan.StreamScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text in pieces gives what the text as a whole gives, wherever it is cut. */
class SecretStreamTest {
  private static final String TEXT =
      "POST /login HTTP/1.1\nAuthorization: Bearer q7Xw2LkP9vRt4ZbN1mYc8sDf\n\n{\"api_key\": "
          + "\"Zf3D0LXCM3EIMbgJpUNnkRtOfOueHznB\", \"note\": \"see ghp_"
          + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx\", \"db\":"
          + "\"postgres://app:s3cr3tPw9@db.internal/main\"} and then more text";

  @ParameterizedTest
  @EnumSource(PatternSet.Engine.class)
  void everyCutIntoTwo(PatternSet.Engine engine) {
    SecretRecogniser recogniser = SecretRecogniser.create(engine, ScanLimits.DEFAULT);
    byte[] text = TEXT.getBytes(UTF_8);
    List<String> whole = whole(recogniser, text);
    assertThat(whole).hasSize(4);
    for (int cut = 0; cut <= text.length; cut++) {
      assertThat(inPieces(recogniser, text, cut, text.length)).as("cut " + cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource(PatternSet.Engine.class)
  void everyLengthOfPieces(PatternSet.Engine engine) {
    SecretRecogniser recogniser = SecretRecogniser.create(engine, ScanLimits.DEFAULT);
    byte[] text = ("x ".repeat(1_700) + TEXT + " y".repeat(1_700) + TEXT).getBytes(UTF_8);
    List<String> whole = whole(recogniser, text);
    assertThat(whole).hasSize(8);
    for (int length = 1; length < 200; length++) {
      assertThat(inPieces(recogniser, text, length, length)).as("" + length).isEqualTo(whole);
    }
    assertThat(inPieces(recogniser, text, 5_000, 5_000)).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(PatternSet.Engine.class)
  void randomPiecesOfTheSharedData(PatternSet.Engine engine) {
    SecretRecogniser recogniser = SecretRecogniser.create(engine, ScanLimits.DEFAULT);
    Random random = new Random(11);
    for (SharedData.Row row : SharedData.secrets()) {
      if (row.text().length > 900) {
        continue;
      }
      List<String> whole = whole(recogniser, row.text());
      for (int round = 0; round < 3; round++) {
        int length = 1 + random.nextInt(row.text().length + 1);
        assertThat(inPieces(recogniser, row.text(), length, length)).as(row.id()).isEqualTo(whole);
      }
    }
  }

  private static List<String> whole(SecretRecogniser recogniser, byte[] text) {
    List<String> found = new ArrayList<>();
    recogniser.find(
        text, 0, text.length, (rule, start, end, sure) -> found.add(rule + start + "-" + end));
    return found;
  }

  private static List<String> inPieces(
      SecretRecogniser recogniser, byte[] text, int first, int length) {
    List<String> found = new ArrayList<>();
    try (StreamScan stream = recogniser.stream()) {
      int at = 0;
      for (int end = Math.min(first, text.length); ; end = Math.min(end + length, text.length)) {
        stream.feed(
            text,
            at,
            end,
            (pattern, start, to, sure) -> found.add(pattern.id() + start + "-" + to));
        at = end;
        if (at == text.length) {
          break;
        }
      }
      stream.finish((pattern, start, to, sure) -> found.add(pattern.id() + start + "-" + to));
    }
    return found;
  }
}
