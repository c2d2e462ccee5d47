// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.Ruleset;
import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.enforce.DataRedactor;
import dev.sallyport.node.enforce.EnforceLimits;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.enforce.Redactor;
import dev.sallyport.node.handover.Incumbent;
import dev.sallyport.node.handover.Successor;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.identity.PeerKey;
import dev.sallyport.node.identity.kube.KubeAccess;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.identity.kube.PublishedTrust;
import dev.sallyport.node.inspect.InspectLimits;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.node.link.ControlLink;
import dev.sallyport.node.link.LinkConfig;
import dev.sallyport.node.link.LinkOutboxLimits;
import dev.sallyport.node.link.LinkSecurity;
import dev.sallyport.node.link.LinkSource;
import dev.sallyport.node.link.NodeVitals;
import dev.sallyport.node.link.WindowSchedule;
import dev.sallyport.node.link.WindowTurner;
import dev.sallyport.protocol.redaction.RedactionLimits;
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

  private final EventLoopGroup peerLoop;
  private final NodeIdentity identity;
  private final Optional<Inspection> inspection;
  private final Enforcement enforcement;
  private final Dataplane dataplane;
  private final TierParts tier;
  private final Optional<PublishedTrust> trust;
  private final ControlLink link;
  private final WindowTurner windows;
  private final ScheduledExecutorService teller;
  private final AdminDoor admin;
  private final Optional<Incumbent> incumbent;

  private NodeProgram(NodeConfig config, Map<String, String> environment) throws IOException {
    long startedNanos = System.nanoTime();
    String boot = UUID.randomUUID().toString();
    peerLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sallyport-peer", true), EpollIoHandler.newFactory());
    Optional<PeerKey> key = PeerKey.fromEnvironment(environment);
    Optional<KubeAccess> kube = KubeAccess.fromEnvironment(environment);
    Optional<Successor> before = Overlap.find(config, peerLoop, key);
    NodeIdentity.Settings settings =
        NodeIdentity.Settings.of(config.nodeName(), config.peerPort(), key, kube);
    identity =
        before.isPresent()
            ? NodeIdentity.startBeside(settings, peerLoop, EpollDatagramChannel.class)
            : NodeIdentity.start(settings, peerLoop, EpollDatagramChannel.class);
    WindowSchedule schedule =
        new WindowSchedule(
            config.nodeName(),
            boot,
            Window.DEFAULT_LENGTH_SECONDS,
            System.currentTimeMillis(),
            System.nanoTime());
    inspection =
        config.understand() && config.inspect()
            ? Optional.of(
                Inspection.byAll(InspectLimits.DEFAULT.withMessageBytes(config.inspectBytes())))
            : Optional.empty();
    enforcement =
        new Enforcement(
            EnforceLimits.DEFAULT,
            inspection
                .flatMap(Inspection::data)
                .map(data -> (Redactor) new DataRedactor(data, RedactionLimits.DEFAULT))
                .orElse(Redactor.NONE));
    Dataplane dataplane =
        new Dataplane(
            identity.connections(),
            identity.names(),
            schedule.clock(),
            config.understand(),
            inspection,
            enforcement,
            uid ->
                identity.pods().all().stream()
                    .filter(pod -> pod.uid().equals(uid))
                    .findFirst()
                    .map(PodIdentity::probes)
                    .orElse(List.of()));
    this.dataplane = dataplane;
    tier =
        config.steer().isPresent()
            ? new SteerTier(config, config.steer().get(), identity, dataplane)
            : new NodeTier(config, identity, dataplane, before);
    trust =
        kube.flatMap(
            access ->
                Optional.ofNullable(environment.get("SALLYPORT_LINK_TRUST_CONFIGMAP"))
                    .filter(name -> !name.isBlank())
                    .map(name -> new PublishedTrust(access, name)));
    LinkSecurity security =
        LinkSecurity.from(environment, () -> trust.map(PublishedTrust::get).orElse(""));
    link =
        new ControlLink(linkConfig(config, boot, tier.capability(), security), this, this::ruled);
    ruled(link.ruleset());
    if (before.isPresent() && tier instanceof NodeTier captures) {
      Overlap.begin(before.get(), captures, identity, link);
    } else {
      link.start();
    }
    windows = new WindowTurner(schedule, dataplane, link::offer);
    windows.start();
    tier.start();
    teller =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sallyport-teller").factory());
    var unused =
        teller.scheduleWithFixedDelay(
            this::tellIdentity, TELL_MILLIS, TELL_MILLIS, TimeUnit.MILLISECONDS);
    admin = new AdminDoor(config.adminAddress(), this::metrics, tier::unready);
    admin.open();
    if (before.isPresent()) {
      Overlap.complete(before.get(), tier, identity, link);
    }
    incumbent =
        tier instanceof NodeTier captures
            ? Overlap.await(config, peerLoop, key, new Overlap(captures, identity, link, admin))
            : Optional.empty();
    log.info(
        "started in {} ms: node {}, {} pods found",
        Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
        config.nodeName(),
        tier.states().size());
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
    incumbent.ifPresent(Overlap::letSuccessorFinish);
    log.info("stopping: open connections drain");
    closing("capture", tier::close);
    closing("the window", windows::close);
    teller.shutdownNow();
    closing("the link", link::close);
    trust.ifPresent(PublishedTrust::close);
    closing("identity", identity::close);
    closing("metrics", admin::close);
    peerLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    log.info("stopped");
  }

  @Override
  public NodeVitals vitals() {
    Map<String, Long> counters = tier.counters();
    return new NodeVitals(
        ProgramMemory.residentBytes(),
        counters.getOrDefault("bytes_from_client", 0L)
            + counters.getOrDefault("bytes_from_server", 0L),
        counters.getOrDefault("connections_open", 0L),
        NodeMetrics.limitsHit(counters, identity.metrics(), enforcement.notYetEnforced()));
  }

  @Override
  public Map<String, CaptureState> captureStates() {
    return tier.states();
  }

  private void ruled(Ruleset ruleset) {
    identity.ledger().apply(ruleset.inventory(), System.nanoTime());
    inspection.ifPresent(each -> each.keys(ruleset.fingerprintKeys()));
    enforcement
        .apply(ruleset.policies())
        .forEach(problem -> log.warn("policy refused: {}", problem));
    enforcement.spread(ruleset.inventory());
    dataplane.ruled();
  }

  /** Tells identity what others measured: capture of pods, and whether control can be heard. */
  private void tellIdentity() {
    tier.tellIdentity();
    if (link.state().connected()) {
      identity.ledger().linkFound();
    } else {
      identity.ledger().linkLost(System.nanoTime());
    }
  }

  private static LinkConfig linkConfig(
      NodeConfig config, String boot, String capability, LinkSecurity security) {
    return new LinkConfig(
        config.control(),
        config.nodeName(),
        boot,
        version(),
        List.of(capability, "http1", "vouch"),
        config.stateDirectory(),
        security,
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

  private List<Metric> metrics() {
    List<Metric> metrics =
        NodeMetrics.of(
            tier.counters(),
            identity.metrics(),
            inspection.map(Inspection::counters).orElse(Map.of()),
            tier.states(),
            link.state());
    metrics.addAll(tier.metrics());
    metrics.addAll(NodeMetrics.enforcement(enforcement.counters()));
    metrics.add(
        Metric.gauge(
            "sallyport_enforce_connections_not_yet_enforced",
            "Connections open now on which a policy is not yet enforced: opened before the policy.",
            enforcement.notYetEnforced()));
    return metrics;
  }
}
