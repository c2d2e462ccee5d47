// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.blueprint.summary.RulingCounts;
import dev.sallyport.blueprint.summary.RulingKey;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Reason;
import dev.sallyport.wire.link.v1.EdgeEntry;
import dev.sallyport.wire.link.v1.RulingTally;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes and reads what policies said of one edge. */
final class RulingCodec {
  private static final int ENTRIES_MAX = 1024;
  private static final int WOULD_BE = 1 << 8;

  private RulingCodec() {}

  static void encode(
      RulingCounts counts, NameWriter names, long startMillis, EdgeEntry.Builder edge) {
    counts
        .byKey()
        .forEach(
            (key, times) ->
                edge.addRulings(
                    RulingTally.newBuilder()
                        .setNamespace(names.string(key.reason().policy().namespace()))
                        .setPolicy(names.string(key.reason().policy().name()))
                        .setVersion(key.reason().version())
                        .setRule(names.string(key.reason().rule()))
                        .setTraits(traits(key))
                        .setCount(times.count())
                        .setLastSeenMillis(times.lastMillis() - startMillis)));
  }

  /** Returns what can be read; a verdict or effect that is not known is named as a problem. */
  static RulingCounts decode(EdgeEntry edge, NameReader names, long startMillis, String at) {
    TreeMap<RulingKey, RulingCounts.Times> said = new TreeMap<>();
    if (edge.getRulingsCount() > ENTRIES_MAX) {
      names.problem(at, edge.getRulingsCount() + " (expected: at most " + ENTRIES_MAX + ")");
    }
    for (int i = 0; i < Math.min(edge.getRulingsCount(), ENTRIES_MAX); i++) {
      RulingTally entry = edge.getRulings(i);
      RulingKey key = key(entry, names, at);
      if (key != null) {
        long last = Math.max(0, startMillis + SummaryDecoder.bounded(entry.getLastSeenMillis()));
        said.merge(
            key,
            new RulingCounts.Times(SummaryDecoder.positive(entry.getCount()), last),
            RulingCounts.Times::plus);
      }
    }
    return said.isEmpty() ? RulingCounts.NONE : new RulingCounts(said);
  }

  private static int traits(RulingKey key) {
    return key.says().ordinal() | key.done().ordinal() << 4 | (key.wouldBe() ? WOULD_BE : 0);
  }

  private static @Nullable RulingKey key(RulingTally entry, NameReader names, String at) {
    String namespace = names.string(entry.getNamespace(), at);
    String policy = names.string(entry.getPolicy(), at);
    String rule = names.string(entry.getRule(), at);
    int says = entry.getTraits() & 15;
    int done = entry.getTraits() >>> 4 & 15;
    if (namespace == null || policy == null || rule == null) {
      return null;
    }
    if (says >= RulingKey.Says.values().length || done >= RulingKey.Done.values().length) {
      names.problem(at, "verdict or effect not known; is the node newer than control?");
      return null;
    }
    return new RulingKey(
        new Reason(new PolicyId(namespace, policy), entry.getVersion(), rule),
        RulingKey.Says.values()[says],
        RulingKey.Done.values()[done],
        (entry.getTraits() & WOULD_BE) != 0);
  }
}
