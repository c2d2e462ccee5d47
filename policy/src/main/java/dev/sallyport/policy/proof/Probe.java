// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.Workload;
import java.util.Optional;

/**
 * A probe of the kubelet that a manifest declares. Nodes let it through whatever policies say.
 *
 * @param of who is asked
 * @param path path asked; empty for a health check of gRPC
 */
public record Probe(Workload of, String path) {
  private static final String HEALTH = "grpc.health.v1.Health";

  public Probe {
    requireNonNull(of, "of");
    requireNonNull(path, "path");
  }

  /** Returns the probe that an exchange would be if it was declared; empty when it is none. */
  static Optional<Probe> of(Edge edge) {
    if (!(edge.source() instanceof ClusterNode && edge.target() instanceof Workload asked)) {
      return Optional.empty();
    }
    return switch (edge.operation()) {
      case HttpOperation http when http.method().equals("GET") ->
          Optional.of(new Probe(asked, http.pathTemplate()));
      case RpcOperation rpc when rpc.service().equals(HEALTH) -> Optional.of(new Probe(asked, ""));
      default -> Optional.empty();
    };
  }
}
