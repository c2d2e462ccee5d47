// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.trial;

import static java.util.Objects.requireNonNull;

/**
 * What a trial found out.
 *
 * @param claim what was looked at
 * @param holds whether it is as it should be
 * @param found what was measured
 */
public record Fact(String claim, boolean holds, String found) {
  public Fact {
    requireNonNull(claim, "claim");
    requireNonNull(found, "found");
  }

  /** Returns the fact as a line of a table. */
  public String line() {
    return "%-6s  %-52s  %s".formatted(holds ? "ok" : "FAILED", claim, found);
  }
}
