// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.BlueprintEdge;
import java.util.Collection;

/** Turns the domain into what the API says. */
public final class ApiViews {
  private ApiViews() {}

  /**
   * Returns the blueprint as the API says it.
   *
   * @param facts what Kubernetes says of workloads; those never seen in traffic appear as parties
   *     too
   */
  public static BlueprintView blueprint(Blueprint blueprint, Collection<WorkloadFacts> facts) {
    throw new UnsupportedOperationException("not built yet " + blueprint + facts);
  }

  /** Returns an edge as the API says it. */
  public static EdgeView edge(BlueprintEdge edge) {
    throw new UnsupportedOperationException("not built yet " + edge);
  }
}
