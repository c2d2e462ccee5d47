// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void numbersAreAsPeopleReadThem() {
    assertThat(Figures.rate(0)).isEqualTo("-");
    assertThat(Figures.rate(0.05)).isEqualTo("<0.1/s");
    assertThat(Figures.rate(12.34)).isEqualTo("12.3/s");
    assertThat(Figures.rate(1234.5)).isIn("1234/s", "1235/s");
    assertThat(Figures.share(0.0005)).isEqualTo("<0.1%");
    assertThat(Figures.share(0.015)).isEqualTo("1.5%");
    assertThat(Figures.share(1)).isEqualTo("100%");
    assertThat(Figures.millis(null)).isEqualTo("-");
    assertThat(Figures.millis(0.123)).isEqualTo("0.12ms");
    assertThat(Figures.millis(1234.0)).isEqualTo("1.2s");
    assertThat(Figures.bytes(1023)).isEqualTo("1023 B");
    assertThat(Figures.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Figures.bytes(Long.MAX_VALUE)).isEqualTo("8192 PiB");
    assertThat(Figures.count(1234567)).isEqualTo("1,234,567");
    assertThat(Figures.seconds(119.4)).isEqualTo("119s");
    assertThat(Figures.seconds(3600.0)).isEqualTo("60m");
    assertThat(Figures.seconds(7200.0)).isEqualTo("2h");
    assertThat(Figures.seconds(-3.0)).isEqualTo("0s");
  }
}
