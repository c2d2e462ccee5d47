// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.Ruleset;
import dev.sallyport.node.admin.AdminServer;
import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.Capture;
import dev.sallyport.node.capture.CaptureConfig;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.SandboxWatcher;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.identity.PeerKey;
import dev.sallyport.node.identity.kube.KubeAccess;
import dev.sallyport.node.link.ControlLink;
import dev.sallyport.node.link.LinkConfig;
import dev.sallyport.node.link.LinkOutboxLimits;
import dev.sallyport.node.link.LinkSecurity;
import dev.sallyport.node.link.LinkSource;
import dev.sallyport.node.link.NodeVitals;
import dev.sallyport.node.link.WindowSchedule;
import dev.sallyport.node.link.WindowTurner;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of the node program, put together and running. Parts are started so that none hears of
 * something before it can take it, and stopped the other way round.
 */
final class NodeProgram implements LinkSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeProgram.class);
  private static final long TELL_MILLIS = 500;

  private static final List<String> CAPABILITIES = List.of("capture", "http1", "vouch");

  private final EventLoopGroup peerLoop;
  private final NodeIdentity identity;
  private final Capture capture;
  private final PodIntake intake;
  private final SandboxWatcher watcher;
  private final Optional<SandboxGate> gate;
  private final ControlLink link;
  private final WindowTurner windows;
  private final ScheduledExecutorService teller;
  private final AdminServer admin;

  private NodeProgram(NodeConfig config, Map<String, String> environment) throws IOException {
    long startedNanos = System.nanoTime();
    String boot = UUID.randomUUID().toString();
    peerLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sallyport-peer", true), EpollIoHandler.newFactory());
    Optional<PeerKey> key = PeerKey.fromEnvironment(environment);
    identity =
        NodeIdentity.start(
            NodeIdentity.Settings.of(
                config.nodeName(), config.peerPort(), key, KubeAccess.fromEnvironment(environment)),
            peerLoop,
            EpollDatagramChannel.class);
    WindowSchedule schedule =
        new WindowSchedule(
            config.nodeName(),
            boot,
            Window.DEFAULT_LENGTH_SECONDS,
            System.currentTimeMillis(),
            System.nanoTime());
    Dataplane dataplane =
        new Dataplane(
            identity.connections(), identity.names(), schedule.clock(), config.understand());
    capture = Capture.start(captureConfig(config), dataplane);
    intake = new PodIntake(capture, identity);
    link = new ControlLink(linkConfig(config, boot, environment), this, this::ruled);
    ruled(link.ruleset());
    link.start();
    windows = new WindowTurner(schedule, dataplane, link::offer);
    windows.start();
    identity.pods().listen(intake);
    gate =
        config.sandboxHooks().isEmpty()
            ? Optional.empty()
            : Optional.of(SandboxGate.start(config, intake));
    watcher = SandboxWatcher.start(config.cgroupRoot(), config.procRoot(), intake);
    teller =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sallyport-teller").factory());
    var unused =
        teller.scheduleWithFixedDelay(
            this::tellIdentity, TELL_MILLIS, TELL_MILLIS, TimeUnit.MILLISECONDS);
    admin = AdminServer.start(config.adminPort(), this::metrics, this::unready);
    log.info(
        "started in {} ms: node {}, {} sandboxes found",
        Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
        config.nodeName(),
        intake.states().size());
    identity.missing().forEach(missing -> log.warn("{}", missing));
  }

  /**
   * Starts everything.
   *
   * @throws IOException when this machine does not allow capture; the message says what is missing
   */
  static NodeProgram start(NodeConfig config, Map<String, String> environment) throws IOException {
    return new NodeProgram(config, environment);
  }

  /** Stops in order: new connections go direct, open ones drain, the last window is sent. */
  @Override
  public void close() {
    log.info("stopping: new connections go direct, open ones drain");
    gate.ifPresent(open -> closing("the sandbox gate", open::close));
    closing("the watch of sandboxes", watcher::close);
    closing("capture", capture::close);
    closing("the window", windows::close);
    teller.shutdownNow();
    closing("the link", link::close);
    closing("identity", identity::close);
    closing("metrics", admin::close);
    peerLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    log.info("stopped");
  }

  @Override
  public NodeVitals vitals() {
    Map<String, Long> counters = capture.counters();
    return new NodeVitals(
        ProgramMemory.residentBytes(),
        counters.getOrDefault("bytes_from_client", 0L)
            + counters.getOrDefault("bytes_from_server", 0L),
        counters.getOrDefault("connections_open", 0L),
        NodeMetrics.limitsHit(counters, identity.metrics()));
  }

  @Override
  public Map<String, CaptureState> captureStates() {
    return intake.states();
  }

  private void ruled(Ruleset ruleset) {
    identity.ledger().apply(ruleset.inventory(), System.nanoTime());
  }

  /** Tells identity what others measured: capture of pods, and whether control can be heard. */
  private void tellIdentity() {
    intake.tellIdentity();
    if (link.state().connected()) {
      identity.ledger().linkFound();
    } else {
      identity.ledger().linkLost(System.nanoTime());
    }
  }

  private static LinkConfig linkConfig(
      NodeConfig config, String boot, Map<String, String> environment) {
    return new LinkConfig(
        config.control(),
        config.nodeName(),
        boot,
        version(),
        CAPABILITIES,
        config.stateDirectory(),
        LinkSecurity.from(environment),
        LinkOutboxLimits.DEFAULT);
  }

  /** Returns the version in the manifest of the jar, {@code dev} when run from class files. */
  private static String version() {
    String version = NodeProgram.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  private interface Closing {
    void close() throws Exception;
  }

  private static void closing(String what, Closing part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("{} did not stop in order", what, e);
    }
  }

  private static CaptureConfig captureConfig(NodeConfig config) {
    CaptureConfig defaults = CaptureConfig.defaults(config.stateDirectory());
    return new CaptureConfig(
        config.failMode(),
        config.stateDirectory(),
        config.cgroupRoot(),
        config.procRoot(),
        defaults.ports(),
        defaults.limits(),
        defaults.canaryInterval(),
        defaults.drain(),
        config.eventLoops());
  }

  private List<Metric> metrics() {
    return NodeMetrics.of(capture.counters(), identity.metrics(), intake.states(), link.state());
  }

  private Optional<String> unready() {
    int undecided = intake.undecided();
    return undecided == 0
        ? Optional.empty()
        : Optional.of(undecided + " pods are not proven to be captured yet");
  }
}
