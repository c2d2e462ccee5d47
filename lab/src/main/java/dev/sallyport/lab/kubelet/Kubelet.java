// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.ApiProblem;
import dev.sallyport.lab.api.Change;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.Tokens;
import dev.sallyport.lab.network.NamespaceThread;
import dev.sallyport.lab.network.NodeNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Runs the pods that the API assigns to one node. Safe for any thread. */
public final class Kubelet {
  /** Sandboxes made at the same time per node. */
  private static final int STARTING_MAX = 6;

  /** A token lives for ten minutes at least. */
  private static final Duration TOKENS_KEPT = Duration.ofMinutes(5);

  private final NodeNetwork node;
  private final Sandboxes sandboxes;
  private final ObjectStore store;
  private final Tokens tokens;
  private final NamespaceThread threads;
  private final LabPaths paths;
  private final BuiltIn builtIn;
  private final Semaphore starting = new Semaphore(STARTING_MAX);
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();

  /** Builds a kubelet that does nothing yet. */
  public Kubelet(
      NodeNetwork node,
      Sandboxes sandboxes,
      ObjectStore store,
      Tokens tokens,
      NamespaceThread threads,
      LabPaths paths,
      BuiltIn builtIn) {
    this.node = node;
    this.sandboxes = sandboxes;
    this.store = store;
    this.tokens = tokens;
    this.threads = threads;
    this.paths = paths;
    this.builtIn = builtIn;
  }

  /** Starts following the API. */
  public void start() {
    store.listen(0, this::changed);
    Thread.ofVirtual().name("volumes-" + node.name()).start(this::renewVolumes);
  }

  /**
   * Returns the words and environment to run a program as a container of a pod would; empty when it
   * does not run here.
   */
  public Optional<Entry> entry(String podUid, String container, List<String> command) {
    return Optional.ofNullable(workers.get(podUid))
        .flatMap(worker -> worker.container(container))
        .map(c -> new Entry(c.words(command), c.environment()));
  }

  /**
   * A way into a container.
   *
   * @param words the command with everything that leads into the container in front
   * @param environment the container's environment
   */
  public record Entry(List<String> words, Map<String, String> environment) {}

  NodeNetwork node() {
    return node;
  }

  Sandboxes sandboxes() {
    return sandboxes;
  }

  ObjectStore store() {
    return store;
  }

  Tokens tokens() {
    return tokens;
  }

  NamespaceThread threads() {
    return threads;
  }

  LabPaths paths() {
    return paths;
  }

  BuiltIn builtIn() {
    return builtIn;
  }

  Semaphore starting() {
    return starting;
  }

  /** The worker's pod has ended and, if it was to be deleted, can go. */
  void finished(PodWorker worker) {
    Resource pod = worker.pod();
    workers.remove(pod.uid());
    Optional<Resource> current =
        store
            .get(Kinds.POD, pod.namespace(), pod.name())
            .filter(p -> p.uid().equals(pod.uid()) && p.deleting());
    if (current.isPresent()) {
      try {
        store.delete(Kinds.POD, pod.namespace(), pod.name(), 0);
      } catch (ApiProblem e) {
        // Somebody else deleted it first.
      }
    }
  }

  private void changed(Change change) {
    Resource pod = change.resource();
    if (pod.kind().equals(Kinds.CONFIG_MAP)) {
      workers.values().stream()
          .filter(each -> each.pod().namespace().equals(pod.namespace()))
          .forEach(each -> Thread.ofVirtual().start(each::renewVolumes));
    }
    if (!pod.kind().equals(Kinds.POD) || !pod.text("/spec/nodeName").equals(node.name())) {
      return;
    }
    PodWorker worker = workers.get(pod.uid());
    if (change.type() == Change.Type.DELETED) {
      if (worker != null) {
        worker.stop(0);
      }
    } else if (pod.deleting()) {
      if (worker != null) {
        worker.stop(pod.at("/metadata/deletionGracePeriodSeconds").asLong(30));
      } else if (change.type() == Change.Type.MODIFIED) {
        Thread.ofVirtual().start(() -> finished(new PodWorker(pod, this)));
      }
    } else if (worker == null && !terminal(pod)) {
      PodWorker fresh = new PodWorker(pod, this);
      workers.put(pod.uid(), fresh);
      Thread.ofVirtual().name("pod-" + pod.name()).start(fresh::run);
    }
  }

  /** Tokens are replaced long before they end. */
  private void renewVolumes() {
    try {
      while (true) {
        Thread.sleep(TOKENS_KEPT);
        workers.values().forEach(PodWorker::renewVolumes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean terminal(Resource pod) {
    return List.of("Succeeded", "Failed").contains(pod.text("/status/phase"));
  }
}
