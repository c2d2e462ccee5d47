// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.Capture;
import dev.sallyport.node.capture.CaptureConfig;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.ConnectionObserver;
import dev.sallyport.node.capture.SandboxWatcher;
import dev.sallyport.node.identity.NodeIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tier <em>node</em>: capture inside the namespaces of this node's pods. */
final class NodeTier implements TierParts {
  private static final Logger log = LoggerFactory.getLogger(NodeTier.class);

  private final NodeConfig config;
  private final NodeIdentity identity;
  private final Capture capture;
  private final PodIntake intake;
  private @Nullable SandboxGate gate;
  private @Nullable SandboxWatcher watcher;

  NodeTier(NodeConfig config, NodeIdentity identity, ConnectionObserver observer)
      throws IOException {
    this.config = config;
    this.identity = identity;
    capture = Capture.start(captureConfig(config), observer);
    intake = new PodIntake(capture, identity);
  }

  @Override
  public void start() throws IOException {
    identity.pods().listen(intake);
    if (config.sandboxHooks().isPresent()) {
      gate = SandboxGate.start(config, intake);
    }
    watcher = SandboxWatcher.start(config.cgroupRoot(), config.procRoot(), intake);
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
    capture.close();
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
}
