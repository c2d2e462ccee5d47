// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.enforce.EnforceLimits;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.enforce.Redactor;
import dev.sallyport.node.identity.ConnectionIdentity;
import dev.sallyport.node.identity.IdentityCounters;
import dev.sallyport.node.identity.IdentityLedger;
import dev.sallyport.node.identity.IdentityLimits;
import dev.sallyport.node.identity.NameEvidence;
import dev.sallyport.node.identity.Peers;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataplaneTest {
  private static final IdentityLimits LIMITS = IdentityLimits.defaults();

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final WindowClock clock = new WindowClock(1_000_000, System.nanoTime());
  private final IdentityCounters counters = new IdentityCounters();
  private final NameEvidence names = new NameEvidence(LIMITS, counters);
  private final Dataplane dataplane =
      new Dataplane(
          new ConnectionIdentity(
              new IdentityLedger("node", LIMITS, counters), names, Peers.NONE, LIMITS, counters),
          names,
          clock,
          true,
          Optional.empty(),
          new Enforcement(EnforceLimits.DEFAULT, Redactor.NONE),
          uid -> List.of());

  @AfterEach
  void end() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void windowThatEndsWhileTheLoopsRunHasWhatTheyCounted() throws Exception {
    openOnLoop();
    assertThat(connectionsOfNextWindow()).isEqualTo(1);
  }

  @Test
  void windowThatEndsAfterTheLoopsHasWhatTheyCounted() throws Exception {
    openOnLoop();
    end();
    assertThat(connectionsOfNextWindow()).isEqualTo(1);
  }

  private void openOnLoop() throws Exception {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
    CapturedConnection connection =
        new CapturedConnection(
            new PodSandbox("uid", 1, 1, "/pod"), Vantage.CLIENT, here, here, System.nanoTime());
    group.next().submit(() -> dataplane.opened(connection)).get(30, TimeUnit.SECONDS);
  }

  private long connectionsOfNextWindow() throws InterruptedException {
    List<OpenWindow> windows = dataplane.turn(clock, System.nanoTime());
    assertThat(windows).hasSize(1);
    return windows
        .getFirst()
        .freeze(new SummaryId("n", "b", new Window(1000, 5)))
        .tally()
        .connections();
  }
}
