// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {

  @Test
  void nameServersAreReadInOrderAndAtMostThree() {
    assertThat(
            Resolvers.parse(
                """
                # nameserver 9.9.9.9
                search shop.svc.cluster.local
                nameserver 10.96.0.10
                nameserver  fd00::10
                nameserver 10.96.0.10
                nameserver 10.96.0.11
                nameserver 10.96.0.12
                """))
        .containsExactly(
            InetAddress.ofLiteral("10.96.0.10"),
            InetAddress.ofLiteral("fd00::10"),
            InetAddress.ofLiteral("10.96.0.11"));
  }

  @Test
  void whatIsNoAddressOrOnlyLocalIsLeftOut() {
    assertThat(
            Resolvers.parse(
                "nameserver dns.example\nnameserver 127.0.0.53\nnameserver ::1\nnameserver\n"))
        .isEmpty();
  }

  @Test
  void anyBytesAreSurvived() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      Resolvers.parse(
          "nameserver " + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void anAbsoluteLinkIsFollowedInsideThePodsOwnRoot(@TempDir Path proc) throws Exception {
    Path root = proc.resolve("7/root");
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("run/systemd"));
    Files.createSymbolicLink(root.resolve("etc/resolv.conf"), Path.of("/run/systemd/resolv.conf"));
    Files.writeString(root.resolve("run/systemd/resolv.conf"), "nameserver 10.0.0.10\n");
    assertThat(Resolvers.of(proc, List.of(6, 7)))
        .containsExactly(InetAddress.ofLiteral("10.0.0.10"));
  }
}
