// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final SensitiveData data =
      new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(new ScalarCandidatePass())));
  private final SensitiveDataScratch scratch = data.scratch(Fingerprints.none());

  @Test
  void cleanDocumentsCostNoMemory() {
    Content clean =
        content(
            Content.Form.JSON,
            "{\"items\":["
                + "{\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"order_id\":1234567890,"
                    .concat(
                        "\"created_at\":\"2026-03-11T14:30:00.123Z\",\"note\":\"line\\nline\","
                            + "\"title\":\"Blue shirt\",\"price\":12.99},")
                    .repeat(20)
                + "1]}");
    for (int i = 0; i < 2000; i++) {
      data.inspect(clean, scratch, none -> {});
    }
    long least = Long.MAX_VALUE;
    // Until the compilers are done, which takes long on a busy machine, calls make objects.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (int round = 0; round < 5 || (least >= 2_000 && System.nanoTime() < end); round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        data.inspect(clean, scratch, none -> {});
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(2_000);
  }

  /** A megabyte of the worst of each kind, in processor time; squares would take minutes. */
  @Test
  void noTextCostsMoreThanItsLength() {
    String[] worst = {
      " ",
      "1",
      "1 ",
      "1-",
      "a@",
      "a.",
      "@",
      ":",
      "a:",
      "::",
      "1.1.",
      "4111 ",
      "+1 ",
      "(",
      "\"",
      "{",
      "[{",
      "{\"a\":",
      "\\u0031",
      "%31",
      "&",
      "&#",
      "<a ",
      "<",
      "=",
      "A1 ",
      "AB12",
      "Mr. A ",
      "my name is ",
      "x = 1;\n",
      "import ",
      ",",
      "a,b\n",
      "415-555-0132 ",
      "DE89 ",
      "1,",
      "\u00A0",
      "１",
      "여"
    };
    for (Content.Form form : Content.Form.values()) {
      for (String each : worst) {
        String text = " ".repeat(1 << 19) + each.repeat((1 << 19) / each.getBytes(UTF_8).length);
        long before = THREADS.getCurrentThreadCpuTime();
        data.inspect(content(form, text), scratch, any -> {});
        assertThat(THREADS.getCurrentThreadCpuTime() - before)
            .as("%s of %s", form, each)
            .isLessThan(4_000_000_000L);
      }
    }
  }

  private static Content content(Content.Form form, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Content(Place.of(Place.Part.JSON), form, bytes, 0, bytes.length, true);
  }
}
