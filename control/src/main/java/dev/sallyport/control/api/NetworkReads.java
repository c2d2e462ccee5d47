// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sallyport.wire.api.DeclaredViews;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the API says of the network policies that a cluster has. What they declare is read anew in
 * the background while somebody looks, so that no picture waits for it.
 */
final class NetworkReads {
  private static final Logger log = LoggerFactory.getLogger(NetworkReads.class);
  private static final Duration AGE_MAX = Duration.ofSeconds(30);

  private final LedgerParts parts;
  private final InstantSource clock;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile @Nullable Declarations known;
  private volatile Instant readAt = Instant.MIN;

  NetworkReads(LedgerParts parts, InstantSource clock) {
    this.parts = parts;
    this.clock = clock;
  }

  /** The objects that decide, for the operator's tool. */
  HttpResponse manifests(ServiceRequestContext context, HttpRequest request) {
    return JsonBody.of(parts.manifests().get()).answer(request);
  }

  /** Returns what was declared when it was last read; empty until it is. */
  Optional<Declarations> declarations() {
    Instant now = clock.instant();
    if (readAt.isBefore(now.minus(AGE_MAX)) && reading.compareAndSet(false, true)) {
      Thread.ofVirtual().name("declarations").start(this::read);
    }
    return Optional.ofNullable(known);
  }

  private void read() {
    try {
      known =
          new Declarations(
              parts.network().get(),
              parts.workloads().get().stream()
                  .map(DeclaredViews::declared)
                  .flatMap(Optional::stream)
                  .toList());
    } catch (RuntimeException e) {
      log.warn("Network policies could not be read and will be again: {}", e.getMessage());
    } finally {
      readAt = clock.instant();
      reading.set(false);
    }
  }
}
