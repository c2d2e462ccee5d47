// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.model.FailureCause;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.Decoded;
import dev.sallyport.wire.link.LinkLimits;
import dev.sallyport.wire.link.LinkVersion;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.v1.BatchAck;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.CertificateIssued;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeHealth;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.RulesetApplied;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import dev.sallyport.wire.link.v1.SummaryBatch;
import dev.sallyport.wire.link.v1.Welcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to control: takes finished summaries, sends them until they are acknowledged, and holds
 * the rules that control sends. Control may be away for as long as it likes: summaries wait in
 * memory and on disk within bounds, and the last rules stay in force.
 *
 * <p>{@link #offer}, {@link #ruleset} and {@link #state} may be called by any thread and never
 * wait. All else happens on one thread of the link's own, which is also the only one that touches
 * the disk.
 */
public final class ControlLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLink.class);
  private static final long TICK_MILLIS = 1000;
  private static final long CLOCK_MILLIS_MAX = 5000;
  private static final long LOOK_MILLIS_MAX = 500;
  private static final long ELSEWHERE_MILLIS_MIN = 20;
  private static final long ELSEWHERE_MILLIS_MAX = 1000;
  private static final long HEALTH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long CAPTURE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long CHANGED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long CONFIRMED_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int UNWELCOME_MAX = 3;
  private static final String RULES = "ruleset.sealed";
  private static final long KEPT_SECONDS = 5;
  private static final long LAST_WINDOWS_SECONDS = 10;
  private static final long LAST_WINDOWS_POLL_MILLIS = 20;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LinkConfig config;
  private final LinkSource source;
  private final Consumer<Ruleset> onRuleset;
  private final ScheduledExecutorService worker;
  private final LinkTransport transport = new LinkTransport();
  private final @Nullable LinkCredential credential;
  private final Spool spool;
  private final Outbox outbox;
  private final RulesetKeeper keeper;
  private final Backoff backoff;
  private final Backoff elsewhere;
  private final AtomicInteger handedOff = new AtomicInteger();
  private final AtomicLong lostAtHandoff = new AtomicLong();
  private volatile Ruleset ruleset;
  private volatile LinkState state = new LinkState(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1);

  // Confined to the worker.
  private @Nullable LinkStream stream;
  private boolean welcomed;
  private boolean enrolling;
  private int unwelcome;
  private String waitingFor = "";
  private boolean pausing;
  private boolean askWhole;
  private boolean closing;
  private boolean leaving;
  private boolean mayLeave;
  private long sequence;
  private long summaryBytesSent;
  private long acknowledged;
  private long connects;
  private long progressAtNanos;
  private long healthAtNanos;
  private long captureAtNanos;
  private long saveAtNanos;
  private boolean rulesToSave;
  private Instant confirmedAt;
  private CaptureReport captureSent = CaptureReport.getDefaultInstance();

  /**
   * Creates the link with the rules that are on disk; nothing else happens before {@link #start}.
   *
   * @param onRuleset told on the link's thread of every ruleset that control sends; must not block
   */
  public ControlLink(LinkConfig config, LinkSource source, Consumer<Ruleset> onRuleset) {
    this(config, source, onRuleset, new SealedFile());
  }

  ControlLink(LinkConfig config, LinkSource source, Consumer<Ruleset> onRuleset, SealedFile files) {
    this.config = config;
    this.source = requireNonNull(source, "source");
    this.onRuleset = requireNonNull(onRuleset, "onRuleset");
    LinkOutboxLimits limits = config.limits();
    this.spool = new Spool(config.stateDirectory().resolve("spool"), files);
    this.outbox = new Outbox(spool, limits);
    this.keeper = new RulesetKeeper(config.stateDirectory().resolve(RULES), files);
    this.backoff =
        new Backoff(
            limits.reconnectMillisMin(),
            limits.reconnectMillisMax(),
            () -> ThreadLocalRandom.current().nextDouble());
    this.elsewhere =
        new Backoff(
            ELSEWHERE_MILLIS_MIN,
            ELSEWHERE_MILLIS_MAX,
            () -> ThreadLocalRandom.current().nextDouble());
    RulesetKeeper.Kept kept = keeper.load();
    this.ruleset = kept.ruleset();
    this.confirmedAt = kept.confirmedAt();
    this.worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("sallyport-link").unstarted(task));
    this.credential =
        config.security() instanceof LinkSecurity.MutualTls proof
            ? new LinkCredential(proof)
            : null;
  }

  /** Starts to connect, and goes on doing so until {@link #close}. */
  public void start() {
    start(true);
  }

  /**
   * Starts beside a program that this one follows, whose windows on disk are its own until {@link
   * #takeLeft}.
   */
  public void startBeside() {
    start(false);
  }

  /** Sends what a program that has ended left on disk. */
  public void takeLeft() {
    onWorker(() -> guarded("spool", outbox::load));
  }

  /**
   * Another program of this node speaks for it from now on; this one sends its windows, hears of
   * rules, and says nothing else.
   */
  public void leave() {
    onWorker(() -> guarded("leave", () -> leaving(true)));
  }

  /** Speaks for the node again after {@link #leave}. */
  public void comeBack() {
    onWorker(() -> guarded("come back", () -> leaving(false)));
  }

  /** Returns the rules in force as they are kept on disk; empty when there are none. */
  public byte[] kept() throws IOException {
    try {
      return worker
          .submit(() -> ruleset.version() == 0 ? new byte[0] : keeper.bytes(ruleset, confirmedAt))
          .get(KEPT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException failed) {
      throw new IOException("the link does not answer", failed);
    }
  }

  /**
   * Keeps what {@link #kept} of another program gave, for a link that is made after.
   *
   * @throws IOException when the disk does not take it
   */
  public static void keep(Path stateDirectory, byte[] rules) throws IOException {
    new SealedFile().write(stateDirectory.resolve(RULES), rules, true);
  }

  private void start(boolean load) {
    worker.execute(
        () -> {
          if (load) {
            guarded("spool", outbox::load);
          }
          guarded("connect", this::connect);
        });
    var unused =
        worker.scheduleWithFixedDelay(
            () -> guarded("tick", this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a finished summary. Never waits; when the link's thread is stuck it is counted as lost.
   */
  public void offer(Summary summary) {
    if (handedOff.incrementAndGet() > config.limits().handoffMax()) {
      handedOff.decrementAndGet();
      lostAtHandoff.addAndGet(summary.exchanges());
      return;
    }
    try {
      worker.execute(
          () -> {
            handedOff.decrementAndGet();
            guarded("summary", () -> take(summary));
          });
    } catch (RejectedExecutionException closed) {
      handedOff.decrementAndGet();
    }
  }

  /** Returns the rules in force: the last that control sent, also before a restart. */
  public Ruleset ruleset() {
    return ruleset;
  }

  /** Returns how the link is, at most a second old. */
  public LinkState state() {
    return state;
  }

  private void leaving(boolean leaves) {
    leaving = leaves;
    if (!pausing) {
      reconnect(leaves ? "another program takes over" : "no other program took over");
    }
  }

  /**
   * What waits on this program's disk might be nobody's when it has ended, so it waits for that.
   */
  private void awaitEmpty() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_WINDOWS_SECONDS);
    try {
      while (worker.submit(() -> leaving && mayLeave && outbox.waiting() > 0).get()
          && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(LAST_WINDOWS_POLL_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RejectedExecutionException closed) {
      LOG.debug("the link is closed", closed);
    }
  }

  /**
   * Puts what is not acknowledged on disk and stops; waits at most five seconds. After {@link
   * #leave} it waits for up to ten more until control has all.
   */
  @Override
  public void close() {
    awaitEmpty();
    worker.execute(
        () -> {
          closing = true;
          LinkStream open = stream;
          if (open != null) {
            open.finish();
          }
          outbox.spool(true);
          save();
        });
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    transport.close();
  }

  private void take(Summary summary) {
    outbox.lost(lostAtHandoff.getAndSet(0));
    outbox.add(summary);
    pump();
    publish();
  }

  private void connect() {
    if (closing) {
      return;
    }
    pausing = false;
    if (leaving && !mayLeave) {
      // An older control would take this stream for the node's, and end the other program's.
      LOG.info("windows wait on disk, as another program speaks for this node");
      return;
    }
    connects++;
    welcomed = false;
    progressAtNanos = System.nanoTime();
    LinkCredential proof = credential;
    try {
      enrolling = proof != null && !proof.held(progressAtNanos);
      stream =
          LinkStream.open(
              enrolling ? LinkStream.ENROL : LinkStream.CONNECT,
              config.control(),
              proof == null ? null : proof.context(),
              transport,
              this::onWorker,
              new StreamListener());
    } catch (IOException notYet) {
      await(FailureCause.of(notYet));
    }
  }

  /** Says once what it waits for, however often it looks. */
  private void await(String what) {
    if (!what.equals(waitingFor)) {
      waitingFor = what;
      LOG.info("link to {}: {}", config.control(), what);
    }
    stream = null;
    // A look at a file costs nobody anything, and the first picture waits for it.
    connectAfter(Math.min(backoff.next(), LOOK_MILLIS_MAX));
  }

  /** Asks for a certificate, on a call of its own or on the stream. */
  private void askForCertificate(LinkStream open, LinkCredential proof) {
    try {
      open.send(
          NodeMessage.newBuilder().setCertificateRequest(proof.request(System.nanoTime())).build());
    } catch (IOException noToken) {
      if (enrolling) {
        open.close();
        await(FailureCause.of(noToken));
      } else {
        LOG.warn(
            "link to {}: no further certificate: {}", config.control(), FailureCause.of(noToken));
      }
    }
  }

  private void certified(CertificateIssued answer) {
    LinkCredential proof = credential;
    if (proof == null) {
      return;
    }
    if (!answer.getRefused().isEmpty()) {
      LOG.warn(
          "link to {}: no further certificate: {}; asked for again in a minute",
          config.control(),
          answer.getRefused());
      return;
    }
    try {
      proof.issued(answer, System.nanoTime());
    } catch (IOException wrong) {
      LOG.warn("link to {}: {}", config.control(), FailureCause.of(wrong));
      return;
    }
    LOG.info("link to {}: certificate for {} s", config.control(), answer.getSecondsLeft());
    waitingFor = "";
    if (enrolling) {
      LinkStream open = stream;
      if (open != null) {
        open.close();
      }
      connect();
    }
  }

  private Hello hello() {
    Ruleset held = askWhole ? Ruleset.EMPTY : ruleset;
    return Hello.newBuilder()
        .setProtocolVersion(LinkVersion.CURRENT)
        .setProgramVersion(config.version())
        .setNode(config.node())
        .setBoot(config.boot())
        .addAllCapabilities(config.capabilities())
        .addAllCapabilities(leaving ? List.of(LinkLimits.LEAVING) : List.of())
        .setRulesetVersion(held.version())
        .setInventoryVersion(held.inventory().version())
        .build();
  }

  private void reconnect(String why) {
    LinkStream open = stream;
    if (open != null) {
      open.close();
    }
    stream = null;
    welcomed = false;
    outbox.returned();
    outbox.spool(true);
    captureSent = CaptureReport.getDefaultInstance();
    // Several programs share the name of control, and the next attempt may reach the one that
    // leads.
    long pause = (why.contains(LinkLimits.LEADS_ELSEWHERE) ? elsewhere : backoff).next();
    LOG.info("link to {} is down ({}); next attempt in {} ms", config.control(), why, pause);
    publish();
    connectAfter(pause);
  }

  private void connectAfter(long pause) {
    if (!closing) {
      pausing = true;
      var unused =
          worker.schedule(() -> guarded("connect", this::connect), pause, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends what waits, as far as the transport and the unacknowledged batches allow. */
  private void pump() {
    LinkStream open = stream;
    while (open != null
        && welcomed
        && open.isWritable()
        && outbox.inFlight() < config.limits().unacknowledgedMax()) {
      Optional<Parcel> next = outbox.next();
      if (next.isEmpty()) {
        return;
      }
      Parcel parcel = next.get();
      Optional<SummaryBatch> batch = outbox.open(parcel);
      if (batch.isPresent()) {
        if (outbox.inFlight() == 0) {
          progressAtNanos = System.nanoTime();
        }
        parcel.sent(++sequence);
        summaryBytesSent += parcel.size;
        open.send(
            NodeMessage.newBuilder()
                .setSummaries(batch.get().toBuilder().setSequence(sequence))
                .build());
      }
    }
  }

  private void tick() {
    long now = System.nanoTime();
    LinkStream open = stream;
    if (open != null && welcomed) {
      pump();
      if (!leaving && now - healthAtNanos >= HEALTH_NANOS) {
        healthAtNanos = now;
        open.send(NodeMessage.newBuilder().setHealth(health()).build());
      }
      if (!leaving) {
        reportCapture(open, now);
      }
      LinkCredential proof = credential;
      if (proof != null && proof.renewalDue(now)) {
        askForCertificate(open, proof);
      }
    }
    boolean owesAnswer = open != null && (!welcomed || outbox.inFlight() > 0);
    long patience = TimeUnit.SECONDS.toNanos(config.limits().acknowledgeSeconds());
    if (owesAnswer && now - progressAtNanos > patience) {
      reconnect("no answer for " + config.limits().acknowledgeSeconds() + " s");
    }
    if (rulesToSave && now - saveAtNanos >= 0) {
      save();
    }
    publish();
  }

  private void reportCapture(LinkStream open, long now) {
    CaptureReport report = CaptureReports.report(source.captureStates());
    CaptureReport states = CaptureReports.withoutTimes(report);
    if (!states.equals(captureSent) || now - captureAtNanos >= CAPTURE_NANOS) {
      captureSent = states;
      captureAtNanos = now;
      open.send(NodeMessage.newBuilder().setCapture(report).build());
    }
  }

  private NodeHealth health() {
    NodeVitals vitals = source.vitals();
    long diskFailures = spool.failures() + keeper.failures();
    return NodeHealth.newBuilder()
        .setAtEpochMillis(System.currentTimeMillis())
        .setResidentBytes(vitals.residentBytes())
        .setBytesSeen(vitals.bytesSeen())
        .setSummaryBytes(summaryBytesSent)
        .setQueueDrops(outbox.exchangesDropped())
        .setConnectionsOpen(vitals.connectionsOpen())
        .setRulesetAgeSeconds(rulesetAgeSeconds())
        .putAllLimitsHit(vitals.limitsHit())
        .putAllLimitsHit(diskFailures > 0 ? Map.of("disk_failures", diskFailures) : Map.of())
        .setWindowsCoarsened(outbox.windowsJoined())
        .setSpoolBytes(outbox.spoolBytes())
        .setSpoolFailures(diskFailures)
        .build();
  }

  private void welcome(Welcome welcome) {
    if (!LinkVersion.speaksWith(welcome.getProtocolVersion())) {
      reconnect(LinkVersion.refusal(LinkVersion.CURRENT, welcome.getProtocolVersion()));
      return;
    }
    LOG.info("link to {} is up, control {}", config.control(), welcome.getProgramVersion());
    compareClocks(welcome);
    mayLeave = welcome.getCapabilitiesList().contains(LinkLimits.LEAVING);
    welcomed = true;
    unwelcome = 0;
    backoff.reset();
    elsewhere.reset();
    outbox.spool(false);
    healthAtNanos = System.nanoTime() - HEALTH_NANOS;
    tick();
  }

  /** Windows of a node whose clock is off appear at the wrong time; nothing else depends on it. */
  private void compareClocks(Welcome welcome) {
    long ahead = System.currentTimeMillis() - welcome.getNowEpochMillis();
    if (welcome.getNowEpochMillis() > 0 && Math.abs(ahead) > CLOCK_MILLIS_MAX) {
      LOG.warn(
          "the clock of this node is {} ms {} control's (expected: within {} ms); is time"
              + " synchronised on both?",
          Math.abs(ahead),
          ahead > 0 ? "ahead of" : "behind",
          CLOCK_MILLIS_MAX);
    }
  }

  private void acknowledged(BatchAck ack) {
    int count = outbox.acknowledged(ack.getSequence());
    acknowledged += count;
    ack.getProblemsList().stream()
        .limit(Decoded.PROBLEMS_MAX)
        .forEach(problem -> LOG.warn("control refused a part of a summary: {}", problem));
    pump();
  }

  private void ruled(RulesetUpdate update) {
    Decoded<Ruleset> decoded = RulesetCodec.apply(ruleset, update);
    RulesetApplied.Builder applied =
        RulesetApplied.newBuilder().setVersion(decoded.value().version());
    decoded.problems().forEach(problem -> applied.addProblems(problem.toString()));
    boolean notApplied =
        decoded.problems().stream().anyMatch(each -> each.at().startsWith("inventory_"));
    if (notApplied) {
      askWhole = true;
      reconnect("rules do not fit those held: " + decoded.problems().getFirst());
      return;
    }
    askWhole = false;
    if (isSame(decoded.value(), ruleset)) {
      // Only confirmed. The file needs to know, but not each time.
      saveWithin(CONFIRMED_NANOS);
      return;
    }
    ruleset = decoded.value();
    saveWithin(CHANGED_NANOS);
    onRuleset.accept(ruleset);
    LinkStream open = stream;
    if (open != null) {
      open.send(NodeMessage.newBuilder().setRulesetApplied(applied).build());
    }
  }

  private static boolean isSame(Ruleset a, Ruleset b) {
    return a.version() == b.version()
        && a.inventory() == b.inventory()
        && a.fingerprintKeys().equals(b.fingerprintKeys());
  }

  private void saveWithin(long nanos) {
    long at = System.nanoTime() + nanos;
    saveAtNanos = rulesToSave ? Math.min(saveAtNanos, at) : at;
    rulesToSave = true;
  }

  /** Writes the rules, soon after a change but not once per change. */
  private void save() {
    if (rulesToSave) {
      rulesToSave = !keeper.save(ruleset, confirmedAt);
      saveAtNanos = System.nanoTime() + RETRY_NANOS;
    }
  }

  private long rulesetAgeSeconds() {
    if (ruleset.version() == 0) {
      return -1;
    }
    return welcomed ? 0 : Math.max(0, Duration.between(confirmedAt, Instant.now()).toSeconds());
  }

  private void publish() {
    state =
        new LinkState(
            welcomed,
            outbox.waiting(),
            outbox.bytes(),
            outbox.spoolBytes(),
            summaryBytesSent,
            acknowledged,
            outbox.exchangesDropped() + lostAtHandoff.get(),
            outbox.windowsJoined(),
            spool.failures() + keeper.failures(),
            connects,
            ruleset.version(),
            rulesetAgeSeconds());
  }

  /** What a stream still says after the link was closed is of no use to anyone. */
  private void onWorker(Runnable work) {
    try {
      worker.execute(work);
    } catch (RejectedExecutionException closed) {
      LOG.debug("the link is closed");
    }
  }

  /** One fault of ours must not end the link: it is logged and the stream starts over. */
  private void guarded(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException ourFault) {
      LOG.error("link: {} failed", what, ourFault);
      if (!pausing) {
        reconnect("internal error");
      }
    }
  }

  private final class StreamListener implements LinkStream.Listener {
    @Override
    public void opened() {
      LinkStream open = stream;
      LinkCredential proof = credential;
      if (open == null) {
        return;
      }
      if (enrolling && proof != null) {
        askForCertificate(open, proof);
        open.finish();
      } else {
        open.send(NodeMessage.newBuilder().setHello(hello()).build());
      }
    }

    @Override
    public void received(ControlMessage message) {
      guarded("message", () -> receive(message));
    }

    private void receive(ControlMessage message) {
      progressAtNanos = System.nanoTime();
      confirmedAt = Instant.now();
      switch (message.getMessageCase()) {
        case WELCOME -> welcome(message.getWelcome());
        case ACK -> acknowledged(message.getAck());
        case RULESET -> ruled(message.getRuleset());
        case CERTIFICATE_ISSUED -> certified(message.getCertificateIssued());
        // Control is newer; see the rules for versions in link.proto.
        case MESSAGE_NOT_SET -> LOG.debug("control sent a kind of message not known here");
      }
      publish();
    }

    @Override
    public void writable() {
      guarded("pump", ControlLink.this::pump);
    }

    @Override
    public void ended(String why, boolean reached) {
      guarded("end", () -> over(why, reached));
    }

    /** A control that talks and does not let this node in may have another authority now. */
    private void over(String why, boolean reached) {
      LinkCredential proof = credential;
      if (proof != null && reached && !welcomed && ++unwelcome >= UNWELCOME_MAX) {
        unwelcome = 0;
        proof.forget();
      }
      reconnect(why);
    }
  }
}
