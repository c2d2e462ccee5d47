// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Network namespaces joined through the namespace this process runs in: one for the origin and one
 * per contender, each with a veth pair and a pod's cgroup, like pods of a node. Expects to run as
 * root in network, mount and process namespaces of its own, which the launcher provides.
 */
final class Testbed {
  private final Shell shell;
  private final Path cgroupRoot;
  private int pods;

  Testbed(Shell shell) {
    this.shell = shell;
    shell.run("ip", "link", "set", "lo", "up");
    shell.run("mount", "-t", "tmpfs", "tmpfs", "/run");
    shell.run("mount", "--make-rprivate", "/");
    shell.run("umount", "-R", "/sys/fs/cgroup");
    shell.run("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup");
    shell.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
    this.cgroupRoot = Path.of("/sys/fs/cgroup/sallyport-bench-" + ProcessHandle.current().pid());
  }

  /** Creates a namespace with an address as pods have it. */
  Pod pod(String name) {
    return pod(name, "10.99.");
  }

  /**
   * Creates a namespace with an address out of the cluster (RFC 2544). A private one that no
   * inventory tells of might be that of a pod which began just now: a node program waits for late
   * news of it with each connection, and does so on a cluster only until it was told of all pods.
   */
  Pod outside(String name) {
    return pod(name, "198.18.");
  }

  private Pod pod(String name, String network) {
    pods++;
    String address = network + pods + ".2";
    String gateway = network + pods + ".1";
    shell.run("ip", "netns", "add", name);
    shell.run("ip", "link", "add", "v" + name, "type", "veth", "peer", "eth0", "netns", name);
    shell.run("ip", "addr", "add", gateway + "/24", "dev", "v" + name);
    shell.run("ip", "link", "set", "v" + name, "up");
    inside(name, "ip", "addr", "add", address + "/24", "dev", "eth0");
    inside(name, "ip", "link", "set", "eth0", "up");
    inside(name, "ip", "link", "set", "lo", "up");
    inside(name, "ip", "route", "add", "default", "via", gateway);
    // Else a load of new connections measures how the kernel looks for a free port.
    inside(name, "sysctl", "-qw", "net.ipv4.tcp_tw_reuse=1");
    inside(name, "sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65535");
    return new Pod(name, address);
  }

  /**
   * Returns the cgroup root under which the pod, and only it, looks like a pod to a node program.
   */
  Path makeDiscoverable(Pod pod, String uid) {
    Path root = cgroupRoot.resolve(pod.name());
    Path container = root.resolve("kubepods/pod" + uid + "/sandbox");
    try {
      Files.createDirectories(container);
      Process pause =
          shell.start(
              "pause-" + pod.name(),
              java.util.Map.of(),
              java.util.List.of("ip", "netns", "exec", pod.name(), "sleep", "100000"));
      Files.write(
          container.resolve("cgroup.procs"),
          Long.toString(pause.pid()).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return root;
  }

  void inside(String namespace, String... command) {
    String[] whole = new String[command.length + 4];
    whole[0] = "ip";
    whole[1] = "netns";
    whole[2] = "exec";
    whole[3] = namespace;
    System.arraycopy(command, 0, whole, 4, command.length);
    shell.run(whole);
  }

  /** Sends new connections to port 80 to a proxy in the same namespace, except its own. */
  void redirect(Pod pod, int port, String proxyUser) {
    shell.feed(
        """
        table ip bench {
          chain output {
            type nat hook output priority -110; policy accept;
            meta skuid "%s" accept
            oifname "lo" accept
            tcp dport 80 tcp flags & (fin|syn|rst|ack) == syn redirect to :%d
          }
        }
        """
            .formatted(proxyUser, port),
        "ip",
        "netns",
        "exec",
        pod.name(),
        "nft",
        "-f",
        "-");
  }

  /** Removes the cgroups; namespaces and processes go with the last process of the launcher. */
  void close() {
    if (!Files.exists(cgroupRoot)) {
      return;
    }
    try (var paths = Files.walk(cgroupRoot)) {
      paths
          .filter(Files::isDirectory)
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A namespace that stands for a pod.
   *
   * @param name name of the network namespace
   * @param address its IPv4 address
   */
  record Pod(String name, String address) {}
}
