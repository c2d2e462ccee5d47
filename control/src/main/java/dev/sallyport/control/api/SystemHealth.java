// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.AccessMode;
import dev.sallyport.wire.api.StatusView.DatabaseStatus;
import dev.sallyport.wire.api.StatusView.KubernetesStatus;
import dev.sallyport.wire.api.StatusView.LinkStatus;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * How the parts of control itself are.
 *
 * @param version version of this program
 * @param startedAt when it started
 * @param database the store
 * @param kubernetes the watch of the Kubernetes API
 * @param access how callers of the API show who they are
 * @param link how the link of nodes is secured
 */
public record SystemHealth(
    String version,
    Instant startedAt,
    Supplier<DatabaseStatus> database,
    Supplier<KubernetesStatus> kubernetes,
    AccessMode access,
    Supplier<LinkStatus> link) {
  public SystemHealth {
    requireNonNull(version, "version");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(database, "database");
    requireNonNull(kubernetes, "kubernetes");
    requireNonNull(access, "access");
    requireNonNull(link, "link");
  }
}
