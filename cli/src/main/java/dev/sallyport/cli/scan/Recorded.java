// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Attribution;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import org.jspecify.annotations.Nullable;

/** Counts what recordings hold, as a node counts what passes it. */
final class Recorded {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SummaryBuilder builder =
      new SummaryBuilder(SummaryLimits.DEFAULT, new WindowClock(0, 0));
  private long exchanges;

  /**
   * One exchange of a recording.
   *
   * @param source who called
   * @param target who was called
   * @param operation what was called
   * @param status answer, 0 where the protocol has none
   * @param failed whether the answer is an error of the callee
   * @param startedMillis when, milliseconds since 1970
   * @param latencyNanos how long until the answer, -1 when not known
   * @param requestBytes bytes asked
   * @param responseBytes bytes answered
   */
  record Call(
      Party source,
      Party target,
      Operation operation,
      int status,
      boolean failed,
      long startedMillis,
      long latencyNanos,
      long requestBytes,
      long responseBytes) {}

  /** Returns monotonic time that stands for a time of the wall clock. */
  static long nanos(long millis) {
    return millis * NANOS_PER_MILLI;
  }

  static Conversation between(Party source, Party target, int port) {
    return new Conversation(
        new Attribution(source, Proof.HEADER_EVIDENCE),
        new Attribution(target, Proof.HEADER_EVIDENCE),
        port,
        CaptureTier.LISTEN,
        Vantage.SERVER);
  }

  void add(Call call, Visibility seen, @Nullable Contents contents) {
    long latency = call.latencyNanos();
    add(
        new Exchange(
            between(call.source(), call.target(), 0),
            call.operation(),
            new Outcome.Answered(call.status(), call.failed()),
            seen,
            Math.max(0, call.requestBytes()),
            Math.max(0, call.responseBytes()),
            nanos(call.startedMillis()),
            latency,
            Math.max(0, latency)),
        contents);
  }

  void add(Exchange exchange, @Nullable Contents contents) {
    exchanges++;
    long client = exchange.conversation().source().party() instanceof OutsideClient ? exchanges : 0;
    if (contents == null) {
      builder.add(exchange, client);
    } else {
      builder.add(exchange, client, contents);
    }
  }

  long exchanges() {
    return exchanges;
  }

  /** Returns all counts. */
  Summary summary() {
    OpenWindow full = builder.swap(new OpenWindow(SummaryLimits.DEFAULT), new WindowClock(0, 0));
    return full.freeze(new SummaryId("recording", "scan", new Window(0, 1)));
  }
}
