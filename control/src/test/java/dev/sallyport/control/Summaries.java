// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.ApiCounts;
import dev.sallyport.blueprint.summary.AuthenticationCounts;
import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.DistinctCount;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.blueprint.summary.FieldCounts;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.LatencyHistogram;
import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Authentication;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Place;
import dev.sallyport.model.Proof;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Severity;
import dev.sallyport.model.ValueType;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Visibility;
import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

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
        new EdgeCounts(
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
            Visibility.full(),
            contents(window, count),
            api(count));
    EdgeKey key =
        new EdgeKey(
            source,
            target,
            new HttpOperation("GET", "/items/{id}", Protocol.HTTP1),
            CaptureTier.NODE,
            Vantage.SERVER);
    return new Summary(new SummaryId(node, boot, window), Map.of(key, counts), NodeTally.NONE);
  }

  private static ApiCounts api(long count) {
    return new ApiCounts(
        new TreeMap<>(Map.of(Authentication.NONE, new AuthenticationCounts(count, count, 0))),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(List.of("application/json")),
        count,
        count,
        new TreeMap<>(
            Map.of(
                new ApiField(Direction.FROM_SERVER, new Place(Place.Part.JSON, "$.name")),
                new FieldCounts(count, ValueType.STRING.bit()))),
        false,
        -1);
  }

  private static ContentCounts contents(Window window, long count) {
    TreeMap<SightingKey, SightingCounts> sightings = new TreeMap<>();
    sightings.put(
        new SightingKey(
            DataClass.EMAIL_ADDRESS,
            "email",
            new Place(Place.Part.JSON, "$.customer.email"),
            Direction.FROM_CLIENT),
        new SightingCounts(
            count,
            count,
            window.startMillis(),
            window.endMillis() - 1,
            ValueSample.of(1, 11, 12),
            "a***@e***.com"));
    TreeMap<FindingKey, FindingCounts> findings = new TreeMap<>();
    findings.put(
        new FindingKey("sql-tautology", AttackFamily.SQL_INJECTION, Place.of(Place.Part.QUERY)),
        new FindingCounts(
            1,
            1,
            Severity.HIGH,
            900,
            window.startMillis(),
            window.startMillis(),
            "a comparison that is always true"));
    return new ContentCounts(count, 0, 0, sightings, findings);
  }
}
