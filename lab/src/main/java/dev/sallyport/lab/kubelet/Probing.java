// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Probes one run of a container: start-up first, then readiness and liveness, until interrupted.
 */
final class Probing implements Runnable {
  private final Container container;
  private final Kubelet kubelet;
  private final PodStatus status;

  Probing(Container container, Kubelet kubelet, PodStatus status) {
    this.container = container;
    this.kubelet = kubelet;
    this.status = status;
  }

  @Override
  public void run() {
    try {
      Optional<Probe> startup = probe("startupProbe");
      if (startup.isPresent() && !starts(startup.get())) {
        return;
      }
      Optional<Probe> liveness = probe("livenessProbe");
      liveness.ifPresent(
          probe -> Thread.ofVirtual().start(() -> keepAlive(probe, Thread.currentThread())));
      Optional<Probe> readiness = probe("readinessProbe");
      if (readiness.isEmpty()) {
        ready(true);
        return;
      }
      followReadiness(readiness.get());
    } catch (InterruptedException e) {
      // The container's run is over.
    }
  }

  private boolean starts(Probe probe) throws InterruptedException {
    Thread.sleep(probe.initialDelay());
    for (int failures = 0; failures < probe.failuresMax(); failures++) {
      if (probe.passes()) {
        return true;
      }
      Thread.sleep(probe.period());
    }
    container.kill();
    return false;
  }

  private void followReadiness(Probe probe) throws InterruptedException {
    Thread.sleep(probe.initialDelay());
    int failures = 0;
    // Until the first success a quicker rhythm; a demo should not wait for a slow one.
    Duration eager = Duration.ofMillis(Math.min(250, probe.period().toMillis()));
    boolean everReady = false;
    while (!Thread.interrupted()) {
      boolean passed = probe.passes();
      failures = passed ? 0 : failures + 1;
      everReady |= passed;
      if (passed || failures >= probe.failuresMax()) {
        ready(passed);
      }
      Thread.sleep(everReady ? probe.period() : eager);
    }
  }

  private void keepAlive(Probe probe, Thread self) {
    try {
      Thread.sleep(probe.initialDelay());
      int failures = 0;
      while (container.state() instanceof ContainerState.Running && !self.isInterrupted()) {
        failures = probe.passes() ? 0 : failures + 1;
        if (failures >= probe.failuresMax()) {
          container.kill();
          return;
        }
        Thread.sleep(probe.period());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ready(boolean now) {
    if (container.ready() != now) {
      container.setReady(now);
      status.publishRunning();
    }
  }

  private Optional<Probe> probe(String field) {
    JsonNode spec = container.spec().path(field);
    return spec.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Probe(
                spec,
                container.spec(),
                status.firstAddress(),
                kubelet.node(),
                kubelet.threads(),
                container::run));
  }
}
