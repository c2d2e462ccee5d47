// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

/** Where a party stands in the picture, from the callers outside to what runs the cluster. */
public enum PartyLayer {
  /** Callers from out of the cluster. */
  OUTSIDE("outside"),
  /** What lets them in: ingress controllers and gateways. */
  INGRESS("ingress"),
  /** The application itself. */
  WORKLOAD("workload"),
  /** What keeps its state. */
  DATASTORE("datastore"),
  /** Language models, in the cluster or out of it. */
  AI("ai"),
  /** Every other destination out of the cluster. */
  EGRESS("egress"),
  /** What runs the cluster: DNS, API server, nodes, Sallyport itself. */
  PLATFORM("platform");

  private final String id;

  PartyLayer(String id) {
    this.id = id;
  }

  /** Returns the lower-case identifier used in the API. */
  public String id() {
    return id;
  }
}
