// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.Loopback;
import dev.sallyport.lab.network.LoopbackNames;
import dev.sallyport.lab.network.NodeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Sandboxes without privilege: an address of its own for each pod, a session for each container.
 */
public final class LoopbackSandboxes implements Sandboxes {
  private final Loopback loopback;
  private final NodeNetwork node;
  private final LoopbackNames names;
  private final LabPaths paths;
  private final Map<String, String> environment;

  /**
   * Builds the maker for the only node.
   *
   * @param environment what every program finds in its environment
   */
  public LoopbackSandboxes(
      Loopback loopback,
      NodeNetwork node,
      LoopbackNames names,
      LabPaths paths,
      Map<String, String> environment) {
    this.loopback = loopback;
    this.node = node;
    this.names = names;
    this.paths = paths;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Sandbox create(Resource pod, PodFiles files) {
    int number = node.pods().take();
    try {
      files.write(List.of(loopback.pod(number)));
      Path hosts = paths.pod(pod.uid()).resolve("names");
      names.keep(hosts, pod.namespace());
      Path registry = Files.createDirectories(paths.processes()).resolve(pod.uid());
      Files.writeString(registry, "");
      return new LoopbackSandbox(
          this, number, loopback.pod(number), registry, hosts, files.volumes(), environment);
    } catch (IOException e) {
      node.pods().free(number);
      throw new LabFailure("cannot write the files of pod " + pod.path() + ": " + e, e);
    }
  }

  @Override
  public void announce(Resource pod, Sandbox sandbox) {}

  void removed(LoopbackSandbox sandbox) {
    names.forget(sandbox.hosts());
    node.pods().free(sandbox.number());
  }
}
