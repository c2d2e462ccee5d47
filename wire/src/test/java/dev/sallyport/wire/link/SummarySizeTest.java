// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What leaves a node is below a thousandth of what it saw, at 10,000 exchanges a second. */
class SummarySizeTest {
  private static final int EXCHANGES_PER_WINDOW = 50_000;

  @Test
  void summariesOfABusyNodeAreBelowAThousandthOfItsTraffic() throws IOException {
    check(40, 4096, 0.001);
  }

  @Test
  void evenOfSmallAnswersSummariesAreBelowAThousandth() throws IOException {
    check(40, 1024, 0.001);
  }

  private static void check(int services, int bodyBytes, double most) throws IOException {
    TrafficMix mix = new TrafficMix(42, services, EXCHANGES_PER_WINDOW, bodyBytes);
    byte[] plain = SummaryCodec.encode(1, List.of(mix.summary)).toByteArray();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(plain);
    }
    String line =
        String.format(
            "%d services, %d edges, %d exchanges, %.1f MB seen: summary %d bytes (%.4f %%),"
                + " compressed %d (%.4f %%)",
            services,
            mix.summary.edges().size(),
            mix.exchanges,
            mix.bytesSeen / 1e6,
            plain.length,
            100.0 * plain.length / mix.bytesSeen,
            zipped.size(),
            100.0 * zipped.size() / mix.bytesSeen);
    System.out.println(line);
    assertThat((double) zipped.size() / mix.bytesSeen).as(line).isLessThan(most);
  }
}
