// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.NodeProvenanceView;

/** What a picture rests on, as the last lines below it. */
final class Provenance {
  private Provenance() {}

  static String lines(BlueprintView view, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    long connected =
        view.provenance().nodes().stream().filter(NodeProvenanceView::connected).count();
    out.append(
        terminal.faint(
            "%d parties, %d edges; %d of %d nodes connected; %s"
                .formatted(
                    view.parties().size(),
                    view.edges().size(),
                    connected,
                    view.provenance().nodes().size(),
                    view.provenance().complete() ? "nothing is known to be missing" : "missing:")));
    out.append('\n');
    view.provenance()
        .missing()
        .forEach(each -> out.append(terminal.warn("  - " + each)).append('\n'));
    return out.toString();
  }
}
