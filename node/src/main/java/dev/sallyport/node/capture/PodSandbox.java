// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

/**
 * The network namespace of one pod, as found on this node. A pod that loses its sandbox gets
 * another one with the same UID and a new namespace, so the pair of UID and namespace is what
 * identifies it.
 *
 * @param podUid UID of the Kubernetes Pod, lower case with dashes
 * @param netnsInode inode of the network namespace
 * @param pid a process that was in the namespace when it was found; it may have ended since
 * @param cgroupPath directory of the pod in the cgroup tree, relative to its mount, with a leading
 *     slash
 */
public record PodSandbox(String podUid, long netnsInode, int pid, String cgroupPath) {
  public PodSandbox {
    requireNonNull(podUid, "podUid");
    requireNonNull(cgroupPath, "cgroupPath");
    if (pid <= 0) {
      throw new IllegalArgumentException("pid: " + pid + " (expected: > 0)");
    }
  }

  /** Returns whether both are the same sandbox, whatever process led to it. */
  public boolean sameAs(PodSandbox other) {
    return netnsInode == other.netnsInode && podUid.equals(other.podUid);
  }
}
