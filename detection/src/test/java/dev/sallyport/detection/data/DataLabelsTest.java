// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.DataClass;
import org.junit.jupiter.api.Test;

class DataLabelsTest {

  @Test
  void everyClassHasLabels() {
    for (DataClass each : DataClass.values()) {
      assertThat(DataLabels.DEFAULT.of(each)).as(each.name()).isNotEmpty();
    }
    assertThat(DataLabels.DEFAULT.of(DataClass.CREDIT_CARD)).contains("PCI");
    assertThat(DataLabels.DEFAULT.of(DataClass.UK_NHS)).contains("PHI");
  }

  @Test
  void classesAndGroupsCanBeRelabelled() {
    DataLabels own =
        DataLabels.DEFAULT.with("# ours\nHEALTH = Secret-3\nUK_NHS=Secret-4, PHI\nIP_ADDRESS=\n");
    assertThat(own.of(DataClass.US_MBI)).containsExactly("Secret-3");
    assertThat(own.of(DataClass.UK_NHS)).containsExactly("PHI", "Secret-4");
    assertThat(own.of(DataClass.IP_ADDRESS)).isEmpty();
    assertThat(own.of(DataClass.CREDIT_CARD)).contains("PCI");
  }

  @Test
  void aLineThatNamesNothingIsRefused() {
    assertThatThrownBy(() -> DataLabels.DEFAULT.with("CARD=PCI")).hasMessageContaining("CARD");
    assertThatThrownBy(() -> DataLabels.DEFAULT.with("CREDIT_CARD"))
        .hasMessageContaining("CREDIT_CARD");
  }
}
