// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.startup;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a taint from machines that joined with it, once their node programs are ready, so that no
 * pod starts there unseen. Each machine is looked at once for each life of its program; the taint
 * is never put back, since whoever runs already is better left alone.
 *
 * <p>One virtual thread does it.
 */
public final class StartupTaint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StartupTaint.class);
  private static final Duration ROUND = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final String key;
  private final Supplier<Map<String, String>> ready;
  private final BooleanSupplier leads;
  private final Map<String, String> done = new HashMap<>();
  private String trouble = "";
  private @Nullable Thread worker;

  /**
   * Returns one that has not started.
   *
   * @param client whoever made it closes it
   * @param key key of the taint; empty when nothing is to be done
   * @param ready machines whose programs are ready, by name, with what tells a program's lives
   *     apart
   * @param leads whether this program may write to the cluster
   */
  public StartupTaint(
      KubernetesClient client,
      String key,
      Supplier<Map<String, String>> ready,
      BooleanSupplier leads) {
    this.client = requireNonNull(client, "client");
    this.key = requireNonNull(key, "key");
    this.ready = requireNonNull(ready, "ready");
    this.leads = requireNonNull(leads, "leads");
  }

  /** Begins to look, where there is a taint. */
  public synchronized void start() {
    if (!key.isEmpty()) {
      worker = Thread.ofVirtual().name("startup-taint").start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        try {
          if (leads.getAsBoolean()) {
            round();
          }
        } catch (RuntimeException e) {
          // Mostly the client, which closes when control ends.
          log.warn("The taint {} is looked at again in a moment: {}", key, e.toString());
        }
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    Map<String, String> now = ready.get();
    done.keySet().retainAll(now.keySet());
    now.forEach(
        (node, life) -> {
          if (!life.equals(done.get(node)) && freed(node)) {
            done.put(node, life);
          }
        });
  }

  /** Returns whether the machine is without the taint now. */
  private boolean freed(String name) {
    try {
      Node node = client.nodes().withName(name).get();
      List<Map<String, Object>> steps = node == null ? List.of() : steps(node);
      if (!steps.isEmpty()) {
        client
            .nodes()
            .withName(name)
            .patch(PatchContext.of(PatchType.JSON), Serialization.asJson(steps));
        log.info("Node {} is ready: the taint {} was taken from it", name, key);
      }
      trouble = "";
      return true;
    } catch (KubernetesClientException e) {
      // Somebody else changed the list of taints meanwhile, or a right is missing: again later.
      String why = "%s (control needs get and patch of nodes)".formatted(e.getMessage());
      if (e.getCode() != 422 && !why.equals(trouble)) {
        log.warn("The taint {} cannot be taken from node {}: {}", key, name, why);
        trouble = why;
      }
      return false;
    }
  }

  /** From the last one on, so that places stay right; each only if it is still in its place. */
  private List<Map<String, Object>> steps(Node node) {
    List<Map<String, Object>> steps = new ArrayList<>();
    List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    for (int i = taints.size() - 1; i >= 0; i--) {
      if (key.equals(taints.get(i).getKey())) {
        String path = "/spec/taints/" + i;
        steps.add(Map.of("op", "test", "path", path + "/key", "value", key));
        steps.add(Map.of("op", "remove", "path", path));
      }
    }
    return steps;
  }
}
