// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.policy.Seen;
import dev.sallyport.policy.Shown;
import java.util.List;

/**
 * What detectors said of an exchange so far.
 *
 * @param seen data
 * @param findings attacks
 * @param whole whether they looked at all that came
 */
public record Looked(List<Seen> seen, List<Shown> findings, boolean whole) {
  /** Nobody looked. */
  public static final Looked NOT = new Looked(List.of(), List.of(), false);

  public Looked {
    seen = List.copyOf(seen);
    findings = List.copyOf(findings);
  }
}
