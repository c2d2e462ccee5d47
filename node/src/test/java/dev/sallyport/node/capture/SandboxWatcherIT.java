// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxWatcherIT {

  private static final class Heard implements SandboxWatcher.Listener {
    final List<PodSandbox> found = new CopyOnWriteArrayList<>();
    final List<PodSandbox> gone = new CopyOnWriteArrayList<>();

    @Override
    public void found(PodSandbox sandbox) {
      found.add(sandbox);
    }

    @Override
    public void gone(PodSandbox sandbox) {
      gone.add(sandbox);
    }
  }

  private Path root;

  @BeforeEach
  void realCgroups() throws IOException {
    assumeTrue(PodNetwork.isPossible(), "needs root and network namespaces");
    Path mount = Path.of("/sys/fs/cgroup");
    for (String hierarchy : List.of("unified", "systemd", "pids", "")) {
      Path candidate = mount.resolve(hierarchy);
      if (Files.exists(candidate.resolve("cgroup.procs")) && Files.isWritable(candidate)) {
        root = candidate.resolve("sallyport-watcher-" + ProcessHandle.current().pid());
        Files.createDirectories(root.resolve("kubepods/burstable"));
        return;
      }
    }
    // A container without a writable tree cannot pretend to be a node; nothing else stands in for
    // it.
    String lacking = "no cgroup tree below " + mount + " may be written to";
    System.out.println("SandboxWatcherIT is left out: " + lacking);
    assumeTrue(false, lacking);
  }

  @AfterEach
  void removeCgroups() throws Exception {
    if (root != null) {
      remove(root);
    }
  }

  @Test
  void aPodIsFoundSoonAfterItsFirstProcessAndMissedWhenItsCgroupGoes() throws Exception {
    Heard heard = new Heard();
    try (SandboxWatcher watcher = SandboxWatcher.start(root, Path.of("/proc"), heard)) {
      String uid = UUID.randomUUID().toString();
      Path pod = root.resolve("kubepods/burstable/pod" + uid);
      Process process = startIn(pod.resolve("c1"), "exec sleep 60");
      try {
        PodNetwork.eventually(() -> heard.found.size() == 1);
        PodSandbox sandbox = heard.found.getFirst();
        assertThat(sandbox.podUid()).isEqualTo(uid);
        assertThat(sandbox.cgroupPath()).isEqualTo("/kubepods/burstable/pod" + uid);
      } finally {
        process.destroyForcibly().waitFor();
      }
      remove(pod);
      PodNetwork.eventually(() -> heard.gone.size() == 1);
      assertThat(heard.gone).isEqualTo(heard.found);
    }
  }

  @Test
  void whatRunsBeforeTheWatchIsFoundBeforeItIsReady() throws Exception {
    String uid = UUID.randomUUID().toString();
    String slice =
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
            + uid.replace('-', '_')
            + ".slice/cri-containerd-1.scope";
    Process process = startIn(root.resolve(slice), "exec sleep 60");
    try {
      PodNetwork.eventually(() -> inOwnNamespace(process.pid()));
      Heard heard = new Heard();
      try (SandboxWatcher watcher = SandboxWatcher.start(root, Path.of("/proc"), heard)) {
        assertThat(heard.found).extracting(PodSandbox::podUid).containsExactly(uid);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void noneOfManyShortPodsIsMissed() throws Exception {
    Heard heard = new Heard();
    try (SandboxWatcher watcher = SandboxWatcher.start(root, Path.of("/proc"), heard)) {
      for (int round = 0; round < 10; round++) {
        Map<String, Process> running = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
          String uid = UUID.randomUUID().toString();
          running.put(uid, startIn(pod(uid).resolve("c1"), "exec sleep 0.5"));
        }
        for (Map.Entry<String, Process> each : running.entrySet()) {
          each.getValue().waitFor();
          remove(pod(each.getKey()));
        }
      }
      PodNetwork.eventually(() -> heard.gone.size() == 60, () -> heard.found.size() + " found");
      assertThat(heard.found).doesNotHaveDuplicates().hasSize(60);
    }
  }

  private Path pod(String uid) {
    return root.resolve("kubepods/burstable/pod" + uid);
  }

  @Test
  void podsThatShareTheNodesNetworkAreLeftAlone() throws Exception {
    Heard heard = new Heard();
    try (SandboxWatcher watcher = SandboxWatcher.start(root, Path.of("/proc"), heard)) {
      Path container = root.resolve("kubepods/pod" + UUID.randomUUID() + "/c1");
      Files.createDirectories(container);
      Process process =
          new ProcessBuilder("sh", "-c", "echo $$ > " + container + "/cgroup.procs; exec sleep 60")
              .start();
      Process other =
          startIn(root.resolve("kubepods/pod" + UUID.randomUUID() + "/c1"), "exec sleep 60");
      try {
        PodNetwork.eventually(() -> !heard.found.isEmpty());
        assertThat(heard.found).hasSize(1);
      } finally {
        process.destroyForcibly().waitFor();
        other.destroyForcibly().waitFor();
      }
    }
  }

  private static Process startIn(Path container, String command) throws IOException {
    Files.createDirectories(container);
    return new ProcessBuilder(
            "sh",
            "-c",
            "echo $$ > " + container + "/cgroup.procs; exec unshare --net sh -c '" + command + "'")
        .start();
  }

  private static boolean inOwnNamespace(long pid) {
    try {
      return !Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net"))
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A cgroup directory is removed by rmdir alone, from the leaves up, once its processes are gone.
   */
  private static void remove(Path directory) throws Exception {
    for (Path each : CgroupTree.children(directory)) {
      remove(each);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (Files.isDirectory(directory)) {
      try {
        Files.delete(directory);
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }
}
