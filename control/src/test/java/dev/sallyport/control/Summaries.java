// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.Map;

/** Summaries for tests. */
public final class Summaries {
  public static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  public static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");

  private Summaries() {}

  public static Summary one(String node, String boot, long startSecond, long count) {
    return one(node, boot, startSecond, STOREFRONT, CATALOG, count);
  }

  /** Returns a summary of one window of five seconds with exchanges of one operation. */
  public static Summary one(
      String node, String boot, long startSecond, Party source, Party target, long count) {
    Window window = new Window(startSecond, 5);
    EdgeCounts counts =
        EdgeCounts.withoutContents(
            count,
            0,
            AnswerCounts.NONE,
            count * 100,
            count * 1000,
            LatencyHistogram.NONE,
            DistinctCount.NONE,
            window.startMillis(),
            window.endMillis() - 1,
            Proof.PEER_VOUCH,
            Proof.NAMESPACE,
            Visibility.full());
    EdgeKey key =
        new EdgeKey(
            source,
            target,
            new HttpOperation("GET", "/items/{id}", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Summary(new SummaryId(node, boot, window), Map.of(key, counts), NodeTally.NONE);
  }
}
