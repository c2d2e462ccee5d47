// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.protocol.Dialogue;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values that are not written as text; the driver's own are in {@link MongoIT}. */
class MongoScalarsTest {

  private static String text(int type, String hex) {
    byte[] bytes = Dialogue.hex(hex);
    return MongoScalars.text(type, bytes, 0, bytes.length)
        .map(text -> new String(text, StandardCharsets.US_ASCII))
        .orElse("nothing");
  }

  @Test
  void whatSaysSomethingAsTextIsWrittenOut() {
    assertThat(text(0x07, "65f0a1b2c3d4e5f6a7b8c9d0")).isEqualTo("65f0a1b2c3d4e5f6a7b8c9d0");
    assertThat(text(0x09, "0000000000000000")).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(text(0x05, "10000000 04 6d0f0c1e7b0c4d539a5e0f3c5f5f2a11"))
        .isEqualTo("6d0f0c1e-7b0c-4d53-9a5e-0f3c5f5f2a11");
    assertThat(text(0x05, "03000000 00 616263")).isEqualTo("abc");
    assertThat(text(0x13, "d2040000000000000000000000004030")).isEqualTo("nothing");
    assertThat(text(0x13, "87d61200000000000000000000004030")).isEqualTo("1234567");
  }

  @Test
  void whatDoesNotStaysSilent() {
    assertThat(text(0x05, "03000000 00 610063")).as("binary").isEqualTo("nothing");
    assertThat(text(0x05, "03000000 06 616263")).as("encrypted").isEqualTo("nothing");
    assertThat(text(0x01, "000000000000f83f")).as("1.5").isEqualTo("nothing");
    assertThat(text(0x09, "ffffffffffffff7f")).as("no date").isEqualTo("nothing");
    assertThat(text(0x13, "00000000000000000000000000000078")).as("infinity").isEqualTo("nothing");
  }

  @Test
  void noBytesAreTooBroken() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      MongoScalars.text(0x01, bytes, 0, 8);
      MongoScalars.text(0x05, bytes, 0, 5 + random.nextInt(12));
      MongoScalars.text(0x09, bytes, 0, 8);
      MongoScalars.text(0x13, bytes, 0, 16);
    }
    assertThat(MongoScalars.text(0x0b, new byte[4], 0, 4)).isEmpty();
  }
}
