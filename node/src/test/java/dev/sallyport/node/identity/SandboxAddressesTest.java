// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxAddressesTest {
  @TempDir private Path proc;

  @Test
  void addressesOfTheNamespaceAreRead() throws Exception {
    Path net = Files.createDirectories(proc.resolve("7").resolve("net"));
    Files.writeString(
        net.resolve("fib_trie"),
        """
        Main:
          +-- 0.0.0.0/0 3 0 5
             |-- 0.0.0.0
                /0 universe UNICAST
             +-- 10.1.0.0/24 2 0 2
                |-- 10.1.0.0
                   /24 link UNICAST
                |-- 10.1.0.7
                   /32 host LOCAL
                |-- 10.1.0.255
                   /32 link BROADCAST
             +-- 127.0.0.0/8 2 0 2
                |-- 127.0.0.1
                   /32 host LOCAL
        """);
    Files.writeString(
        net.resolve("if_inet6"),
        """
        00000000000000000000000000000001 01 80 10 80       lo
        fd000000000000000000000000000007 02 40 00 80     eth0
        fe80000000000000000000000000dead 02 40 20 80     eth0
        """);
    assertThat(SandboxAddresses.of(proc, 7))
        .containsExactlyInAnyOrder(ip("10.1.0.7"), ip("fd00::7"));
  }

  @Test
  void endedProcessHasNone() {
    assertThat(SandboxAddresses.of(proc, 8)).isEmpty();
  }

  @Test
  void brokenFilesGiveNone() throws Exception {
    Path net = Files.createDirectories(proc.resolve("9").resolve("net"));
    Files.writeString(net.resolve("fib_trie"), "/32 host LOCAL\n|-- nonsense\n");
    Files.writeString(net.resolve("if_inet6"), "zz".repeat(20) + "\n");
    assertThat(SandboxAddresses.of(proc, 9)).isEmpty();
  }

  @Test
  void ownAddressesAreReadWithoutAnError() {
    assertThat(SandboxAddresses.of((int) ProcessHandle.current().pid()))
        .noneMatch(java.net.InetAddress::isLoopbackAddress);
  }
}
