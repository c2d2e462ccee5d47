// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {
  private final Variables variables = new Variables(Map.of("RATE", "5"), Path.of("/home/x"));

  @Test
  void knownPlacesAreFilled() {
    check("a ${RATE} b", "a 5 b");
    check("${RATE:-7} ${OTHER:-7}", "5 7");
    check("uid ${uid:root}", "uid 0");
    check(
        "${classpath:node}",
        "/home/x/node/target/node-0.1.0-SNAPSHOT.jar:/home/x/node/target/lib/*");
  }

  @Test
  void shellsKeepTheirOwn() {
    check("${HOME} $RATE ${x##*/} $(RATE)", "${HOME} $RATE ${x##*/} $(RATE)");
  }

  private void check(String text, String expected) {
    assertThat(variables.fill(text)).isEqualTo(expected);
  }
}
