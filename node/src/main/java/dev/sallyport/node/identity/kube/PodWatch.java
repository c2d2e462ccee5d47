// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.FailureCause;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the pods of this node and watches them, on a virtual thread, for as long as the program
 * runs. When the API fails the last state stays and the watch goes on from it; when the API has
 * forgotten that far back all pods are listed again. The listener is never called by two threads at
 * once.
 */
public final class PodWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
  private static final long SHORT_WATCH_NANOS = 1_000_000_000L;

  private final String node;
  private final PodsListener listener;
  private final KubeLimits limits;
  private final KubeHealth health = new KubeHealth();
  private final KubeClient client;
  private final Owners owners;
  private final BackOff backOff;
  private final Map<String, PodObject> pods = new HashMap<>();
  private final Thread thread;
  private String version = "";
  private boolean bySocket;
  private volatile boolean closed;

  private PodWatch(KubeAccess access, String node, PodsListener listener, KubeLimits limits) {
    this.node = node;
    this.listener = listener;
    this.limits = limits;
    this.client = new KubeClient(access, limits);
    this.backOff = new BackOff(limits);
    this.owners = new Owners(client, limits, health, this::ownerFound);
    this.thread = Thread.ofVirtual().name("sallyport-kube-pods").unstarted(this::run);
  }

  /**
   * Begins to watch.
   *
   * @param access where the API is
   * @param node name of the node whose pods are wanted
   * @param listener told of all news
   * @param limits bounds
   */
  public static PodWatch start(
      KubeAccess access, String node, PodsListener listener, KubeLimits limits) {
    requireNonNull(node, "node");
    requireNonNull(listener, "listener");
    PodWatch watch = new PodWatch(access, node, listener, limits);
    watch.thread.start();
    return watch;
  }

  /** Returns how the API does. */
  public KubeHealth health() {
    return health;
  }

  /**
   * A pod began on this node, so its kubelet hears from the API: if this program does not, it is
   * time to try. Does nothing while all is well.
   */
  public void podBegan() {
    if (!health.ok()) {
      backOff.hurry();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    owners.close();
    client.close();
  }

  private void run() {
    String from = "0";
    while (!closed) {
      try {
        list(from);
        from = "0";
        watchUntilGone();
        from = "";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException e) {
        if (!failed(e)) {
          return;
        }
      }
    }
  }

  /** Returns false when the program ends. */
  private boolean failed(Exception e) {
    String why = FailureCause.of(e);
    if (health.ok() && !closed) {
      LOG.warn("The Kubernetes API does not answer, its last state stays: {}", why);
    }
    health.failed(why);
    try {
      backOff.pause();
      return !closed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void list(String from) throws IOException, InterruptedException {
    List<PodObject> all = new ArrayList<>();
    String next = "";
    do {
      String page =
          path()
              + "&limit="
              + limits.pageSize()
              + (next.isEmpty() ? versionParameter(from) : "&continue=" + encoded(next));
      try (InputStream body = client.get(page)) {
        PodList list = PodList.read(body, limits.podsMax() - all.size(), this::isOurs, health);
        all.addAll(list.pods());
        version = list.resourceVersion();
        next = list.next();
      }
    } while (!next.isEmpty() && all.size() < limits.podsMax());
    health.listed();
    deliverList(all);
  }

  private synchronized void deliverList(List<PodObject> all) {
    pods.clear();
    all.forEach(pod -> pods.put(pod.uid(), pod));
    listener.listed(pods.values().stream().map(pod -> pod.under(owners.of(pod))).toList());
  }

  /** Watches again and again; failures in between do not lose the place. */
  private void watchUntilGone() throws InterruptedException {
    while (!closed) {
      long began = System.nanoTime();
      try {
        watch();
        if (System.nanoTime() - began < SHORT_WATCH_NANOS) {
          backOff.pause();
        }
      } catch (ApiProblem e) {
        if (e.gone()) {
          LOG.info("The Kubernetes API forgot version {}, pods are listed again", version);
          backOff.pause();
          return;
        }
        // Some servers stream no watches and some proxies pass no web sockets: the other is tried.
        bySocket = !bySocket;
        if (!failed(e)) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        if (!failed(e)) {
          return;
        }
      }
    }
  }

  private void watch() throws IOException, InterruptedException {
    String path =
        path()
            + "&watch=true&allowWatchBookmarks=true&timeoutSeconds="
            + limits.watchFor().toSeconds()
            + versionParameter(version);
    try (WatchSource source =
        bySocket ? client.watchBySocket(path, health) : client.watch(path, health)) {
      health.watching();
      for (byte[] event = source.next(); event != null; event = source.next()) {
        backOff.reset();
        deliver(WatchEvent.read(event));
      }
    } catch (IOException e) {
      if (bySocket && !(e instanceof ApiProblem)) {
        bySocket = false;
      }
      throw e;
    }
  }

  private synchronized void deliver(WatchEvent event) throws ApiProblem {
    PodObject pod = event.pod();
    switch (event.type()) {
      case "ADDED", "MODIFIED" -> changed(pod);
      case "DELETED" -> gone(pod);
      case "BOOKMARK" -> {}
      case "ERROR" -> throw new ApiProblem(event.code(), "in a watch");
      default -> health.refusedObject();
    }
    if (!pod.resourceVersion().isEmpty()) {
      version = pod.resourceVersion();
    }
  }

  private void changed(PodObject pod) {
    if (!pod.ready()) {
      health.refusedObject();
    } else if (!isOurs(pod)) {
      gone(pod);
    } else if (pods.size() >= limits.podsMax() && !pods.containsKey(pod.uid())) {
      health.limitHit();
    } else {
      pods.put(pod.uid(), pod);
      listener.changed(pod.under(owners.of(pod)));
    }
  }

  private void gone(PodObject pod) {
    if (pods.remove(pod.uid()) != null) {
      listener.gone(pod.uid());
    }
  }

  private synchronized void ownerFound(PodObject pod, Owner owner) {
    listener.ownerFound(pod.under(owner));
  }

  /** The selector asks for the same, but not every server heeds it. */
  private boolean isOurs(PodObject pod) {
    return pod.nodeName().equals(node);
  }

  private String path() {
    return "/api/v1/pods?fieldSelector=" + encoded("spec.nodeName=" + node);
  }

  private static String versionParameter(String version) {
    return version.isEmpty() ? "" : "&resourceVersion=" + encoded(version);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
