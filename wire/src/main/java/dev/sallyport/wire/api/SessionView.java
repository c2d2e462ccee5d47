// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what they may do.
 *
 * @param mode how callers show who they are: {@code kubernetes}, {@code oidc} or {@code none}
 * @param caller who calls; absent where that is not known
 * @param cluster whether the caller may see the whole cluster
 * @param namespaces namespaces whose blueprint the caller may see; empty with {@code cluster}
 * @param changes whether the caller may change policies somewhere
 * @param login how to get a token
 */
public record SessionView(
    String mode,
    @Nullable String caller,
    boolean cluster,
    List<String> namespaces,
    boolean changes,
    String login) {
  public SessionView {
    namespaces = List.copyOf(namespaces);
  }
}
