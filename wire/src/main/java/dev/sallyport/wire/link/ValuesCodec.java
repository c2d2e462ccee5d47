// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.ValueSample;
import dev.sallyport.wire.link.v1.Sighting;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads samples of values. Reading is safe on hostile input. */
final class ValuesCodec {
  private ValuesCodec() {}

  static List<Sighting.Values> encode(ValueSample values) {
    List<Sighting.Values> entries = new ArrayList<>(values.keys());
    for (int part = 0; part < values.keys(); part++) {
      Sighting.Values.Builder entry = Sighting.Values.newBuilder().setKey(values.key(part));
      if (values.ceiling(part) != ValueSample.ALL) {
        entry.setCeiling(values.ceiling(part));
      }
      for (long fingerprint : values.fingerprints(part)) {
        entry.addFingerprints(fingerprint);
      }
      entries.add(entry.build());
    }
    return entries;
  }

  static ValueSample decode(List<Sighting.Values> entries) {
    ValueSample values = ValueSample.NONE;
    for (int i = 0; i < Math.min(entries.size(), ValueSample.KEYS_MAX); i++) {
      values = values.union(part(entries.get(i)));
    }
    return values;
  }

  private static ValueSample part(Sighting.Values entry) {
    int most = Math.min(entry.getFingerprintsCount(), ValueSample.SIZE_MAX);
    if (entry.getKey() < 1) {
      return ValueSample.NONE;
    }
    long[] fingerprints = new long[most];
    for (int i = 0; i < most; i++) {
      fingerprints[i] = entry.getFingerprints(i);
    }
    long ceiling = entry.getCeiling() == 0 ? ValueSample.ALL : entry.getCeiling();
    return ValueSample.below(entry.getKey(), ceiling, fingerprints);
  }
}
