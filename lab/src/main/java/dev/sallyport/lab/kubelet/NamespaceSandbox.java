// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Fabric;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NodeNetwork;
import dev.sallyport.lab.network.PodNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sandbox made of namespaces: a network namespace, a mount and a host-name namespace, a cgroup,
 * and a process that keeps them.
 *
 * @param node the node it is on
 * @param fabric the cables it hangs on
 * @param network the pod's own network, absent for a pod on its node's network
 * @param netns the network namespace in use
 * @param pause the process that holds the namespaces
 * @param cgroup the pod's cgroup
 */
record NamespaceSandbox(
    NodeNetwork node, Fabric fabric, Network network, Path netns, Process pause, Cgroup cgroup)
    implements Sandbox {

  /** Whose network a pod uses. */
  sealed interface Network {
    record OfNode() implements Network {}

    record Own(PodNetwork pod) implements Network {}
  }

  static NamespaceSandbox create(Resource pod, NodeNetwork node, Fabric fabric, PodFiles files) {
    Cgroup cgroup = Cgroup.ofPod(node.name(), pod.uid()).create();
    boolean onNode = pod.at("/spec/hostNetwork").asBoolean();
    Network network =
        onNode
            ? new Network.OfNode()
            : new Network.Own(fabric.plug(node, "pod-" + pod.uid().substring(0, 13)));
    Path netns = network instanceof Network.Own(PodNetwork own) ? own.netns() : node.netns();
    try {
      files.write(addresses(network, node));
      Process pause = hold(netns, cgroup.child("sandbox").create(), files.mountScript());
      return new NamespaceSandbox(node, fabric, network, netns, pause, cgroup);
    } catch (LabFailure e) {
      release(network, node, fabric);
      cgroup.remove();
      throw e;
    }
  }

  @Override
  public List<String> addresses() {
    return addresses(network, node);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public boolean confines() {
    return true;
  }

  @Override
  public void kill(String group, long pid) {
    cgroup.child(group).kill();
  }

  @Override
  public void clear(String group, long pid) {
    cgroup.child(group).remove();
  }

  @Override
  public void remove() {
    cgroup.remove();
    pause.destroyForcibly();
    release(network, node, fabric);
  }

  @Override
  public List<String> enter(String group) {
    Cgroup within = cgroup.child(group).create();
    List<String> words =
        new ArrayList<>(
            List.of("sh", "-c", "echo 0 > \"$0\" && exec \"$@\"", within.path() + "/cgroup.procs"));
    words.addAll(List.of("nsenter", "--net=" + netns));
    words.add("--mount=/proc/" + pause.pid() + "/ns/mnt");
    words.add("--uts=/proc/" + pause.pid() + "/ns/uts");
    words.add("--");
    return words;
  }

  private static List<String> addresses(Network network, NodeNetwork node) {
    return network instanceof Network.Own(PodNetwork own)
        ? both(own.address4(), own.address6())
        : both(node.address4(), node.ipv6() ? node.address6() : "");
  }

  private static List<String> both(String address4, String address6) {
    return address6.isEmpty() ? List.of(address4) : List.of(address4, address6);
  }

  private static void release(Network network, NodeNetwork node, Fabric fabric) {
    if (network instanceof Network.Own(PodNetwork own)) {
      fabric.unplug(node, own);
    }
  }

  private static Process hold(Path netns, Cgroup cgroup, String mounts) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("sh", "-c", "echo 0 > \"$0\" && exec \"$@\"", cgroup.path() + "/cgroup.procs"));
    command.addAll(List.of("nsenter", "--net=" + netns, "--"));
    command.addAll(
        List.of("unshare", "--mount", "--uts", "--propagation", "private", "sh", "-euc"));
    command.add(mounts + "echo ready\nexec sleep infinity </dev/null >/dev/null 2>&1");
    try {
      Process pause = new ProcessBuilder(command).redirectErrorStream(true).start();
      pause.getOutputStream().close();
      try (BufferedReader said = pause.inputReader()) {
        String line = Optional.ofNullable(said.readLine()).orElse("nothing");
        if (!line.equals("ready")) {
          pause.destroyForcibly();
          throw new LabFailure("the sandbox could not be set up: " + line);
        }
      }
      return pause;
    } catch (IOException e) {
      throw new LabFailure("the sandbox could not be started: " + e.getMessage(), e);
    }
  }
}
