// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.Attempts;
import dev.sallyport.blueprint.summary.DialledPorts;
import dev.sallyport.blueprint.summary.OldConnections;
import java.util.List;

/** What is known of connections, to and from its wire form. */
final class ReachCodec {
  private ReachCodec() {}

  static dev.sallyport.wire.link.v1.Reach encode(
      dev.sallyport.blueprint.summary.Reach reach, long startMillis) {
    dev.sallyport.wire.link.v1.Reach.Builder entry =
        dev.sallyport.wire.link.v1.Reach.newBuilder().addAllPorts(reach.ports().ports());
    Attempts attempts = reach.attempts();
    if (attempts.total() > 0) {
      entry
          .setRefused(attempts.refused())
          .setUnreachable(attempts.unreachable())
          .setUnanswered(attempts.unanswered())
          .setReset(attempts.reset())
          .setLastAttemptMillis(attempts.lastMillis() - startMillis);
    }
    return entry.setOldFound(reach.old().found()).setOldOpen(reach.old().open()).build();
  }

  /** Returns what the entry says; ports that are none are left out. */
  static dev.sallyport.blueprint.summary.Reach decode(
      dev.sallyport.wire.link.v1.Reach entry, long startMillis) {
    List<Integer> ports =
        entry.getPortsList().stream()
            .filter(port -> port >= 1 && port <= 65535)
            .limit(DialledPorts.MOST)
            .toList();
    Attempts attempts =
        new Attempts(
            SummaryDecoder.positive(entry.getRefused()),
            SummaryDecoder.positive(entry.getUnreachable()),
            SummaryDecoder.positive(entry.getUnanswered()),
            SummaryDecoder.positive(entry.getReset()),
            0);
    long last = startMillis + SummaryDecoder.bounded(entry.getLastAttemptMillis());
    return new dev.sallyport.blueprint.summary.Reach(
        DialledPorts.of(ports),
        attempts.total() == 0
            ? Attempts.NONE
            : attempts.plus(new Attempts(0, 0, 0, 0, Math.max(0, last))),
        new OldConnections(
            SummaryDecoder.positive(entry.getOldFound()),
            SummaryDecoder.positive(entry.getOldOpen())));
  }
}
