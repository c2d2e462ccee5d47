// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.node.capture.SteerListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteerFileTest {
  @TempDir private Path directory;

  @Test
  void servicesAndHostsAreRead() throws IOException {
    assertThat(
            read(
                """
                {"listeners": [
                  {"service": "shop/catalog", "listen": "127.78.0.20:8080",
                   "upstreams": [{"address": "127.77.0.3:8080", "pod": "uid-1"},
                                 {"address": "[fd00::3]:8080"}]},
                  {"host": "API.Example", "port": 443, "listen": "[::1]:8443", "upstreams": []}]}
                """))
        .containsExactly(
            new SteerListener(
                new SteerListener.Service("shop", "catalog"),
                8080,
                new InetSocketAddress("127.78.0.20", 8080),
                List.of(
                    new SteerListener.Upstream(new InetSocketAddress("127.77.0.3", 8080), "uid-1"),
                    new SteerListener.Upstream(new InetSocketAddress("fd00::3", 8080), ""))),
            new SteerListener(
                new SteerListener.Host("api.example"),
                443,
                new InetSocketAddress("::1", 8443),
                List.of()));
  }

  @Test
  void aFileWithoutListenersHasNone() throws IOException {
    assertThat(read("{}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"service\": \"catalog\", \"listen\": \"127.0.0.1:1\"}', 'expected: service as NAMESPACE/NAME'",
    "'{\"listen\": \"127.0.0.1:1\"}', 'expected: service as NAMESPACE/NAME'",
    "'{\"host\": \"a\", \"listen\": \"localhost:1\"}', 'expected: ADDRESS:PORT'",
    "'{\"host\": \"a\", \"listen\": \"127.0.0.1\"}', 'expected: ADDRESS:PORT'",
    "'{\"host\": \"a\", \"port\": 70000, \"listen\": \"127.0.0.1:1\"}', 'expected: 1 to 65535'"
  })
  void whatIsWrongIsSaidWithWhatWasExpected(String listener, String expected) {
    assertThatThrownBy(() -> read("{\"listeners\": [" + listener + "]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  private List<SteerListener> read(String text) throws IOException {
    return SteerFile.read(Files.writeString(directory.resolve("listeners.json"), text));
  }
}
