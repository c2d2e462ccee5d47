// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one pod through its life: sandbox, addresses in the status, hooks, init containers,
 * containers, end. Runs on a virtual thread of its own, its containers on further ones.
 */
final class PodWorker {
  private static final Logger logger = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);

  private final Resource pod;
  private final Kubelet kubelet;
  private final PodFiles files;
  private final PodStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Container> inits = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private volatile long graceSeconds = 30;
  private volatile boolean stopped;
  private volatile @Nullable Sandbox sandbox;

  PodWorker(Resource pod, Kubelet kubelet) {
    this.pod = pod;
    this.kubelet = kubelet;
    this.files = new PodFiles(pod, kubelet.paths(), kubelet.store(), kubelet.tokens());
    this.status = new PodStatus(pod, kubelet, inits, containers);
  }

  Resource pod() {
    return pod;
  }

  Optional<Sandbox> sandbox() {
    return Optional.ofNullable(sandbox);
  }

  /** Returns the container with this name, or the first when the name is empty. */
  Optional<Container> container(String name) {
    synchronized (containers) {
      return containers.stream().filter(c -> name.isEmpty() || c.name().equals(name)).findFirst();
    }
  }

  /** Brings what ConfigMaps say, and tokens, into the volumes of a pod that runs. */
  void renewVolumes() {
    if (sandbox != null && !stopped) {
      files.renew();
    }
  }

  /** Asks the pod to end. */
  void stop(long grace) {
    graceSeconds = grace;
    stopped = true;
    stopping.countDown();
  }

  void run() {
    try {
      Optional<Sandbox> made = makeSandbox();
      if (made.isPresent()) {
        live();
        made.get().remove();
      }
      sandbox = null;
      if (!stopped) {
        status.publish(status.finalPhase());
        stopping.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      logger.error("pod {} failed", pod.path(), e);
    } finally {
      kubelet.finished(this);
    }
  }

  /**
   * Tries until it works or the pod is to end. Few at a time, as a burst would only make each
   * slower.
   */
  private Optional<Sandbox> makeSandbox() throws InterruptedException {
    while (!stopped) {
      kubelet.starting().acquire();
      try {
        Sandbox made = kubelet.sandboxes().create(pod, files);
        announce(made);
        return Optional.of(made);
      } catch (LabFailure e) {
        logger.warn("pod {}: {}", pod.path(), e.getMessage());
        status.problem("CreatePodSandboxError", String.valueOf(e.getMessage()));
      } finally {
        kubelet.starting().release();
      }
      stopping.await(1, TimeUnit.SECONDS);
    }
    return Optional.empty();
  }

  /**
   * A real kubelet's order: the sandbox, its addresses in the status, the platform's hooks, then
   * containers.
   */
  private void announce(Sandbox made) {
    sandbox = made;
    List<String> addresses = made.addresses();
    prepare(made, addresses);
    status.addresses(addresses);
    status.publish("Pending");
    kubelet.sandboxes().announce(pod, made);
  }

  private void live() throws InterruptedException {
    if (initialise()) {
      status.initialised();
      status.publishRunning();
      List<Thread> running =
          containers.stream().map(c -> Thread.ofVirtual().start(() -> keep(c))).toList();
      Thread watcher = Thread.ofVirtual().start(this::endWhenAsked);
      for (Thread thread : running) {
        thread.join();
      }
      watcher.interrupt();
    }
  }

  private void prepare(Sandbox made, List<String> addresses) {
    ContainerEnvironment environment =
        new ContainerEnvironment(
            pod, files, addresses, kubelet.node().address4(), made.environment());
    JsonNode security = pod.at("/spec/securityContext");
    synchronized (containers) {
      for (JsonNode spec : pod.items("/spec/initContainers")) {
        inits.add(
            new Container(
                spec,
                security,
                made,
                environment.of(spec),
                kubelet.paths().log(pod.namespace(), pod.name(), spec.path("name").asText())));
      }
      for (JsonNode spec : pod.items("/spec/containers")) {
        containers.add(
            new Container(
                spec,
                security,
                made,
                environment.of(spec),
                kubelet.paths().log(pod.namespace(), pod.name(), spec.path("name").asText())));
      }
    }
  }

  private boolean initialise() throws InterruptedException {
    for (Container init : inits) {
      Duration backoff = Duration.ofSeconds(1);
      while (!stopped) {
        int code = runOnce(init);
        status.publish("Pending");
        if (code == 0) {
          break;
        }
        if (policy().equals("Never")) {
          return false;
        }
        stopping.await(backoff.toMillis(), TimeUnit.MILLISECONDS);
        backoff = longer(backoff);
      }
    }
    return !stopped;
  }

  /** Runs a container until it must not run any more. */
  private void keep(Container container) {
    try {
      Duration backoff = Duration.ofSeconds(1);
      while (!stopped) {
        long begun = System.nanoTime();
        int code = runOnce(container);
        boolean again = policy().equals("Always") || (policy().equals("OnFailure") && code != 0);
        if (stopped || !again) {
          status.publishRunning();
          return;
        }
        if (System.nanoTime() - begun > BACKOFF_MAX.toNanos()) {
          backoff = Duration.ofSeconds(1);
        }
        container.waiting(
            "CrashLoopBackOff",
            "back-off %ds, last exit code %d".formatted(backoff.toSeconds(), code));
        status.publishRunning();
        stopping.await(backoff.toMillis(), TimeUnit.MILLISECONDS);
        backoff = longer(backoff);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int runOnce(Container container) throws InterruptedException {
    String first = container.spec().path("command").path(0).asText();
    if (first.startsWith("lab:")) {
      return runBuiltIn(container, first.substring(4));
    }
    try {
      Process process = container.start();
      Thread probing = Thread.ofVirtual().start(new Probing(container, kubelet, status));
      status.publishRunning();
      int code = process.waitFor();
      probing.interrupt();
      container.ended(code);
      return code;
    } catch (IOException e) {
      container.waiting("RunContainerError", String.valueOf(e.getMessage()));
      return 127;
    }
  }

  private int runBuiltIn(Container container, String name) throws InterruptedException {
    Sandbox here = sandbox;
    if (here == null) {
      return 1;
    }
    try (AutoCloseable running = kubelet.builtIn().start(name, here.netns())) {
      container.runs();
      status.publishRunning();
      stopping.await();
      container.ended(0);
      return 0;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      logger.error("built-in {} of {} failed", name, pod.path(), e);
      return 1;
    }
  }

  private void endWhenAsked() {
    try {
      stopping.await();
      containers.forEach(Container::terminate);
      Thread.sleep(Duration.ofSeconds(graceSeconds));
      containers.forEach(Container::kill);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String policy() {
    String policy = pod.text("/spec/restartPolicy");
    return policy.isEmpty() ? "Always" : policy;
  }

  private static Duration longer(Duration backoff) {
    Duration next = backoff.multipliedBy(2);
    return next.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : next;
  }
}
