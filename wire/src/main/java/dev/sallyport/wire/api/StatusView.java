// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Sallyport itself is.
 *
 * @param version version of the control program
 * @param startedAt when it started
 * @param database the store
 * @param kubernetes the watch of the Kubernetes API
 * @param nodes the data planes
 * @param pods every pod and whether it is captured
 * @param access how callers of the API show who they are: {@code kubernetes}, {@code oidc} or
 *     {@code none}; absent from programs that ask nobody
 */
public record StatusView(
    String version,
    Instant startedAt,
    DatabaseStatus database,
    KubernetesStatus kubernetes,
    List<NodeStatus> nodes,
    List<PodStatus> pods,
    @Nullable String access) {
  public StatusView {
    nodes = List.copyOf(nodes);
    pods = List.copyOf(pods);
  }

  /**
   * The store.
   *
   * @param kind {@code embedded} or {@code external}
   * @param ok whether it answers
   * @param message what is wrong; absent when nothing is
   */
  public record DatabaseStatus(String kind, boolean ok, @Nullable String message) {}

  /**
   * The watch of the Kubernetes API.
   *
   * @param ok whether it is current
   * @param message what is wrong; absent when nothing is
   * @param pods pods known
   */
  public record KubernetesStatus(boolean ok, @Nullable String message, int pods) {}
}
