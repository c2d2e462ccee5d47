// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.Capture;
import dev.sallyport.node.capture.CaptureConfig;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.ConnectionObserver;
import dev.sallyport.node.capture.OwnKernel;
import dev.sallyport.node.capture.Predecessor;
import dev.sallyport.node.capture.SandboxWatcher;
import dev.sallyport.node.handover.Successor;
import dev.sallyport.node.identity.NodeIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tier <em>node</em>: capture inside the namespaces of this node's pods. */
final class NodeTier implements TierParts {
  private static final Logger log = LoggerFactory.getLogger(NodeTier.class);

  private static final long FREEZE_SECONDS = 10;

  /** Time for open connections when this program stops and none takes over. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final NodeIdentity identity;
  private final Capture capture;
  private final PodIntake intake;
  private volatile @Nullable SandboxGate gate;
  private volatile boolean retired;
  private @Nullable SandboxWatcher watcher;

  /**
   * Makes the tier.
   *
   * @param before the program that this one takes over from; empty when there is none
   */
  NodeTier(
      NodeConfig config,
      NodeIdentity identity,
      ConnectionObserver observer,
      Optional<Successor> before)
      throws IOException {
    this.config = config;
    this.identity = identity;
    CaptureConfig settings = captureConfig(config);
    capture =
        before.isPresent()
            ? Capture.follow(settings, observer, before.get().predecessor(), before.get()::taken)
            : Capture.start(settings, observer);
    intake = new PodIntake(capture, identity, sandbox -> OwnKernel.of(settings, sandbox));
  }

  @Override
  public void start() throws IOException {
    identity.pods().listen(intake);
    openGate();
    watcher = SandboxWatcher.start(config.cgroupRoot(), config.procRoot(), intake);
  }

  /** Says of which pods the program before carries the connections that are open. */
  void carriedBefore(List<String> podUids) {
    capture.carriedBefore(podUids);
  }

  /** Returns what capture of a program that takes over must know. */
  Predecessor account() {
    return capture.account();
  }

  /**
   * Changes no rules any more, and leaves its gate to another program.
   *
   * @return UIDs of the pods that are captured
   */
  List<String> freeze() throws IOException {
    SandboxGate open = gate;
    if (open != null) {
      open.close();
      gate = null;
    }
    try {
      return capture.freeze().get(FREEZE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("capture does not answer", e);
    }
  }

  /** Goes on as before {@link #freeze}. */
  void thaw() {
    try {
      capture.thaw().get(FREEZE_SECONDS, TimeUnit.SECONDS);
      openGate();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | IOException e) {
      log.error("not all is as it was before the hand-over", e);
    }
    intake.again();
  }

  /** Ends what it carries, since another program has all pods. */
  void retire() {
    retired = true;
    capture.retire();
  }

  /** The program that was taken over from has ended. */
  @Override
  public void alone() {
    capture.alone();
  }

  /** The other program, which had all pods, has ended. */
  void left() {
    capture.left();
  }

  private void openGate() throws IOException {
    if (config.sandboxHooks().isPresent()) {
      gate = SandboxGate.start(config, intake);
    }
  }

  @Override
  public Map<String, CaptureState> states() {
    return intake.states();
  }

  @Override
  public Map<String, Long> counters() {
    return capture.counters();
  }

  @Override
  public List<Metric> metrics() {
    return intake.metrics();
  }

  @Override
  public void tellIdentity() {
    intake.tellIdentity();
  }

  @Override
  public Optional<String> unready() {
    int undecided = intake.undecided();
    return undecided == 0
        ? Optional.empty()
        : Optional.of(undecided + " pods are not proven to be captured yet");
  }

  @Override
  public String capability() {
    return "capture";
  }

  @Override
  public void close() throws IOException {
    SandboxGate open = gate;
    SandboxWatcher watching = watcher;
    try {
      if (open != null) {
        open.close();
      }
      if (watching != null) {
        watching.close();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("the watch of sandboxes did not stop in order", e);
    }
    capture.close(retired ? config.handoverDrain() : DRAIN);
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
        DRAIN,
        config.eventLoops());
  }
}
