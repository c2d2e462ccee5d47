// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The jars of the built programs as images for each kind of machine take them, held to facts
 * without being run. Here, where all programs are built; the whole images are held to the same by a
 * slow test of deploy.
 */
class OtherMachinesIT {
  private static final Checkout CHECKOUT =
      new Checkout(Path.of(System.getProperty("sallyport.root")));

  @ParameterizedTest
  @EnumSource
  void everyLibraryIsForThatKindOfMachine(Architecture machine) throws IOException {
    for (String module : List.of("node", "control", "cli")) {
      Program program = Program.of(CHECKOUT, module, machine);
      List<String> libraries =
          program.libraries().stream().map(each -> each.getFileName().toString()).toList();

      assertThat(ForeignParts.among(program.libraries(), machine)).as(module).isEmpty();
      assertThat(libraries).isNotEmpty().noneMatch(each -> each.matches(".*-(osx|windows)-.*"));
      if (module.equals("node")) {
        String linux = machine == Architecture.ARM64 ? "aarch_64" : "x86_64";
        assertThat(libraries)
            .anyMatch(each -> each.matches("netty-tcnative-.*-linux-" + linux + "\\.jar"))
            .anyMatch(each -> each.matches("netty-.*-epoll-.*-linux-" + linux + "\\.jar"))
            .as("Hyperscan, for which there is the pure Java path elsewhere")
            .filteredOn(each -> each.matches("native-5.*\\.jar"))
            .hasSize(machine == Architecture.AMD64 ? 1 : 0);
      }
    }
  }
}
