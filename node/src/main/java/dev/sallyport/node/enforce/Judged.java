// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Observation;
import dev.sallyport.model.Ruling;
import dev.sallyport.policy.Known;
import org.jspecify.annotations.Nullable;

/** One exchange between its head and the moment at which it is counted. */
final class Judged {
  final Observation.RequestHead head;
  Known known;

  /** What was decided while it could still be held; null when it is only watched. */
  @Nullable Ruling ruling;

  /** How values are replaced in it. */
  Redactor.Redacted redacted = Redactor.Redacted.NONE_WANTED;

  /** Whether something was said of its request, and of its answer. */
  boolean requestSaid;

  boolean answerSaid;

  /** Whether all of its request came, and of its answer. */
  boolean requestOver;

  boolean answerOver;

  /** Whether it is decided at a checkpoint. */
  boolean checked;

  /** Whether its patience runs, and that of its policies. */
  boolean waits;

  boolean hurries;

  Judged(Observation.RequestHead head, Known known) {
    this.head = head;
    this.known = known;
  }

  /** Whether nothing is left to be said of it. */
  boolean said() {
    return requestSaid && answerSaid;
  }
}
