// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.SourceOwners;
import dev.sallyport.node.capture.SteerListener;
import dev.sallyport.node.capture.SteerSettings;
import dev.sallyport.node.capture.SteeredObserver;
import dev.sallyport.node.capture.Steering;
import dev.sallyport.node.identity.IdentityLimits;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.identity.process.ProcessOwners;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tier <em>steer</em>: listeners that stand for Services, without any privilege. */
final class SteerTier implements TierParts {
  private static final Logger log = LoggerFactory.getLogger(SteerTier.class);
  private static final long LOOK_MILLIS = 200;

  private static final CaptureState NO_LISTENER =
      new CaptureState.NotCaptured(
          "tier steer: no listener stands for it; only what it sends to listeners is seen");

  private final SteerConfig config;
  private final NodeIdentity identity;
  private final Optional<ProcessOwners> owners;
  private final Steering steering;
  private final ScheduledExecutorService reader =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sallyport-listeners").factory());
  private volatile @Nullable List<SteerListener> listeners;
  private String trouble = "";

  SteerTier(NodeConfig config, SteerConfig steer, NodeIdentity identity, SteeredObserver observer)
      throws IOException {
    this.config = steer;
    this.identity = identity;
    this.owners =
        steer
            .processes()
            .map(
                registry ->
                    ProcessOwners.start(
                        config.procRoot(),
                        registry,
                        IdentityLimits.defaults(),
                        identity.counters()));
    this.steering =
        Steering.start(
            SteerSettings.defaults(config.eventLoops()),
            observer,
            owners.<SourceOwners>map(o -> o).orElse(SourceOwners.NONE));
  }

  @Override
  public void start() {
    var unused = reader.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Map<String, CaptureState> states() {
    Map<String, CaptureState> states = new TreeMap<>(steering.states());
    for (PodIdentity pod : identity.pods().all()) {
      if (!pod.phase().terminal()) {
        states.putIfAbsent(pod.uid(), NO_LISTENER);
      }
    }
    return states;
  }

  @Override
  public Map<String, Long> counters() {
    return steering.counters();
  }

  /** Nothing here proves that a pod is captured, so there is nothing that identity lacks. */
  @Override
  public void tellIdentity() {}

  @Override
  public Optional<String> unready() {
    if (listeners == null) {
      return Optional.of("the listeners were not read yet from " + config.listeners());
    }
    return steering.troubles().stream().findFirst();
  }

  @Override
  public String capability() {
    return "steer";
  }

  @Override
  public void close() {
    reader.shutdownNow();
    steering.close();
    owners.ifPresent(ProcessOwners::close);
  }

  /** A file that is gone or half written leaves the listeners as they are. */
  private void look() {
    try {
      List<SteerListener> read = SteerFile.read(config.listeners());
      if (!read.equals(listeners)) {
        List<SteerListener> before = listeners;
        listeners = read;
        steering.listeners(read);
        if (before == null || before.size() != read.size()) {
          log.info("{} listeners", read.size());
        }
      }
      trouble = "";
    } catch (IOException | RuntimeException e) {
      String said = FailureCause.of(e);
      if (!said.equals(trouble)) {
        log.warn("the listeners stay as they are: {}: {}", config.listeners(), said);
      }
      trouble = said;
    }
  }
}
