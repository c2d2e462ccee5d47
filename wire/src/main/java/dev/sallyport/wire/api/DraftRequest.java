// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import org.jspecify.annotations.Nullable;

/**
 * Policies as somebody writes them, to be looked at before they are applied.
 *
 * @param yaml one or several objects of the kinds GuardPolicy and ClusterGuardPolicy
 * @param since how far to look back, for example {@code 30d}; absent: all that is kept
 * @param alone whether they are judged without those that live in the cluster; absent: together
 *     with them
 */
public record DraftRequest(String yaml, @Nullable String since, @Nullable Boolean alone) {
  public DraftRequest {
    yaml = yaml == null ? "" : yaml;
  }
}
