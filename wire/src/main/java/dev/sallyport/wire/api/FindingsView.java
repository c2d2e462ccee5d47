// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * What detectors claim.
 *
 * @param generatedAt when this was made
 * @param findings worst first
 * @param omitted findings beyond the bound that was asked for
 */
public record FindingsView(Instant generatedAt, List<FindingView> findings, int omitted) {
  public FindingsView {
    findings = List.copyOf(findings);
  }
}
