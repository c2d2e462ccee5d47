// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether one pod is captured: a measured fact.
 *
 * @param namespace namespace of the pod
 * @param name name of the pod
 * @param workload id of the party that it is an instance of
 * @param node node it runs on
 * @param state {@code captured}, {@code not-captured} or {@code pending}
 * @param because why it is not captured; absent otherwise
 * @param provedAt when capture was last proven; absent when never
 * @param families address families in which it was proven
 */
public record PodStatus(
    String namespace,
    String name,
    String workload,
    String node,
    String state,
    @Nullable String because,
    @Nullable Instant provedAt,
    AddressFamilies families) {

  /**
   * Address families in which capture was proven.
   *
   * @param ipv4 IPv4
   * @param ipv6 IPv6
   */
  public record AddressFamilies(boolean ipv4, boolean ipv6) {}
}
