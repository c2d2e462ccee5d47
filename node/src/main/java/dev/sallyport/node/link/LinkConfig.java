// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * How the link is set up.
 *
 * @param control host and port of control, for example {@code sallyport-control.sallyport.svc:7443}
 * @param node name of this node
 * @param boot opaque name of this life of the program
 * @param version version of this program, for people
 * @param capabilities names of what this node can do
 * @param stateDirectory where summaries wait and the last rules are kept; made when absent
 * @param security how the link is secured
 * @param limits bounds
 */
public record LinkConfig(
    String control,
    String node,
    String boot,
    String version,
    List<String> capabilities,
    Path stateDirectory,
    LinkSecurity security,
    LinkOutboxLimits limits) {
  public LinkConfig {
    requireNonNull(control, "control");
    requireNonNull(node, "node");
    requireNonNull(boot, "boot");
    requireNonNull(version, "version");
    capabilities = List.copyOf(capabilities);
    requireNonNull(stateDirectory, "stateDirectory");
    requireNonNull(security, "security");
    requireNonNull(limits, "limits");
  }
}
