// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Sighting;
import org.junit.jupiter.api.Test;

class SourceCodeTest {
  private static final String JAVA =
      """
      package shop;

      import java.util.List;

      public final class Basket {
        private final List<Item> items;

        public long total() {
          long sum = 0;
          for (Item each : items) {
            sum += each.price();
          }
          return sum;
        }
      }
      """;

  private static final String PYTHON =
      """
      import os
      from typing import List

      def total(items: List[int]) -> int:
          result = 0
          for item in items:
              result = result + item
          return result

      print(total([1, 2]))
      """;

  @Test
  void linesOfCodeInAnyLanguage() {
    assertThat(isCode(JAVA)).isTrue();
    assertThat(isCode(PYTHON)).isTrue();
    assertThat(isCode("Could you look at this? It fails.\n```\n" + JAVA + "```\nThank you."))
        .isTrue();
  }

  @Test
  void proseListsAndLogsAreNone() {
    assertThat(
            isCode(
                """
                Dear team,
                with regard to the last meeting I would like to say
                for the record that we will return to this (see below);
                import duties are a matter of another day.
                If you have questions, write to me.
                Try again tomorrow, while there is time.
                Class begins at nine in the morning (sharp)
                """))
        .isFalse();
    assertThat(isCode("10:00:01 INFO started\n".repeat(20))).isFalse();
    assertThat(isCode("- milk\n- bread\n- eggs (six)\n".repeat(5))).isFalse();
    assertThat(isCode("- [Name of a part](#name-of-a-part)\n".repeat(20))).isFalse();
    assertThat(isCode("int x = 1;\n")).isFalse();
    assertThat(isCode("event: delta\ndata: {\"text\":\"of\"}\n\n".repeat(20))).isFalse();
  }

  private static boolean isCode(String text) {
    return Look.into(text).stream()
        .map(Sighting::dataClass)
        .anyMatch(DataClass.SOURCE_CODE::equals);
  }
}
