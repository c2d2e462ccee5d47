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
 * @param link how the link of the data planes is secured; absent from a control that is older
 * @param nodes the data planes
 * @param pods every pod and whether it is captured
 * @param access how callers of the API show who they are: {@code kubernetes}, {@code oidc} or
 *     {@code none}; absent from programs that ask nobody
 * @param openBefore connections that were open before capture began; absent where there were none,
 *     and for callers who see some namespaces only
 */
public record StatusView(
    String version,
    Instant startedAt,
    DatabaseStatus database,
    KubernetesStatus kubernetes,
    @Nullable LinkStatus link,
    List<NodeStatus> nodes,
    List<PodStatus> pods,
    @Nullable String access,
    @Nullable OpenBeforeView openBefore) {
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
   * @param reopened how many watches went silent and were opened anew since the start; absent from
   *     a control that is older
   */
  public record KubernetesStatus(
      boolean ok, @Nullable String message, int pods, @Nullable Long reopened) {}

  /**
   * The link of the data planes.
   *
   * @param security {@code mutual-tls}, or {@code off}: then whoever reaches the port is believed
   * @param ok whether it is open
   * @param refused how much was refused since the start because it was not proven: calls without a
   *     certificate, and what nodes said of pods that are not theirs
   * @param unchecked counts that were taken though the cluster's word on them was not known
   * @param warnings what somebody should look at, a sentence each
   */
  public record LinkStatus(
      String security, boolean ok, long refused, long unchecked, List<String> warnings) {
    public LinkStatus {
      warnings = List.copyOf(warnings);
    }
  }
}
