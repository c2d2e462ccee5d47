// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sandboxes of this node from the cgroup tree and procfs, without asking a container
 * runtime. New directories are heard of by inotify; a pod whose processes are not in a namespace of
 * their own yet is looked at again every few milliseconds for a while; and now and then the whole
 * tree is swept, for whatever the kernel does not tell.
 */
public final class SandboxWatcher implements AutoCloseable {

  /** Hears of sandboxes; called from one thread, which it must not hold up. */
  public interface Listener {
    /** A pod has processes in a network namespace that is not this node's. */
    void found(PodSandbox sandbox);

    /** The last process of the pod ended, or its cgroup was removed. */
    void gone(PodSandbox sandbox);
  }

  private static final Logger log = LoggerFactory.getLogger(SandboxWatcher.class);

  private static final long LOOK_AGAIN_MILLIS = 2;
  private static final long EAGER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Empty sweeps after which a pod without processes counts as gone; a restart takes a moment. */
  private static final int EMPTY_SWEEPS = 3;

  /** What is known of one pod directory. */
  private static final class Pod {
    final String uid;
    final Path directory;
    long eagerUntilNanos;
    int emptySweeps;
    @Nullable PodSandbox sandbox;

    Pod(String uid, Path directory, long nowNanos) {
      this.uid = uid;
      this.directory = directory;
      this.eagerUntilNanos = nowNanos + EAGER_NANOS;
    }
  }

  private final CgroupTree tree;
  private final Path procRoot;
  private final Listener listener;
  private final WatchService watches;
  private final Map<WatchKey, Path> watched = new HashMap<>();
  private final Set<Path> watchedPaths = new HashSet<>();
  private final Map<Path, Pod> pods = new HashMap<>();
  private final Set<Long> ownNamespaces;
  private final Thread thread;

  private SandboxWatcher(
      Path cgroupRoot, Path procRoot, Listener listener, WatchService watches, Set<Long> own) {
    this.tree = new CgroupTree(cgroupRoot);
    this.procRoot = procRoot;
    this.listener = listener;
    this.watches = watches;
    this.ownNamespaces = own;
    this.thread = Thread.ofPlatform().name("sallyport-sandboxes").daemon(true).unstarted(this::run);
  }

  /**
   * Starts to watch. All sandboxes that exist are reported before this method returns, so that a
   * program which starts again does not say it is ready before they are captured.
   *
   * @throws IOException when the cgroup tree cannot be read
   */
  public static SandboxWatcher start(Path cgroupRoot, Path procRoot, Listener listener)
      throws IOException {
    if (!Files.isDirectory(cgroupRoot)) {
      throw new IOException(cgroupRoot + " is no directory (expected: the cgroup tree)");
    }
    Set<Long> own = new HashSet<>();
    own.add(NetworkNamespace.inodeOf(Path.of("/proc/thread-self/ns/net")));
    try {
      own.add(NetworkNamespace.inodeOf(procRoot.resolve("1/ns/net")));
    } catch (IOException e) {
      log.debug("the first process of the node cannot be looked at: {}", FailureCause.of(e));
    }
    SandboxWatcher watcher =
        new SandboxWatcher(
            cgroupRoot, procRoot, listener, cgroupRoot.getFileSystem().newWatchService(), own);
    watcher.sweep();
    watcher.thread.start();
    return watcher;
  }

  @Override
  public void close() throws IOException {
    watches.close();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long sweepAt = System.nanoTime() + SWEEP_NANOS;
    try {
      while (true) {
        long waitMillis = anyEager() ? LOOK_AGAIN_MILLIS : SWEEP_NANOS / 1_000_000;
        WatchKey key = watches.poll(waitMillis, TimeUnit.MILLISECONDS);
        while (key != null) {
          hear(key);
          key = watches.poll();
        }
        if (System.nanoTime() - sweepAt >= 0) {
          sweep();
          sweepAt = System.nanoTime() + SWEEP_NANOS;
        } else {
          lookAgain();
        }
      }
    } catch (ClosedWatchServiceException e) {
      log.debug("the watch ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(WatchKey key) {
    Path directory = watched.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (directory != null
          && event.kind() == StandardWatchEventKinds.ENTRY_CREATE
          && event.context() instanceof Path name) {
        discover(directory.resolve(name));
      }
    }
    if (!key.reset()) {
      watched.remove(key);
      watchedPaths.remove(directory);
      if (directory != null && pods.containsKey(directory)) {
        lost(pods.remove(directory));
      }
    }
  }

  /** Follows a new directory when it is, or may lead to, a pod's. */
  private void discover(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    boolean ofPod = false;
    for (Pod pod : pods.values()) {
      if (directory.startsWith(pod.directory) && !directory.equals(pod.directory)) {
        ofPod = true;
        pod.eagerUntilNanos = System.nanoTime() + EAGER_NANOS;
      }
    }
    if (ofPod || CgroupTree.leadsToPods(directory)) {
      tree.walk(directory, this::follow);
    }
  }

  private void follow(Path directory) {
    watch(directory);
    CgroupTree.podUid(directory)
        .ifPresent(
            uid -> look(pods.computeIfAbsent(directory, d -> new Pod(uid, d, System.nanoTime()))));
  }

  private void watch(Path directory) {
    if (watchedPaths.add(directory)) {
      try {
        watched.put(directory.register(watches, StandardWatchEventKinds.ENTRY_CREATE), directory);
      } catch (IOException e) {
        watchedPaths.remove(directory);
      }
    }
  }

  private void sweep() {
    for (Path hierarchy : tree.hierarchies()) {
      watch(hierarchy);
      CgroupTree.children(hierarchy).forEach(this::discover);
    }
    for (Iterator<Pod> all = pods.values().iterator(); all.hasNext(); ) {
      Pod pod = all.next();
      if (!Files.isDirectory(pod.directory)) {
        all.remove();
        lost(pod);
      } else {
        look(pod);
        if (pod.emptySweeps >= EMPTY_SWEEPS && pod.sandbox != null) {
          lost(pod);
        }
      }
    }
  }

  private boolean anyEager() {
    long now = System.nanoTime();
    for (Pod pod : pods.values()) {
      if (isEager(pod, now)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEager(Pod pod, long nowNanos) {
    return pod.sandbox == null && pod.eagerUntilNanos - nowNanos > 0;
  }

  private void lookAgain() {
    long now = System.nanoTime();
    for (Pod pod : List.copyOf(pods.values())) {
      if (isEager(pod, now)) {
        look(pod);
      }
    }
  }

  /** Reads where the pod's processes are, and reports what changed. */
  private void look(Pod pod) {
    List<Integer> processes = new ArrayList<>();
    tree.walk(pod.directory, directory -> processes.addAll(CgroupTree.processes(directory)));
    PodSandbox known = pod.sandbox;
    PodSandbox first = null;
    for (int pid : processes) {
      PodSandbox each = sandbox(pod, pid);
      if (each != null && known != null && each.sameAs(known)) {
        pod.emptySweeps = 0;
        return;
      }
      first = first == null ? each : first;
    }
    if (first != null) {
      lost(pod);
      boolean news = !isKnown(first);
      pod.sandbox = first;
      pod.emptySweeps = 0;
      if (news) {
        listener.found(first);
      }
    } else {
      pod.emptySweeps++;
    }
  }

  private @Nullable PodSandbox sandbox(Pod pod, int pid) {
    try {
      long inode = NetworkNamespace.inodeOf(procRoot.resolve(pid + "/ns/net"));
      return ownNamespaces.contains(inode)
          ? null
          : new PodSandbox(pod.uid, inode, pid, tree.pathOf(pod.directory));
    } catch (IOException e) {
      return null;
    }
  }

  private void lost(@Nullable Pod pod) {
    PodSandbox sandbox = pod == null ? null : pod.sandbox;
    if (pod != null && sandbox != null) {
      pod.sandbox = null;
      pod.emptySweeps = 0;
      if (!isKnown(sandbox)) {
        listener.gone(sandbox);
      }
    }
  }

  /** With cgroup version 1 each pod shows up below several controllers; it is told of once. */
  private boolean isKnown(PodSandbox sandbox) {
    return pods.values().stream()
        .anyMatch(pod -> pod.sandbox != null && pod.sandbox.sameAs(sandbox));
  }
}
