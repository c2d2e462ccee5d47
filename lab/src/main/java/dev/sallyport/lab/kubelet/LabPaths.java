// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import java.nio.file.Path;

/**
 * Where the lab keeps its files.
 *
 * @param state the lab's own directory, removed at its end
 */
public record LabPaths(Path state) {
  /**
   * Directory in the lab's private {@code /run} that holds one directory of sandbox hooks per node.
   */
  public static final Path HOOKS = Path.of("/run/sallyport/sandbox-hooks");

  /** The lab's view of the cgroup tree; nothing else of the machine is visible below it. */
  static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /**
   * Shell words by which a program writes its number and the time it began into the file {@code
   * $0}, by which its session is found again in a lab on loopback.
   */
  public static final String WRITE_DOWN =
      "read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ begun _ < /proc/$$/stat"
          + " && echo $$ $begun >> \"$0\" && ";

  Path pod(String uid) {
    return state.resolve("pods").resolve(uid);
  }

  Path volume(String uid, String volume) {
    return pod(uid).resolve("volumes").resolve(volume);
  }

  /** Returns the log file of a container. */
  public Path log(String namespace, String pod, String container) {
    return state.resolve("logs").resolve(namespace + "_" + pod + "_" + container + ".log");
  }

  /** Returns the directory with a file per pod that names its processes, in a lab on loopback. */
  public Path processes() {
    return state.resolve("steer/pods");
  }

  /** Returns the file that names the processes of hosts outside, in a lab on loopback. */
  public Path sessions() {
    return state.resolve("steer/sessions");
  }

  /** Returns the file with the listeners that stand for Services, in a lab on loopback. */
  public Path listeners() {
    return state.resolve("steer/listeners.json");
  }

  /** Returns the file that tells whom to believe on Sallyport's link, in a lab on loopback. */
  public Path trust() {
    return state.resolve("link/ca.crt");
  }

  /** Returns the directory of the lab's certificate authority and the certificates it made. */
  public Path certificates() {
    return state.resolve("certificates");
  }
}
