// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.deploy.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir private Path root;

  @BeforeEach
  void build() throws IOException {
    for (String file :
        List.of(
            "node/pom.xml",
            "node/target/node-1.jar",
            "node/target/lib/model-1.jar",
            "node/target/lib/netty-common-4.2.jar",
            "node/target/lib/netty-native-epoll-4.2-linux-x86_64.jar",
            "node/target/lib/netty-native-epoll-4.2-linux-aarch_64.jar",
            "node/target/lib/netty-tcnative-2.0-osx-x86_64.jar",
            "node/target/lib/netty-tcnative-2.0-windows-x86_64.jar",
            "model/pom.xml",
            "model/target/model-1.jar")) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
  }

  @Test
  void whatIsBuiltHereIsApartFromWhatIsUsed() throws IOException {
    Program node = Program.of(new Checkout(root), "node", Architecture.AMD64);

    assertThat(node.own())
        .extracting(each -> each.getFileName().toString())
        .containsExactly("node-1.jar", "model-1.jar");
    assertThat(node.classPath())
        .isEqualTo(
            "/opt/sallyport/app/node-1.jar:/opt/sallyport/app/model-1.jar"
                + ":/opt/sallyport/lib/netty-common-4.2.jar"
                + ":/opt/sallyport/lib/netty-native-epoll-4.2-linux-x86_64.jar");
  }

  @Test
  void eachKindOfMachineGetsItsOwnNativeParts() throws IOException {
    Files.createFile(root.resolve("node/target/lib/native-5.4.0-1.0.0-linux-x86_64.jar"));

    assertThat(Program.of(new Checkout(root), "node", Architecture.ARM64).libraries())
        .extracting(each -> each.getFileName().toString())
        .containsExactly("netty-common-4.2.jar", "netty-native-epoll-4.2-linux-aarch_64.jar");
    assertThat(Program.of(new Checkout(root), "node", Architecture.AMD64).libraries())
        .extracting(each -> each.getFileName().toString())
        .contains("native-5.4.0-1.0.0-linux-x86_64.jar");
  }

  @Test
  void whatWasNotBuiltIsSaid() {
    assertThatThrownBy(() -> Program.of(new Checkout(root), "model", Architecture.AMD64))
        .hasMessageContaining("model/target")
        .hasMessageContaining("./sallyport build");
  }
}
