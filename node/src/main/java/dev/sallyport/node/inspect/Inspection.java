// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static java.util.Objects.requireNonNull;

import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Sighting;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looking into contents, for the whole program: what detectors know, the keys of fingerprints, and
 * counts. Safe for any thread; each event loop asks for a {@link #loop()} of its own.
 */
public final class Inspection {
  private static final double CONFIDENCE_MIN = 0.6;

  private final InspectLimits limits;
  private final Kit kit;
  private final InstantSource clock;
  private final LongAdder messages = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private volatile List<FingerprintKey> keys = List.of();
  private @Nullable SensitiveData data;

  /** Makes the detectors of one event loop. */
  public interface Kit {
    /** Returns new detectors; what they share is made before. */
    List<MessageDetector> detectors();
  }

  /**
   * Makes an inspection.
   *
   * @param limits bounds
   * @param kit makes detectors
   * @param clock wall clock; decides which key is in use
   */
  public Inspection(InspectLimits limits, Kit kit, InstantSource clock) {
    this.limits = requireNonNull(limits, "limits");
    this.kit = requireNonNull(kit, "kit");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Returns an inspection by all detectors that there are, warmed up. */
  public static Inspection byAll(InspectLimits limits) {
    SensitiveData data = Detectors.data();
    Kit kit = Detectors.all(limits, data);
    WarmUp.run(kit);
    Inspection inspection = new Inspection(limits, kit, InstantSource.system());
    inspection.data = data;
    return inspection;
  }

  /**
   * Returns whether a sighting is claimed. Others have nothing but a checksum to speak for them,
   * and of ten numbers one has it by chance: in a stream of messages that would be an alarm for
   * every product number.
   */
  public static boolean claims(Sighting sighting) {
    return sighting.confidence() >= CONFIDENCE_MIN;
  }

  /** Returns what finds sensitive data; empty when other detectors were given. */
  public Optional<SensitiveData> data() {
    return Optional.ofNullable(data);
  }

  /** Returns the inspection of one event loop. */
  public LoopInspection loop() {
    return new LoopInspection(this);
  }

  /** Says under which keys fingerprints are to be made. */
  public void keys(List<FingerprintKey> given) {
    keys = List.copyOf(given);
  }

  /** Returns counts by name. */
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    counters.put("messages", messages.sum());
    counters.put("microseconds", nanos.sum() / 1000);
    counters.put("faults", faults.sum());
    counters.put("messages_skipped", skipped.sum());
    return counters;
  }

  InspectLimits limits() {
    return limits;
  }

  Kit kit() {
    return kit;
  }

  Fingerprints fingerprints(int knownKeyId, Fingerprints known) {
    FingerprintKey now = FingerprintKey.at(clock.instant(), keys).orElse(null);
    int id = now == null ? 0 : now.id();
    return id == knownKeyId ? known : now == null ? Fingerprints.none() : Fingerprints.under(now);
  }

  void inspected(long spentNanos) {
    messages.increment();
    nanos.add(spentNanos);
  }

  void fault() {
    faults.increment();
  }

  void skipped() {
    skipped.increment();
  }
}
