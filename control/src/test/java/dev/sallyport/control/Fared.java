// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Party;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import java.util.Map;
import java.util.TreeMap;

/**
 * How calls of one operation fared in one window of five seconds.
 *
 * @param source who called
 * @param target whom
 * @param method the method of {@code /items/{id}}
 * @param passed exchanges that no policy blocked
 * @param failed of them, those that failed
 * @param millis how long the answers of those took
 * @param denied exchanges that the policy of {@code version} denied, on top
 * @param wouldBe exchanges among those passed that it would have denied
 * @param version which version of the policy shop/no-deletes speaks
 */
public record Fared(
    Party source,
    Party target,
    String method,
    long passed,
    long failed,
    long millis,
    long denied,
    long wouldBe,
    long version) {
  public static Fared well(Party source, Party target, String method, long passed) {
    return new Fared(source, target, method, passed, 0, 10, 0, 0, 0);
  }

  public Fared failing(long count) {
    return new Fared(source, target, method, passed, count, millis, denied, wouldBe, version);
  }

  public Fared slow(long answeredAfterMillis) {
    return new Fared(
        source, target, method, passed, failed, answeredAfterMillis, denied, wouldBe, version);
  }

  public Fared ruled(long byVersion, long deniedTimes, long wouldBeTimes) {
    return new Fared(
        source, target, method, passed, failed, millis, deniedTimes, wouldBeTimes, byVersion);
  }

  public Summary in(String node, String boot, long startSecond) {
    Window window = new Window(startSecond, 5);
    EdgeCounts counts =
        new EdgeCounts(
            passed + denied,
            failed + denied,
            new AnswerCounts(
                new TreeMap<>(Map.of(200, passed - failed, 500, failed)), 0, denied, 0, 0, 0),
            100,
            100,
            LatencyHistogram.of(0, denied)
                .plus(LatencyHistogram.of(LatencyHistogram.bucket(millis * 1_000_000), passed)),
            DistinctCount.NONE,
            window.startMillis(),
            window.endMillis() - 1,
            Proof.PEER_VOUCH,
            Proof.NAMESPACE,
            Visibility.full(),
            ContentCounts.NONE,
            ApiCounts.NONE,
            rulings(window));
    EdgeKey key =
        new EdgeKey(
            source,
            target,
            new HttpOperation(method, "/items/{id}", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Summary(new SummaryId(node, boot, window), Map.of(key, counts), NodeTally.NONE);
  }

  private RulingCounts rulings(Window window) {
    Reason reason = new Reason(new PolicyId("shop", "no-deletes"), version, "no-deletes");
    TreeMap<RulingKey, RulingCounts.Times> by = new TreeMap<>();
    if (denied > 0) {
      by.put(
          new RulingKey(reason, RulingKey.Says.DENY, RulingKey.Done.APPLIED, false),
          new RulingCounts.Times(denied, window.startMillis()));
    }
    if (wouldBe > 0) {
      by.put(
          new RulingKey(reason, RulingKey.Says.DENY, RulingKey.Done.OBSERVED, true),
          new RulingCounts.Times(wouldBe, window.startMillis()));
    }
    return new RulingCounts(by);
  }
}
