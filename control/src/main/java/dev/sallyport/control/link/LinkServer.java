// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.pki.Authority;
import dev.sallyport.control.pki.ServerTls;
import dev.sallyport.control.serving.Stopping;
import dev.sallyport.wire.link.LinkNames;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that nodes connect to. Safe for any thread. */
public final class LinkServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkServer.class);

  private final InetSocketAddress address;
  private final NodeLinkService link;
  private final ControlLimits limits;
  private boolean closed;
  private volatile @Nullable Server server;

  /** Returns a server that has not started. */
  public LinkServer(InetSocketAddress address, NodeLinkService link, ControlLimits limits) {
    this.address = requireNonNull(address, "address");
    this.link = requireNonNull(link, "link");
    this.limits = requireNonNull(limits, "limits");
  }

  /** Serves without TLS: whoever reaches the port is believed whatever it says. */
  public void startPlain() {
    log.warn(
        "Link: without TLS, as SALLYPORT_LINK_TLS=off says: whoever reaches the port can speak as"
            + " any node");
    start(Server.builder().http(address));
  }

  /** Serves those who hold certificates of the authority, and enrols those who prove their node. */
  public void start(Authority authority, TokenProof tokens, Hosting hosting, InstantSource clock) {
    link.guard(LinkGuard.of(authority, tokens, hosting, link.refusals(), clock));
    start(
        Server.builder()
            .https(address)
            .tlsProvider(
                new ServerTls(authority, List.of(LinkNames.SERVER), clock),
                ServerTlsConfig.builder().clientAuth(ClientAuth.OPTIONAL).build()));
  }

  /** Returns the port; -1 while it is not open. */
  public int port() {
    Server running = server;
    return running == null ? -1 : running.activeLocalPort();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Server running = server;
    if (running != null) {
      Stopping.stop(running);
    }
  }

  private synchronized void start(ServerBuilder builder) {
    if (closed) {
      return;
    }
    Server made =
        Stopping.prepare(builder)
            .service(
                GrpcService.builder()
                    .addService(link)
                    .useBlockingTaskExecutor(true)
                    .maxRequestMessageLength(limits.linkMessageBytesMax())
                    .build())
            .requestTimeout(Duration.ZERO)
            .maxRequestLength(0)
            .idleTimeout(Duration.ofSeconds(30))
            .pingInterval(Duration.ofSeconds(10))
            .build();
    made.start().join();
    server = made;
    log.info("Link for nodes on port {}", made.activeLocalPort());
  }
}
