// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.Collection;
import java.util.List;

/**
 * Converts summaries to and from their wire form. The stored form of a summary is a batch of one.
 */
public final class SummaryCodec {
  private SummaryCodec() {}

  /** Returns the batch that carries these summaries; equal summaries give equal bytes. */
  public static SummaryBatch encode(long sequence, Collection<Summary> summaries) {
    return new SummaryEncoder(LinkLimits.DEFAULT).encode(sequence, summaries);
  }

  /**
   * Returns the summaries of a batch. Edges that cannot be understood are left out, their exchanges
   * counted as dropped in the summary's tally, and named as problems. Safe on hostile input.
   */
  public static Decoded<List<Summary>> decode(SummaryBatch batch) {
    return new SummaryDecoder(batch, LinkLimits.DEFAULT).decode();
  }
}
