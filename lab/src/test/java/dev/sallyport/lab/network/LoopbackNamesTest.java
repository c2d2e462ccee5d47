// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackNamesTest {
  @TempDir private Path directory;
  private final LoopbackNames names = new LoopbackNames();

  @Test
  void aServiceHasItsShortNameOnlyInItsOwnNamespace() throws IOException {
    names.set(Map.of("shop/catalog", "127.78.0.20"), Map.of("api.example", "127.79.0.11"));
    assertThat(file("shop"))
        .contains(
            "127.78.0.20\tcatalog",
            "127.78.0.20\tcatalog.shop",
            "127.78.0.20\tcatalog.shop.svc",
            "127.78.0.20\tcatalog.shop.svc.cluster.local",
            "127.79.0.11\tapi.example",
            "127.0.0.1\tlocalhost");
    assertThat(file("data"))
        .contains("127.78.0.20\tcatalog.shop")
        .doesNotContain("127.78.0.20\tcatalog");
  }

  @Test
  void filesFollowUntilTheyAreForgotten() throws IOException {
    Path kept = directory.resolve("kept");
    Path left = directory.resolve("left");
    names.keep(kept, "");
    names.keep(left, "");
    names.forget(left);
    names.set(Map.of(), Map.of("new.example", "127.79.0.12"));
    assertThat(Files.readString(kept)).contains("new.example");
    assertThat(Files.readString(left)).doesNotContain("new.example");
  }

  @Test
  void onlyPortsThatNeedPrivilegeMove() {
    assertThat(Loopback.port(80)).isEqualTo(8080);
    assertThat(Loopback.port(443)).isEqualTo(8443);
    assertThat(Loopback.port(1023)).isEqualTo(9023);
    assertThat(Loopback.port(1024)).isEqualTo(1024);
    assertThat(Loopback.port(5432)).isEqualTo(5432);
  }

  private java.util.List<String> file(String namespace) throws IOException {
    Path file = directory.resolve("names-" + namespace);
    names.keep(file, namespace);
    return Files.readAllLines(file);
  }
}
