// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.detection.scan.PatternSet;
import dev.sallyport.detection.scan.ScanLimits;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecretCostTest {
  private static final byte[] CLEAN =
      ("{\"id\":\"0e65e841-fa76-375f-1090-f1a7a4f97845\",\"usage\":{\"prompt_tokens\":140},"
              + "\"nextPageToken\":\"Hio-fIfshlG4wiyqlFbzX0vM5a2Ls3QK\",\"key\":\"value\","
              + "\"password\":\"${DB_PASSWORD}\",\"mail\":\"lena@example.com\",\"text\":\"How do I"
              + " rotate an API key or a token without downtime? aws, jira and vault\"}\n")
          .repeat(30)
          .getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource(PatternSet.Engine.class)
  void cleanTextAllocatesNothing(PatternSet.Engine engine) {
    SecretRecogniser recogniser = SecretRecogniser.create(engine, ScanLimits.DEFAULT);
    SecretSink nobody =
        (rule, start, end, confidence) -> {
          throw new AssertionError("found " + rule);
        };
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    // Until the compilers are done, which takes long on a busy machine, calls make objects.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int round = 0; round < 20 || (least >= 200 && System.nanoTime() < end); round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 200; i++) {
        recogniser.find(CLEAN, 0, CLEAN.length, nobody);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    // The measurement itself allocates a little.
    assertThat(least / 200.0).isLessThan(1);
  }

  @ParameterizedTest
  @EnumSource(PatternSet.Engine.class)
  void hostileTextTakesTimeInProportionToItsLength(PatternSet.Engine engine) {
    SecretRecogniser recogniser = SecretRecogniser.create(engine, ScanLimits.DEFAULT);
    for (String repeated :
        new String[] {
          "AKIA",
          "eyJ",
          "key=",
          "secret secret=",
          "-----BEGIN ",
          "postgres://a:",
          "T3BlbkFJ",
          "@",
          "curl -u ",
          "authorization:bearer ",
          "sk-0",
          "token:",
          "ghp_",
          "xoxb-1-"
        }) {
      byte[] text = repeated.repeat(400_000 / repeated.length()).getBytes(UTF_8);
      byte[] half = Arrays.copyOf(text, text.length / 2);
      double whole = millis(recogniser, text);
      double first = millis(recogniser, half);
      assertThat(whole).as(repeated + " " + first).isLessThan(first * 5 + 400);
    }
  }

  /** Time that this thread worked; other programs of the machine do not count. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double millis(SecretRecogniser recogniser, byte[] text) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long begun = processorNanos();
      recogniser.find(text, 0, text.length, (rule, start, end, confidence) -> {});
      best = Math.min(best, (processorNanos() - begun) / 1e6);
    }
    return best;
  }
}
