// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * Callers from out of the cluster, taken together: their addresses are many and mean little. How
 * many distinct ones there were is kept as a sketch beside the edge.
 */
public record OutsideClient() implements Party {
  @Override
  public String key() {
    return "outside";
  }

  @Override
  public String displayName() {
    return "outside clients";
  }
}
