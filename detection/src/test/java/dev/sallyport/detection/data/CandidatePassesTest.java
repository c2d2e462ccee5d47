// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pass with vectors finds what the one byte by byte finds. */
class CandidatePassesTest {
  private static final String NEAR =
      "4111 1111-1111.1111 +49 (30) 1234 a@b.co fe80::1:2 00:1a:2b:3c:4d:5e AB12 X9 2026-11-21T12:00 ";
  private static final CandidatePass SCALAR = new ScalarCandidatePass();

  @Test
  void vectorsAreChosenWhereTheModuleIs() {
    assertThat(CandidatePasses.best()).isInstanceOf(VectorCandidatePass.class);
    assertThat(CandidatePasses.description()).isEqualTo("vectors");
  }

  @Test
  void bothPassesAgreeOnTextFullOfNumbers() {
    Random random = new Random(5);
    String alphabet = NEAR + "                 eeeee;,\"{}\u00e4";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(900);
      while (text.length() < length) {
        int begin = random.nextInt(alphabet.length());
        text.append(alphabet, begin, Math.min(alphabet.length(), begin + random.nextInt(30)));
      }
      agree(text.toString().getBytes(UTF_8), random);
    }
  }

  @Test
  void bothPassesAgreeOnNoise() {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[random.nextInt(3_000)];
      random.nextBytes(noise);
      agree(noise, random);
    }
  }

  private static void agree(byte[] text, Random random) {
    int from = random.nextInt(text.length / 4 + 1);
    int to = text.length - random.nextInt(text.length / 4 + 1);
    if (to >= from) {
      assertThat(find(new VectorCandidatePass(), text, from, to))
          .isEqualTo(find(SCALAR, text, from, to));
    }
  }

  private static List<String> find(CandidatePass pass, byte[] text, int from, int to) {
    Candidates candidates = new Candidates();
    pass.find(text, from, to, candidates);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < candidates.count(); i++) {
      found.add(candidates.kind(i) + " " + candidates.start(i) + "-" + candidates.end(i));
    }
    return found;
  }
}
