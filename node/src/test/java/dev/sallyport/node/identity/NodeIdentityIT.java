// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.HERE;
import static dev.sallyport.node.identity.Given.THERE;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.fact;
import static dev.sallyport.node.identity.Given.facts;
import static dev.sallyport.node.identity.Given.inbound;
import static dev.sallyport.node.identity.Given.node;
import static dev.sallyport.node.identity.Given.outbound;
import static dev.sallyport.node.identity.Given.service;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Attribution;
import dev.sallyport.model.Proof;
import dev.sallyport.node.identity.kube.KubeLimits;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with all their parts, on two loopback addresses. */
class NodeIdentityIT {
  private static final String CART = "10.1.0.1";
  private static final String MAIL = "10.2.0.1";

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Loop loop = Loop.of(group.next());
  private NodeIdentity here;
  private NodeIdentity there;

  @BeforeEach
  void start() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }
    here = start(HERE, "127.0.0.1", port);
    there = start(THERE, "127.0.0.2", port);
    ClusterFacts facts =
        facts(
            List.of(
                fact("cart", "cart", HERE, Captured.YES, CART),
                fact("mail", "mail", THERE, Captured.YES, MAIL)),
            List.of(service("mail", "10.96.0.9", List.of("mail"), List.of("mail"))),
            List.of(node(HERE, "127.0.0.1"), node(THERE, "127.0.0.2")));
    here.ledger().apply(facts, System.nanoTime());
    there.ledger().apply(facts, System.nanoTime());
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void connectionBetweenNodesIsProvenAndCountedOnce() throws Exception {
    BlockingQueue<Identification> byClient = new LinkedBlockingQueue<>();
    BlockingQueue<Identification> byServer = new LinkedBlockingQueue<>();
    loop.run(
        () -> {
          here.connections()
              .open(
                  outbound("cart", CART, 40_000, "10.96.0.9", System.nanoTime()),
                  loop,
                  byClient::add)
              .upstreamConnected(socket(CART, 40_000), socket("10.96.0.9", 80));
          there
              .connections()
              .open(inbound("mail", CART, 40_000, MAIL, System.nanoTime()), loop, byServer::add);
        });
    Identification server = byServer.poll(60, TimeUnit.SECONDS);
    Identification client = byClient.poll(60, TimeUnit.SECONDS);
    assertThat(server.source()).isEqualTo(new Attribution(deployment("cart"), Proof.PEER_VOUCH));
    assertThat(server.target()).isEqualTo(new Attribution(deployment("mail"), Proof.NAMESPACE));
    assertThat(server.role()).isEqualTo(Role.INSPECT);
    assertThat(client.role()).isEqualTo(Role.VOUCH_ONLY);
    assertThat(client.source()).isEqualTo(new Attribution(deployment("cart"), Proof.NAMESPACE));
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThat(here.missing()).hasSize(1).first().asString().contains("SALLYPORT_KUBE_API");
    assertThat(here.metrics()).containsKeys("proven_by_vouch", "sockets_remembered");
  }

  private NodeIdentity start(String name, String address, int port) {
    return NodeIdentity.start(
        new NodeIdentity.Settings(
            name,
            new InetSocketAddress(address, port),
            Optional.of(PeerKey.of("0123456789abcdef")),
            Optional.empty(),
            IdentityLimits.defaults(),
            KubeLimits.defaults()),
        group,
        NioDatagramChannel.class);
  }
}
