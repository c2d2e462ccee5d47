// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;

/**
 * The top owners of pods: looked up one at a time on a thread of its own, remembered, and never
 * waited for. Safe for use by many threads.
 */
final class Owners implements AutoCloseable {
  private static final int TRIES_MAX = 4;
  private static final int WAITING_MAX = 256;
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final KubeClient client;
  private final KubeLimits limits;
  private final KubeHealth health;
  private final BiConsumer<PodObject, Owner> found;
  private final Map<Key, Owner> known;
  private final Map<Key, List<PodObject>> waiting = new LinkedHashMap<>();
  private final BlockingQueue<Key> queue;
  private final Thread thread;

  private record Key(String namespace, OwnerRef ref) {
    Optional<String> path() {
      return switch (ref.kind()) {
        case "ReplicaSet" -> path("/apis/apps/v1/", "/replicasets/");
        case "Job" -> path("/apis/batch/v1/", "/jobs/");
        default -> Optional.empty();
      };
    }

    private Optional<String> path(String group, String plural) {
      boolean safe = (namespace + ref.name()).chars().allMatch(Key::isNameCharacter);
      return safe
          ? Optional.of(group + "namespaces/" + namespace + plural + ref.name())
          : Optional.empty();
    }

    private static boolean isNameCharacter(int c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }
  }

  /**
   * Starts the thread.
   *
   * @param found told of every pod whose owner was not known when it was asked for
   */
  Owners(
      KubeClient client, KubeLimits limits, KubeHealth health, BiConsumer<PodObject, Owner> found) {
    this.client = client;
    this.limits = limits;
    this.health = health;
    this.found = found;
    this.queue = new ArrayBlockingQueue<>(limits.ownerQueueMax());
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Owner> eldest) {
            return size() > limits.ownersMax();
          }
        };
    this.thread = Thread.ofVirtual().name("sallyport-kube-owners").start(this::run);
  }

  /** Returns the owner as known now, and has it looked up when that is provisional. */
  Owner of(PodObject pod) {
    Owner provisional = Owner.provisional(pod);
    if (provisional.settled() || pod.owner().isEmpty()) {
      return provisional;
    }
    Key key = new Key(pod.namespace(), pod.owner().get());
    synchronized (this) {
      Owner owner = known.get(key);
      if (owner != null) {
        return owner;
      }
      await(key, pod);
    }
    return provisional;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void await(Key key, PodObject pod) {
    List<PodObject> pods = waiting.get(key);
    if (pods == null) {
      if (!queue.offer(key)) {
        health.limitHit();
        return;
      }
      pods = new ArrayList<>();
      waiting.put(key, pods);
    }
    pods.removeIf(other -> other.uid().equals(pod.uid()));
    if (pods.size() < WAITING_MAX) {
      pods.add(pod);
    }
  }

  private void run() {
    try {
      while (true) {
        Key key = queue.take();
        settle(key, lookUp(key));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(Key key, Optional<Owner> owner) {
    List<PodObject> pods;
    synchronized (this) {
      pods = waiting.remove(key);
      owner.ifPresent(top -> known.put(key, top));
    }
    if (pods != null && owner.isPresent()) {
      pods.forEach(pod -> found.accept(pod, owner.get()));
    }
  }

  private Optional<Owner> lookUp(Key key) throws InterruptedException {
    Optional<String> path = key.path();
    if (path.isEmpty()) {
      return Optional.of(new Owner(key.ref().kind(), key.ref().name(), true));
    }
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      try {
        return Optional.of(top(key, path.get()));
      } catch (ApiProblem e) {
        if (e.status() == NOT_FOUND || e.status() == FORBIDDEN) {
          return Optional.of(byName(key));
        }
        health.ownerFailed();
      } catch (IOException e) {
        health.ownerFailed();
      }
      Thread.sleep(limits.backOffMin().multipliedBy(1L << attempt));
    }
    return Optional.empty();
  }

  private Owner top(Key key, String path) throws IOException, InterruptedException {
    try (InputStream body = client.get(path);
        JsonParser in = Json.FACTORY.createParser(body)) {
      in.nextToken();
      return OwnerReader.ofObject(in)
          .map(above -> new Owner(above.kind(), above.name(), true))
          .orElseGet(() -> new Owner(key.ref().kind(), key.ref().name(), true));
    }
  }

  /** The owner is gone or hidden, so that names are all there will ever be. */
  private Owner byName(Key key) {
    synchronized (this) {
      List<PodObject> pods = waiting.getOrDefault(key, List.of());
      Owner owner =
          pods.isEmpty()
              ? new Owner(key.ref().kind(), key.ref().name(), true)
              : Owner.provisional(pods.getFirst());
      return new Owner(owner.kind(), owner.name(), true);
    }
  }
}
