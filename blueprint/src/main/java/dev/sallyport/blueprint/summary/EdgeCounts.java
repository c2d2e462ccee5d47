// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Proof;
import dev.sallyport.model.Visibility;

/**
 * What was counted on one edge. {@link #plus} commutes and associates, and {@link #NONE} is its
 * zero; it is not idempotent, which is the business of {@link SummarySet}.
 *
 * @param exchanges exchanges counted, at least the sum of all answers
 * @param failures of them, those that failed from the caller's point of view
 * @param answers what became of them
 * @param requestBytes bytes from callers, framing included
 * @param responseBytes bytes from callees, framing included
 * @param latency time to first byte of the answer, of those exchanges that have one
 * @param outsideClients distinct callers; empty except where the source is outside the cluster
 * @param firstSeenMillis start of the earliest exchange, milliseconds since 1970; {@link
 *     Long#MAX_VALUE} when nothing was counted
 * @param lastSeenMillis end of the latest exchange, milliseconds since 1970; 0 when nothing was
 *     counted
 * @param sourceProof weakest proof of the caller over all exchanges
 * @param targetProof weakest proof of the callee over all exchanges
 * @param visibility what was seen of every one of the exchanges
 * @param contents what detectors said about what the exchanges carried
 * @param api what the exchanges said of the API they call
 * @param rulings what policies said of the exchanges
 * @param reach what is known of the connections, among them attempts that reached nobody
 */
public record EdgeCounts(
    long exchanges,
    long failures,
    AnswerCounts answers,
    long requestBytes,
    long responseBytes,
    LatencyHistogram latency,
    DistinctCount outsideClients,
    long firstSeenMillis,
    long lastSeenMillis,
    Proof sourceProof,
    Proof targetProof,
    Visibility visibility,
    ContentCounts contents,
    ApiCounts api,
    RulingCounts rulings,
    Reach reach) {

  /** Nothing counted: adding it changes nothing. */
  public static final EdgeCounts NONE =
      new EdgeCounts(
          0,
          0,
          AnswerCounts.NONE,
          0,
          0,
          LatencyHistogram.NONE,
          DistinctCount.NONE,
          Long.MAX_VALUE,
          0,
          Proof.NAMESPACE,
          Proof.NAMESPACE,
          Visibility.full(),
          ContentCounts.NONE,
          ApiCounts.NONE,
          RulingCounts.NONE,
          Reach.NONE);

  public EdgeCounts {
    requireNonNull(answers, "answers");
    requireNonNull(latency, "latency");
    requireNonNull(outsideClients, "outsideClients");
    requireNonNull(sourceProof, "sourceProof");
    requireNonNull(targetProof, "targetProof");
    requireNonNull(visibility, "visibility");
    requireNonNull(contents, "contents");
    requireNonNull(api, "api");
    requireNonNull(rulings, "rulings");
    requireNonNull(reach, "reach");
    if (exchanges < 0 || failures < 0 || requestBytes < 0 || responseBytes < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Makes counts of exchanges of whose connections nothing is known. */
  public EdgeCounts(
      long exchanges,
      long failures,
      AnswerCounts answers,
      long requestBytes,
      long responseBytes,
      LatencyHistogram latency,
      DistinctCount outsideClients,
      long firstSeenMillis,
      long lastSeenMillis,
      Proof sourceProof,
      Proof targetProof,
      Visibility visibility,
      ContentCounts contents,
      ApiCounts api,
      RulingCounts rulings) {
    this(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        Reach.NONE);
  }

  /** Makes counts of exchanges of which no policy said anything. */
  public EdgeCounts(
      long exchanges,
      long failures,
      AnswerCounts answers,
      long requestBytes,
      long responseBytes,
      LatencyHistogram latency,
      DistinctCount outsideClients,
      long firstSeenMillis,
      long lastSeenMillis,
      Proof sourceProof,
      Proof targetProof,
      Visibility visibility,
      ContentCounts contents,
      ApiCounts api) {
    this(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        RulingCounts.NONE);
  }

  /** Makes counts of exchanges that said nothing of an API. */
  public EdgeCounts(
      long exchanges,
      long failures,
      AnswerCounts answers,
      long requestBytes,
      long responseBytes,
      LatencyHistogram latency,
      DistinctCount outsideClients,
      long firstSeenMillis,
      long lastSeenMillis,
      Proof sourceProof,
      Proof targetProof,
      Visibility visibility,
      ContentCounts contents) {
    this(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        ApiCounts.NONE);
  }

  /** Returns counts of exchanges whose contents nobody looked into. */
  public static EdgeCounts withoutContents(
      long exchanges,
      long failures,
      AnswerCounts answers,
      long requestBytes,
      long responseBytes,
      LatencyHistogram latency,
      DistinctCount outsideClients,
      long firstSeenMillis,
      long lastSeenMillis,
      Proof sourceProof,
      Proof targetProof,
      Visibility visibility) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        ContentCounts.NONE);
  }

  /** Returns whether nothing was counted: no exchange, and nothing of one counted before. */
  public boolean isNone() {
    return exchanges == 0
        && requestBytes == 0
        && responseBytes == 0
        && contents.isNone()
        && api.isNone()
        && rulings.isNone()
        && reach.old().open() == 0;
  }

  /** Returns whether no exchange went over the edge, nor anything of one counted before. */
  public boolean saysNothing() {
    return exchanges == 0 && contents.isNone() && api.isNone();
  }

  /** Returns the same with what was said of the API. */
  public EdgeCounts withApi(ApiCounts api) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        reach);
  }

  /** Returns the same with what policies said. */
  public EdgeCounts withRulings(RulingCounts rulings) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        reach);
  }

  /** Returns the same with at most so many places and claims told apart. */
  public EdgeCounts contentsWithin(int sightingsMax, int findingsMax) {
    ContentCounts bounded = contents.within(sightingsMax, findingsMax);
    return bounded.sightings().size() == contents.sightings().size()
            && bounded.findings().size() == contents.findings().size()
        ? this
        : withContents(bounded);
  }

  /** Returns the same with at most so many rules told apart in what policies said. */
  public EdgeCounts rulingsWithin(int most) {
    RulingCounts bounded = rulings.within(most);
    return bounded == rulings ? this : withRulings(bounded);
  }

  EdgeCounts withContents(ContentCounts contents) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        reach);
  }

  /** Returns the same with what is known of the connections. */
  public EdgeCounts withReach(Reach reach) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        reach);
  }

  /** Returns the same of which that is seen. */
  public EdgeCounts seeing(Visibility seen) {
    return new EdgeCounts(
        exchanges,
        failures,
        answers,
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        seen,
        contents,
        api,
        rulings,
        reach);
  }

  /** Returns the same with less to be seen. */
  public EdgeCounts restricted(Visibility most) {
    return seeing(visibility.intersect(most));
  }

  /**
   * Returns the counts without attempts that reached nobody and connections that were open before
   * capture began: neither were exchanges.
   */
  public EdgeCounts seenOnly() {
    Attempts missed = reach.attempts();
    long old = reach.old().found();
    long count = Counting.add(missed.total(), old);
    if (count == 0 && reach.old().open() == 0) {
      return this;
    }
    return new EdgeCounts(
        Math.max(0, exchanges - count),
        Math.max(0, failures - missed.total()),
        answers.without(missed, old),
        requestBytes,
        responseBytes,
        latency,
        outsideClients,
        firstSeenMillis,
        lastSeenMillis,
        sourceProof,
        targetProof,
        visibility,
        contents,
        api,
        rulings,
        new Reach(reach.ports(), Attempts.NONE, OldConnections.NONE));
  }

  /** Returns the counts of both together. */
  public EdgeCounts plus(EdgeCounts other) {
    return new EdgeCounts(
        Counting.add(exchanges, other.exchanges),
        Counting.add(failures, other.failures),
        answers.plus(other.answers),
        Counting.add(requestBytes, other.requestBytes),
        Counting.add(responseBytes, other.responseBytes),
        latency.plus(other.latency),
        outsideClients.union(other.outsideClients),
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis),
        sourceProof.weaker(other.sourceProof),
        targetProof.weaker(other.targetProof),
        // Nearly always the same on both sides, and then nothing needs to be made.
        visibility.equals(other.visibility) ? visibility : visibility.intersect(other.visibility),
        contents.plus(other.contents),
        api.plus(other.api),
        rulings.plus(other.rulings),
        reach.plus(other.reach));
  }
}
