// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.Place;
import dev.sallyport.model.Severity;
import dev.sallyport.model.Sighting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The mutable counts of what detectors said of one edge in one window. Not thread-safe. */
final class ContentCounter {
  private static final Place ANYWHERE = Place.of(Place.Part.MESSAGE);

  private final List<SightingCounter> sightings = new ArrayList<>(0);
  private final List<FindingCounter> findings = new ArrayList<>(0);
  private long inspected;
  private long cut;
  private long unlisted;
  private long serial;

  /** Counts one exchange. {@code allowance} bounds the places told apart in the whole window. */
  void add(Contents contents, long atMillis, SummaryLimits limits, Allowance allowance) {
    inspected++;
    if (!contents.whole()) {
      cut++;
    }
    addAll(contents, atMillis, limits, allowance);
  }

  /** Counts more of an exchange that was counted before. */
  void addAll(Contents contents, long atMillis, SummaryLimits limits, Allowance allowance) {
    serial++;
    for (Contents.Seen each : contents.sightings()) {
      SightingCounter counter =
          find(each.direction(), each.sighting(), limits.sightingsPerEdgeMax(), allowance);
      if (counter == null) {
        unlisted++;
      } else {
        counter.add(each.sighting(), contents.keyId(), serial, atMillis);
      }
    }
    for (Finding.AttackAttempt each : contents.findings()) {
      FindingCounter counter = find(each, limits.findingsPerEdgeMax(), allowance);
      if (counter == null) {
        unlisted++;
      } else {
        counter.add(each, serial, atMillis);
      }
    }
  }

  ContentCounts freeze() {
    TreeMap<SightingKey, SightingCounts> seen = new TreeMap<>();
    sightings.forEach(each -> seen.put(each.key(), each.freeze()));
    TreeMap<FindingKey, FindingCounts> found = new TreeMap<>();
    findings.forEach(each -> found.put(each.key(), each.freeze()));
    return new ContentCounts(inspected, cut, unlisted, seen, found);
  }

  void clear() {
    sightings.clear();
    findings.clear();
    inspected = 0;
    cut = 0;
    unlisted = 0;
  }

  private @Nullable SightingCounter find(
      Direction direction, Sighting sighting, int most, Allowance allowance) {
    DataClass dataClass = sighting.dataClass();
    SightingCounter known = known(dataClass, sighting.rule(), sighting.place(), direction);
    if (known != null) {
      return known;
    }
    if (sightings.size() < most) {
      return added(dataClass, sighting.rule(), sighting.place(), direction, allowance);
    }
    allowance.hit("summary.sightings");
    SightingCounter folded = known(dataClass, SightingKey.OTHERS, ANYWHERE, direction);
    return folded != null
        ? folded
        : added(dataClass, SightingKey.OTHERS, ANYWHERE, direction, allowance);
  }

  private @Nullable SightingCounter known(
      DataClass dataClass, String rule, Place place, Direction direction) {
    for (SightingCounter each : sightings) {
      if (each.dataClass == dataClass
          && each.direction == direction
          && each.rule.equals(rule)
          && each.place.equals(place)) {
        return each;
      }
    }
    return null;
  }

  private @Nullable SightingCounter added(
      DataClass dataClass, String rule, Place place, Direction direction, Allowance allowance) {
    if (!allowance.take()) {
      return null;
    }
    SightingCounter added = new SightingCounter(dataClass, rule, place, direction);
    sightings.add(added);
    return added;
  }

  private @Nullable FindingCounter find(
      Finding.AttackAttempt finding, int most, Allowance allowance) {
    FindingCounter known = known(finding.detector(), finding.family(), finding.place());
    if (known != null) {
      return known;
    }
    if (findings.size() < most) {
      return added(finding.detector(), finding.family(), finding.place(), allowance);
    }
    allowance.hit("summary.findings");
    FindingCounter folded = known(FindingKey.OTHERS, finding.family(), ANYWHERE);
    return folded != null
        ? folded
        : added(FindingKey.OTHERS, finding.family(), ANYWHERE, allowance);
  }

  private @Nullable FindingCounter known(String detector, AttackFamily family, Place place) {
    for (FindingCounter each : findings) {
      if (each.family == family && each.detector.equals(detector) && each.place.equals(place)) {
        return each;
      }
    }
    return null;
  }

  private @Nullable FindingCounter added(
      String detector, AttackFamily family, Place place, Allowance allowance) {
    if (!allowance.take()) {
      return null;
    }
    FindingCounter added = new FindingCounter(detector, family, place);
    findings.add(added);
    return added;
  }

  /** One place of one kind of data. */
  private static final class SightingCounter {
    private static final int FINGERPRINTS_MAX = 2 * ValueSample.SIZE_MAX;
    final DataClass dataClass;
    final String rule;
    final Place place;
    final Direction direction;
    private long[] fingerprints = new long[4];
    private int used;
    private int keyId;
    private ValueSample values = ValueSample.NONE;
    private long count;
    private long exchanges;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis;
    private @Nullable String masked;
    private long latest;

    SightingCounter(DataClass dataClass, String rule, Place place, Direction direction) {
      this.dataClass = dataClass;
      this.rule = rule;
      this.place = place;
      this.direction = direction;
    }

    SightingKey key() {
      return new SightingKey(dataClass, rule, place, direction);
    }

    void add(Sighting sighting, int key, long exchange, long atMillis) {
      count++;
      if (latest != exchange) {
        latest = exchange;
        exchanges++;
      }
      firstMillis = Math.min(firstMillis, atMillis);
      lastMillis = Math.max(lastMillis, atMillis);
      if (masked == null || sighting.masked().compareTo(masked) < 0) {
        masked = sighting.masked();
      }
      if (key > 0 && sighting.fingerprint() != 0) {
        remember(key, sighting.fingerprint());
      }
    }

    SightingCounts freeze() {
      settle();
      return new SightingCounts(
          count, exchanges, firstMillis, lastMillis, values, masked == null ? "" : masked);
    }

    private void remember(int key, long fingerprint) {
      if (key != keyId || used == FINGERPRINTS_MAX) {
        settle();
        keyId = key;
      }
      if (values.isAbove(key, fingerprint)) {
        return;
      }
      for (int i = 0; i < used; i++) {
        if (fingerprints[i] == fingerprint) {
          return;
        }
      }
      if (used == fingerprints.length) {
        fingerprints = Arrays.copyOf(fingerprints, used * 2);
      }
      fingerprints[used++] = fingerprint;
    }

    private void settle() {
      if (used > 0) {
        values = values.union(ValueSample.of(keyId, Arrays.copyOf(fingerprints, used)));
        used = 0;
      }
    }
  }

  /** One claim of one detector. */
  private static final class FindingCounter {
    final String detector;
    final AttackFamily family;
    final Place place;
    private @Nullable FindingCounts counts;
    private long latest;

    FindingCounter(String detector, AttackFamily family, Place place) {
      this.detector = detector;
      this.family = family;
      this.place = place;
    }

    FindingKey key() {
      return new FindingKey(detector, family, place);
    }

    void add(Finding.AttackAttempt finding, long exchange, long atMillis) {
      int score = (int) Math.round(finding.score() * FindingCounts.SCORE_MAX);
      FindingCounts one =
          new FindingCounts(
              1,
              latest == exchange ? 0 : 1,
              finding.severity(),
              score,
              atMillis,
              atMillis,
              finding.evidence());
      latest = exchange;
      counts = counts == null ? one : counts.plus(one);
    }

    FindingCounts freeze() {
      return counts == null
          ? new FindingCounts(0, 0, Severity.LOW, 0, Long.MAX_VALUE, 0, "")
          : counts;
    }
  }
}
