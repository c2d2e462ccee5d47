// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.blueprint.summary.Summary;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes summaries over from nodes. */
public interface SummaryIntake {
  /**
   * Counts summaries, each once however often it is offered, and sees to it that a restart does not
   * lose them.
   *
   * @return completes, never exceptionally, when they may be acknowledged; stages of later calls
   *     complete no earlier than those of earlier ones
   */
  CompletionStage<Void> take(List<Summary> summaries);
}
