// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * The APIs that were called.
 *
 * @param generatedAt when this was made
 * @param apis by id of the party that serves them
 */
public record ApisView(Instant generatedAt, List<ApiSummaryView> apis) {
  public ApisView {
    apis = List.copyOf(apis);
  }
}
