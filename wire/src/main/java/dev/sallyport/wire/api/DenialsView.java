// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * What policies denied or would have denied.
 *
 * @param generatedAt when this was made
 * @param denials the latest first
 * @param omitted denials beyond the bound that was asked for
 */
public record DenialsView(Instant generatedAt, List<DenialView> denials, int omitted) {
  public DenialsView {
    denials = List.copyOf(denials);
  }
}
