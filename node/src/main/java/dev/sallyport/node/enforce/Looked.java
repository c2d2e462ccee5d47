// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.policy.Seen;
import dev.sallyport.policy.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * What detectors said of an exchange so far.
 *
 * @param seen data
 * @param findings attacks
 * @param model name of the language model that the request asks for, empty for none
 * @param whole whether they looked at all that came
 */
public record Looked(List<Seen> seen, List<Shown> findings, String model, boolean whole) {
  /** Nobody looked. */
  public static final Looked NOT = new Looked(List.of(), List.of(), "", false);

  /** What was seen of an exchange that asks for no language model. */
  public Looked(List<Seen> seen, List<Shown> findings, boolean whole) {
    this(seen, findings, "", whole);
  }

  public Looked {
    seen = List.copyOf(seen);
    findings = List.copyOf(findings);
  }

  /** Returns what inspection said so far, as policies see it. */
  public static Looked of(ConnectionInspection.SoFar soFar) {
    Contents said = soFar.contents();
    List<Shown> shown = new ArrayList<>(said.findings().size());
    for (int i = 0; i < said.findings().size(); i++) {
      shown.add(new Shown(soFar.foundIn().get(i), said.findings().get(i)));
    }
    return new Looked(
        said.sightings().stream()
            .map(each -> new Seen(each.direction(), each.sighting().dataClass()))
            .toList(),
        shown,
        soFar.model(),
        said.whole());
  }
}
