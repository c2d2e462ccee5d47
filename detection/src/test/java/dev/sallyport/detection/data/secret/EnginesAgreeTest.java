// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The native engine and the one in Java find the same. */
class EnginesAgreeTest {
  private static final SecretRecogniser BEST = SecretRecogniser.create();
  private static final SecretRecogniser JAVA =
      SecretRecogniser.create(PatternSet.Engine.JAVA, ScanLimits.DEFAULT);

  @BeforeAll
  static void nativeEngineIsThere() {
    Assumptions.assumeTrue(BEST.engine().startsWith("Hyperscan"), BEST.engine());
  }

  @Test
  void onEveryLineOfTheSharedData() {
    int found = 0;
    for (byte[] text : SharedData.everything()) {
      List<String> expected = find(JAVA, text, 0, text.length);
      assertThat(find(BEST, text, 0, text.length)).isEqualTo(expected);
      found += expected.size();
    }
    assertThat(found).isGreaterThan(500);
  }

  @Test
  void onRandomMixesCutAtRandomPlaces() {
    List<byte[]> texts = SharedData.everything();
    Random random = new Random(20261121);
    for (int round = 0; round < 400; round++) {
      byte[] mix = mix(texts, random);
      int from = random.nextInt(mix.length / 4 + 1);
      int to = mix.length - random.nextInt(mix.length / 4 + 1);
      assertThat(find(BEST, mix, from, to)).isEqualTo(find(JAVA, mix, from, to));
    }
  }

  @Test
  void onRandomBytes() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[random.nextInt(70_000)];
      random.nextBytes(noise);
      assertThat(find(BEST, noise, 0, noise.length)).isEqualTo(find(JAVA, noise, 0, noise.length));
    }
  }

  private static byte[] mix(List<byte[]> texts, Random random) {
    byte[] mix = new byte[1_000 + random.nextInt(100_000)];
    int filled = 0;
    while (filled < mix.length) {
      byte[] text = texts.get(random.nextInt(texts.size()));
      int begin = random.nextInt(text.length + 1);
      int length = Math.min(mix.length - filled, random.nextInt(text.length - begin + 1));
      System.arraycopy(text, begin, mix, filled, length);
      filled += length;
      if (filled < mix.length && random.nextBoolean()) {
        mix[filled++] = (byte) random.nextInt(256);
      }
    }
    return mix;
  }

  private static List<String> find(SecretRecogniser recogniser, byte[] text, int from, int to) {
    List<String> found = new ArrayList<>();
    recogniser.find(
        text, from, to, (rule, start, end, sure) -> found.add(rule + start + "-" + end + sure));
    return found;
  }
}
