// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Ja4Test {
  /** The worked example of the method's public description. */
  private static final List<Integer> CIPHERS =
      numbers("1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035");

  private static final List<Integer> EXTENSIONS =
      numbers("001b 0000 0033 0010 4469 0017 002d 000d 0005 0023 0012 002b ff01 000b 000a 0015");

  private static final List<Integer> SIGNATURES =
      numbers("0403 0804 0401 0503 0805 0501 0806 0601");

  private static List<Integer> numbers(String hex) {
    List<Integer> numbers = new ArrayList<>();
    for (String each : hex.split(" ")) {
      numbers.add(HexFormat.fromHexDigits(each));
    }
    return numbers;
  }

  @Test
  void theDescribedExampleGivesTheDescribedValue() {
    assertThat(Ja4.of(0x0304, CIPHERS, EXTENSIONS, SIGNATURES, "h2"))
        .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void shufflingMakesNoDifferenceButTheOrderOfSignaturesDoes() {
    List<Integer> extensions = new ArrayList<>(EXTENSIONS);
    List<Integer> ciphers = new ArrayList<>(CIPHERS);
    Collections.shuffle(extensions, new Random(1));
    Collections.shuffle(ciphers, new Random(2));
    String fingerprint = Ja4.of(0x0304, CIPHERS, EXTENSIONS, SIGNATURES, "h2");
    assertThat(Ja4.of(0x0304, ciphers, extensions, SIGNATURES, "h2")).isEqualTo(fingerprint);
    assertThat(Ja4.of(0x0304, ciphers, extensions, SIGNATURES.reversed(), "h2"))
        .isNotEqualTo(fingerprint);
  }

  @Test
  void whatIsMissingIsZero() {
    assertThat(Ja4.of(0x0303, List.of(), List.of(), List.of(), ""))
        .isEqualTo("t12i000000_000000000000_000000000000");
    assertThat(Ja4.of(0x7f1c, CIPHERS, List.of(), List.of(), "\u00ab\u00cd"))
        .startsWith("t00i1500ad_");
    assertThat(Ja4.of(0x0301, Collections.nCopies(200, 5), List.of(), List.of(), "http/1.1"))
        .startsWith("t10i9900h1_");
  }
}
