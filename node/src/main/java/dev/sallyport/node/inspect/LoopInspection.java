// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Observation;
import dev.sallyport.protocol.content.ContentBuffers;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looking into contents on one event loop. Confined to it. */
public final class LoopInspection {
  private static final Logger LOG = LoggerFactory.getLogger(LoopInspection.class);

  /** Operations at destinations of which it is remembered when their fields were noted. */
  private static final int OPERATIONS_SAMPLED_MAX = 4096;

  private static final long KEY_CHECK_NANOS = 1_000_000_000;
  private static final long FAULT_LOG_NANOS = 60_000_000_000L;

  private final Inspection inspection;
  private final ContentBuffers buffers;
  private final TimeShare time;
  private final ShapeSampling sampling = new ShapeSampling(OPERATIONS_SAMPLED_MAX);
  private final ObjectMarks objects = new ObjectMarks();
  private List<MessageDetector> detectors;
  private Fingerprints fingerprints = Fingerprints.none();
  private long keyCheckedAt = System.nanoTime() - KEY_CHECK_NANOS;
  private long faultLoggedAt = System.nanoTime() - FAULT_LOG_NANOS;

  LoopInspection(Inspection inspection) {
    this.inspection = inspection;
    this.buffers = new ContentBuffers(inspection.limits().content());
    this.time = new TimeShare(inspection.limits().timeShare());
    this.detectors = inspection.kit().detectors();
  }

  /**
   * Returns the inspection of one connection.
   *
   * @param observations receives what bodies say about their exchange
   * @param destination equal for connections to the same server
   */
  public ConnectionInspection open(Consumer<Observation> observations, Object destination) {
    return new ConnectionInspection(this, observations, destination);
  }

  ShapeSampling sampling() {
    return sampling;
  }

  InspectLimits limits() {
    return inspection.limits();
  }

  ContentBuffers buffers() {
    return buffers;
  }

  /** Returns which object a request asks for, under the key in use. */
  ApiObject objectOf(Message request, String template) {
    return objects.of(request, template, fingerprints);
  }

  int keyId() {
    return fingerprints.keyId();
  }

  /** Has the message looked at; returns why that was not done whole, null when it was. */
  @Nullable Unseen inspect(Message message, Claims claims) {
    long start = System.nanoTime();
    if (!time.isLeft(start)) {
      inspection.skipped();
      return Unseen.NO_TIME;
    }
    if (start - keyCheckedAt >= KEY_CHECK_NANOS) {
      checkKey(start);
    }
    Unseen unseen = Unseen.of(message);
    try {
      boolean values = StoredValues.are(message);
      for (MessageDetector each : detectors) {
        if (values && !each.readsStores()) {
          continue;
        }
        if (!each.inspect(message, claims)) {
          unseen = Unseen.graver(unseen, Unseen.SIZE);
        }
      }
    } catch (RuntimeException | StackOverflowError | AssertionError mistake) {
      fault(mistake);
      unseen = Unseen.FAULT;
    }
    long spent = System.nanoTime() - start;
    time.spent(spent);
    inspection.inspected(spent);
    return unseen;
  }

  /** Counts a mistake of ours. Its message may quote payload, so only the place is logged. */
  void fault(Throwable mistake) {
    inspection.fault();
    long now = System.nanoTime();
    if (now - faultLoggedAt >= FAULT_LOG_NANOS) {
      faultLoggedAt = now;
      StackTraceElement[] at = mistake.getStackTrace();
      LOG.error(
          "looking into contents failed with {} at {}; traffic goes on",
          mistake.getClass().getName(),
          at.length == 0 ? "?" : at[0]);
    }
    // What the failed look left behind must not meet the next message.
    detectors = inspection.kit().detectors();
    detectors.forEach(each -> each.use(fingerprints));
  }

  private void checkKey(long nowNanos) {
    keyCheckedAt = nowNanos;
    Fingerprints now = inspection.fingerprints(fingerprints.keyId(), fingerprints);
    if (now.keyId() != fingerprints.keyId()) {
      fingerprints = now;
      detectors.forEach(each -> each.use(now));
    }
  }
}
