// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * Which sensitive data moves where.
 *
 * @param generatedAt when this was made
 * @param flows by class of data
 * @param omitted flows beyond the bound that was asked for
 */
public record DataView(Instant generatedAt, List<DataFlowView> flows, int omitted) {
  public DataView {
    flows = List.copyOf(flows);
  }
}
