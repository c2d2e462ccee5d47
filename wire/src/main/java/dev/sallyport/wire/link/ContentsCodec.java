// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.model.Direction;
import dev.sallyport.wire.link.v1.Contents;
import dev.sallyport.wire.link.v1.Finding;
import dev.sallyport.wire.link.v1.Sighting;
import java.util.Map;

/** Writes what detectors said of one edge. */
final class ContentsCodec {
  private ContentsCodec() {}

  static Contents encode(ContentCounts counts, NameWriter names, long startMillis) {
    Contents.Builder contents =
        Contents.newBuilder()
            .setInspected(counts.inspected())
            .setCut(counts.cut())
            .setUnlisted(counts.unlisted());
    for (Map.Entry<SightingKey, SightingCounts> each : counts.sightings().entrySet()) {
      contents.addSightings(sighting(each.getKey(), each.getValue(), names, startMillis));
    }
    for (Map.Entry<FindingKey, FindingCounts> each : counts.findings().entrySet()) {
      contents.addFindings(finding(each.getKey(), each.getValue(), names, startMillis));
    }
    return contents.build();
  }

  private static Sighting sighting(
      SightingKey key, SightingCounts counts, NameWriter names, long startMillis) {
    Sighting.Builder sighting =
        Sighting.newBuilder()
            .setDataClass(names.string(key.dataClass().name()))
            .setRule(names.string(key.rule()))
            .setPart(names.string(key.place().part().name()))
            .setName(names.string(key.place().name()))
            .setFromServer(key.direction() == Direction.FROM_SERVER)
            .setCount(counts.count())
            .setExchanges(counts.exchanges())
            .setFirstSeenMillis(counts.firstSeenMillis() - startMillis)
            .setLastSeenMillis(counts.lastSeenMillis() - startMillis)
            .setMasked(names.string(counts.masked()));
    sighting.addAllValues(ValuesCodec.encode(counts.values()));
    return sighting.build();
  }

  private static Finding finding(
      FindingKey key, FindingCounts counts, NameWriter names, long startMillis) {
    return Finding.newBuilder()
        .setDetector(names.string(key.detector()))
        .setFamily(names.string(key.family().name()))
        .setPart(names.string(key.place().part().name()))
        .setName(names.string(key.place().name()))
        .setCount(counts.count())
        .setExchanges(counts.exchanges())
        .setSeverity(names.string(counts.severity().name()))
        .setScorePermille(counts.scorePermille())
        .setFirstSeenMillis(counts.firstSeenMillis() - startMillis)
        .setLastSeenMillis(counts.lastSeenMillis() - startMillis)
        .setEvidence(names.string(counts.evidence()))
        .build();
  }
}
