// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.SummaryBatch;
import java.util.List;

/**
 * The form in which a summary is kept: a batch of the link that holds it alone, so that what an
 * older version wrote is read by the same rules as what an older node sends.
 */
public final class SummaryBytes {
  private SummaryBytes() {}

  /** Returns the bytes to keep. */
  public static byte[] write(Summary summary) {
    return SummaryCodec.encode(0, List.of(summary)).toByteArray();
  }

  /** Returns the summaries in kept bytes; what cannot be read is left out. */
  public static List<Summary> read(byte[] kept) {
    try {
      return SummaryCodec.decode(SummaryBatch.parseFrom(kept)).value();
    } catch (InvalidProtocolBufferException e) {
      return List.of();
    }
  }
}
