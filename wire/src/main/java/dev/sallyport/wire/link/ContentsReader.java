// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.ContentCounts;
import dev.sallyport.blueprint.summary.Counting;
import dev.sallyport.blueprint.summary.FindingCounts;
import dev.sallyport.blueprint.summary.FindingKey;
import dev.sallyport.blueprint.summary.SightingCounts;
import dev.sallyport.blueprint.summary.SightingKey;
import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import dev.sallyport.wire.link.v1.Contents;
import dev.sallyport.wire.link.v1.Finding;
import dev.sallyport.wire.link.v1.Sighting;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what detectors said of one edge. What is not known, such as a class that only a newer node
 * has, is counted as unlisted and named as a problem.
 */
final class ContentsReader {
  private static final int ENTRIES_MAX = 1024;

  private final NameReader names;
  private final long startMillis;
  private final String at;

  ContentsReader(NameReader names, long startMillis, String at) {
    this.names = names;
    this.startMillis = startMillis;
    this.at = at;
  }

  ContentCounts read(Contents entry) {
    TreeMap<SightingKey, SightingCounts> sightings = new TreeMap<>();
    TreeMap<FindingKey, FindingCounts> findings = new TreeMap<>();
    long unlisted = SummaryDecoder.positive(entry.getUnlisted());
    for (int i = 0; i < entry.getSightingsCount(); i++) {
      Sighting sighting = entry.getSightings(i);
      SightingKey key = i < ENTRIES_MAX ? key(sighting) : null;
      if (key == null) {
        unlisted = Counting.add(unlisted, SummaryDecoder.positive(sighting.getCount()));
      } else {
        sightings.merge(key, counts(sighting), SightingCounts::plus);
      }
    }
    for (int i = 0; i < entry.getFindingsCount(); i++) {
      Finding finding = entry.getFindings(i);
      FindingKey key = i < ENTRIES_MAX ? key(finding) : null;
      if (key == null) {
        unlisted = Counting.add(unlisted, SummaryDecoder.positive(finding.getCount()));
      } else {
        findings.merge(key, counts(finding), FindingCounts::plus);
      }
    }
    return new ContentCounts(
        SummaryDecoder.positive(entry.getInspected()),
        SummaryDecoder.positive(entry.getCut()),
        unlisted,
        sightings,
        findings);
  }

  private @Nullable SightingKey key(Sighting entry) {
    DataClass dataClass = named(DataClass.class, entry.getDataClass());
    String rule = names.string(entry.getRule(), at + ".rule");
    Place place = place(entry.getPart(), entry.getName());
    if (dataClass == null) {
      names.problem(at, "class of data not known; is the node newer than control?");
    }
    return dataClass == null || rule == null || place == null
        ? null
        : new SightingKey(
            dataClass,
            rule,
            place,
            entry.getFromServer() ? Direction.FROM_SERVER : Direction.FROM_CLIENT);
  }

  private @Nullable FindingKey key(Finding entry) {
    AttackFamily family = named(AttackFamily.class, entry.getFamily());
    String detector = names.string(entry.getDetector(), at + ".detector");
    Place place = place(entry.getPart(), entry.getName());
    if (family == null) {
      names.problem(at, "family of attacks not known; is the node newer than control?");
    }
    return family == null || detector == null || place == null
        ? null
        : new FindingKey(detector, family, place);
  }

  private SightingCounts counts(Sighting entry) {
    return new SightingCounts(
        SummaryDecoder.positive(entry.getCount()),
        SummaryDecoder.positive(entry.getExchanges()),
        millis(entry.getFirstSeenMillis()),
        millis(entry.getLastSeenMillis()),
        ValuesCodec.decode(entry.getValuesList()),
        text(entry.getMasked()));
  }

  private FindingCounts counts(Finding entry) {
    Severity severity = named(Severity.class, entry.getSeverity());
    return new FindingCounts(
        SummaryDecoder.positive(entry.getCount()),
        SummaryDecoder.positive(entry.getExchanges()),
        severity == null ? Severity.LOW : severity,
        Math.max(0, Math.min(FindingCounts.SCORE_MAX, entry.getScorePermille())),
        millis(entry.getFirstSeenMillis()),
        millis(entry.getLastSeenMillis()),
        text(entry.getEvidence()));
  }

  private @Nullable Place place(int part, int name) {
    Place.Part known = named(Place.Part.class, part);
    String text = names.string(name, at + ".name");
    return text == null ? null : new Place(known == null ? Place.Part.MESSAGE : known, text);
  }

  private long millis(long relative) {
    return Math.max(0, startMillis + SummaryDecoder.bounded(relative));
  }

  private String text(int index) {
    String text = names.string(index, at);
    return text == null ? "" : text;
  }

  private <E extends Enum<E>> @Nullable E named(Class<E> type, int index) {
    String name = names.string(index, at);
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }
}
