// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.model.Vantage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services as kube-proxy's nftables mode writes them on a node: verdict maps by address, protocol
 * and port lead to a chain for each Service, that to one for each endpoint, and there is the DNAT.
 */
class KubeProxyIT {
  private static final String CLUSTER_IP = "10.213.96.10";
  private static final int NODE_PORT = 30080;
  private static final int POD_PORT = 8080;

  @TempDir Path state;
  private final RecordingObserver observer = new RecordingObserver();

  /** What both ends of one call say of it. */
  private record Call(CapturedConnection byClient, CapturedConnection byServer) {}

  private interface Try {
    void go(TestPod client, TestPod server, InetAddress node) throws Exception;
  }

  @BeforeEach
  void needsRoot() {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
  }

  @Test
  void whoDialsAClusterAddressSeesTheServiceAndThePodSeesWhoDialled() throws Exception {
    play(
        (client, server, node) -> {
          Call call = call(client, new InetSocketAddress(CLUSTER_IP, 80));
          assertThat(call.byClient().destination())
              .isEqualTo(new InetSocketAddress(CLUSTER_IP, 80));
          assertThat(call.byServer().destination())
              .isEqualTo(new InetSocketAddress(server.address(false), POD_PORT));
          assertThat(call.byServer().source().getAddress()).isEqualTo(client.address(false));
        });
  }

  @Test
  void behindANodePortThePodSeesTheNode() throws Exception {
    play(
        (client, server, node) -> {
          Call call = call(client, new InetSocketAddress(node, NODE_PORT));
          assertThat(call.byClient().destination())
              .isEqualTo(new InetSocketAddress(node, NODE_PORT));
          assertThat(call.byServer().destination().getPort()).isEqualTo(POD_PORT);
          // Masqueraded: whoever dialled is told by the dialling side alone.
          assertThat(call.byServer().source().getAddress()).isNotEqualTo(client.address(false));
        });
  }

  @Test
  void aHeadlessServiceIsItsPods() throws Exception {
    play(
        (client, server, node) -> {
          InetSocketAddress pod = new InetSocketAddress(server.address(false), POD_PORT);
          Call call = call(client, pod);
          assertThat(call.byClient().destination()).isEqualTo(pod);
          assertThat(call.byServer().destination()).isEqualTo(pod);
          assertThat(call.byServer().source().getAddress()).isEqualTo(client.address(false));
        });
  }

  @Test
  void aServiceWithoutEndpointsRefusesAndWhoDialledIsTold() throws Exception {
    play(
        (client, server, node) -> {
          try (SocketChannel channel = client.connect(new InetSocketAddress(CLUSTER_IP, 81))) {
            PodNetwork.eventually(
                () -> observer.seen.size() == 1 && observer.seen.getFirst().why != null);
            assertThat(observer.seen.getFirst().why).isEqualTo(CloseReason.REFUSED);
          }
        });
  }

  private Call call(TestPod client, InetSocketAddress to) throws Exception {
    try (SocketChannel channel = client.connect(to)) {
      assertThat(CaptureIT.ask(channel, "a")).isEqualTo("a");
      PodNetwork.eventually(() -> observer.seen.size() == 2);
    }
    return new Call(seen(Vantage.CLIENT), seen(Vantage.SERVER));
  }

  private CapturedConnection seen(Vantage vantage) {
    return observer.seen.stream()
        .map(seen -> seen.connection)
        .filter(each -> each.vantage() == vantage)
        .findAny()
        .orElseThrow();
  }

  private void play(Try play) throws Exception {
    PodNetwork.run(
        network -> {
          TestPod client = network.pod();
          TestPod server = network.pod();
          server.echo(false, POD_PORT);
          // The address of the node on the cable of the client's pod.
          byte[] gateway = client.address(false).getAddress();
          gateway[3] = 1;
          InetAddress node = InetAddress.getByAddress(gateway);
          Path rules = state.resolve("kube-proxy.nft");
          Files.writeString(
              rules, rules(node.getHostAddress(), server.address(false).getHostAddress()));
          // A node has a route to everywhere; what nothing translates would go there.
          network.sh("ip route add 10.213.96.0/24 dev p2; nft -f " + rules);
          CaptureConfig config = CaptureConfig.defaults(state).withDrain(Duration.ZERO);
          try (Capture capture = Capture.start(config, observer)) {
            PodNetwork.capture(capture, client, server);
            play.go(client, server, node);
          }
        });
  }

  private static String rules(String node, String pod) {
    String service = "service-ULMVA6XW-shop/catalog/tcp/http";
    String endpoint = "endpoint-5OJB2KTY-shop/catalog/tcp/http__" + pod + "/" + POD_PORT;
    String external = "external-ULMVA6XW-shop/catalog/tcp/http";
    return """
        table ip kube-proxy {
          map service-ips {
            type ipv4_addr . inet_proto . inet_service : verdict
          }
          map service-nodeports {
            type inet_proto . inet_service : verdict
          }
          map no-endpoint-services {
            type ipv4_addr . inet_proto . inet_service : verdict
          }
          set nodeport-ips {
            type ipv4_addr
            elements = { %1$s }
          }
          chain mark-for-masquerade { meta mark set meta mark | 0x4000; }
          chain reject-chain { reject; }
          chain %5$s {
            ip saddr %2$s jump mark-for-masquerade
            meta l4proto tcp dnat to %2$s:%3$d
          }
          chain %4$s { numgen random mod 1 vmap { 0 : goto %5$s }; }
          chain %6$s {
            jump mark-for-masquerade
            goto %4$s
          }
          chain services {
            ip daddr . meta l4proto . th dport vmap @service-ips
            ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
          }
          chain service-endpoints-check {
            ip daddr . meta l4proto . th dport vmap @no-endpoint-services
          }
          chain masquerading {
            meta mark & 0x4000 == 0 return
            meta mark set meta mark ^ 0x4000
            masquerade fully-random
          }
          chain filter-forward {
            type filter hook forward priority -110;
            ct state new jump service-endpoints-check
          }
          chain nat-prerouting { type nat hook prerouting priority -100; jump services; }
          chain nat-output { type nat hook output priority -100; jump services; }
          chain nat-postrouting { type nat hook postrouting priority 100; jump masquerading; }
        }
        add element ip kube-proxy service-ips { %7$s . tcp . 80 : goto %4$s }
        add element ip kube-proxy service-nodeports { tcp . %8$d : goto %6$s }
        add element ip kube-proxy no-endpoint-services { %7$s . tcp . 81 : goto reject-chain }
        """
        .formatted(node, pod, POD_PORT, service, endpoint, external, CLUSTER_IP, NODE_PORT);
  }
}
