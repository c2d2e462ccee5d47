// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * The way of one value through the application, rebuilt without the value.
 *
 * @param generatedAt when this was made
 * @param fingerprint keyed fingerprint of the value
 * @param dataClasses what the value was recognised as
 * @param hops where it was seen, in the order in which parties passed it on
 * @param complete whether no other flow can have carried it as far as it was inspected
 * @param uncertain flows that may have carried it too: more values went there than are sampled; at
 *     most {@value #UNCERTAIN_MAX}
 */
public record DataTraceView(
    Instant generatedAt,
    String fingerprint,
    List<String> dataClasses,
    List<DataHopView> hops,
    boolean complete,
    List<DataFlowView> uncertain) {
  /** Most uncertain flows that are listed. */
  public static final int UNCERTAIN_MAX = 50;

  public DataTraceView {
    dataClasses = List.copyOf(dataClasses);
    hops = List.copyOf(hops);
    uncertain = List.copyOf(uncertain);
  }
}
