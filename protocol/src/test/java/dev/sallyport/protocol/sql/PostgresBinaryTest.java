// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.protocol.Dialogue;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values in binary form; the driver's own are in {@link PostgresIT}. */
class PostgresBinaryTest {

  private static String text(int type, String hex) {
    byte[] bytes = Dialogue.hex(hex);
    return new String(PostgresBinary.text(type, bytes, 0, bytes.length), StandardCharsets.US_ASCII);
  }

  @Test
  void numbersHaveTheirFractionAndSign() {
    assertThat(text(1700, "0003 0001 4000 0002 0001 0929 1388")).isEqualTo("-12345.50");
    assertThat(text(1700, "0001 0001 0000 0000 0007")).isEqualTo("70000");
    assertThat(text(1700, "0000 0000 c000 0000")).as("not a number").isEmpty();
    assertThat(text(701, "431d2e9c14ab1de0")).matches("[0-9]*");
    assertThat(text(701, "3ff8000000000000")).as("1.5").isEmpty();
  }

  @Test
  void momentsAreWrittenOutAndInfinityIsNone() {
    assertThat(text(1184, "0000000000000000")).isEqualTo("2000-01-01T00:00:00Z");
    assertThat(text(1114, "7fffffffffffffff")).isEmpty();
    assertThat(text(1114, "8000000000000000")).isEmpty();
  }

  @Test
  void addressesAndIdsAreWrittenOut() {
    assertThat(text(869, "02 20 00 04 0a000007")).isEqualTo("10.0.0.7");
    assertThat(text(869, "03 80 00 10 20010db8000000000000000000000001"))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(text(2950, "6d0f0c1e7b0c4d539a5e0f3c5f5f2a11"))
        .isEqualTo("6d0f0c1e-7b0c-4d53-9a5e-0f3c5f5f2a11");
    assertThat(text(869, "02 20 00 04 0a0000")).isEmpty();
  }

  @Test
  void noBytesAreTooBroken() {
    Random random = new Random(3);
    int[] types = {20, 21, 23, 25, 650, 701, 869, 1082, 1114, 1184, 1700, 2950, 3802, 0};
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 12) {
        bytes[0] = bytes[1] = bytes[2] = bytes[4] = bytes[5] = bytes[6] = 0;
      }
      int from = Math.min(bytes.length, random.nextInt(4));
      PostgresBinary.text(types[i % types.length], bytes, from, bytes.length);
      int[] read = new int[1];
      PostgresBinary.elements(
          types[i % types.length], bytes, from, bytes.length, text -> read[0] += text.length);
      assertThat(read[0]).isBetween(0, 4096);
    }
  }
}
