// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the cgroup tree.
 *
 * @param path where it is
 */
record Cgroup(Path path) {

  static Cgroup ofPod(String node, String podUid) {
    return new Cgroup(
        LabPaths.CGROUPS.resolve(node).resolve("kubepods/burstable").resolve("pod" + podUid));
  }

  Cgroup child(String name) {
    return new Cgroup(path.resolve(name));
  }

  Cgroup create() {
    try {
      Files.createDirectories(path);
      return this;
    } catch (IOException e) {
      throw new LabFailure("cannot make cgroup " + path + ": " + e.getMessage(), e);
    }
  }

  /** Kills every process in it and below. */
  void kill() {
    try {
      Path kill = path.resolve("cgroup.kill");
      if (Files.exists(kill)) {
        Files.writeString(kill, "1");
      } else {
        members().forEach(ProcessHandle::destroyForcibly);
      }
    } catch (IOException e) {
      // Gone already: nothing is left to kill.
    }
  }

  /**
   * Kills what is left and removes it with everything below; waits at most two seconds for the dead
   * to leave.
   */
  void remove() {
    long end = System.nanoTime() + 2_000_000_000L;
    while (Files.exists(path) && System.nanoTime() < end) {
      kill();
      try (Stream<Path> tree = Files.walk(path)) {
        for (Path dir :
            tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(dir);
        }
      } catch (IOException | java.io.UncheckedIOException e) {
        pause();
      }
    }
  }

  private List<ProcessHandle> members() throws IOException {
    List<ProcessHandle> members = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path procs : tree.filter(f -> f.endsWith("cgroup.procs")).toList()) {
        for (String pid : Files.readAllLines(procs)) {
          ProcessHandle.of(Long.parseLong(pid)).ifPresent(members::add);
        }
      }
    }
    return members;
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
