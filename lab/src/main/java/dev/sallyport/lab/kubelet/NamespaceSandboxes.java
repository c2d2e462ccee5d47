// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.Fabric;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NodeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sandboxes made of namespaces and cgroups, as on a real node. */
public final class NamespaceSandboxes implements Sandboxes {
  private final NodeNetwork node;
  private final Fabric fabric;
  private final SandboxHooks hooks;

  /** Builds the maker for a node; throws {@link LabFailure} when its hooks' directory fails. */
  public NamespaceSandboxes(NodeNetwork node, Fabric fabric) {
    this.node = node;
    this.fabric = fabric;
    this.hooks = new SandboxHooks(makeHooks(node));
  }

  @Override
  public Sandbox create(Resource pod, PodFiles files) {
    return NamespaceSandbox.create(pod, node, fabric, files);
  }

  @Override
  public void announce(Resource pod, Sandbox sandbox) {
    if (sandbox instanceof NamespaceSandbox made) {
      hooks.call(pod, made);
    }
  }

  private static Path makeHooks(NodeNetwork node) {
    try {
      return Files.createDirectories(LabPaths.HOOKS.resolve(node.name()));
    } catch (IOException e) {
      throw new LabFailure("cannot make the directory of sandbox hooks: " + e.getMessage(), e);
    }
  }
}
