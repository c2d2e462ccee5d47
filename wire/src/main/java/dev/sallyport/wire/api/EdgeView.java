// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls whom in one protocol.
 *
 * @param id stable key
 * @param source id of the calling party
 * @param target id of the called party
 * @param protocol protocol id, for example {@code http}
 * @param tier {@code node}, {@code steer} or {@code listen}
 * @param vantage {@code server} or {@code client}: the side at which it was understood
 * @param sourceProof how the caller's name was proven, weakest over all exchanges
 * @param targetProof how the callee's name was proven, weakest over all exchanges
 * @param exchanges exchanges since first seen
 * @param errors of them, failed
 * @param ratePerSecond exchanges per second over the last 60 seconds
 * @param errorShare failed share over the last 60 seconds, 0 to 1
 * @param p50Millis median latency; absent when none is known
 * @param p99Millis latency that 99 of 100 do not exceed; absent when none is known
 * @param requestBytes bytes from the caller
 * @param responseBytes bytes from the callee
 * @param firstSeen start of the first exchange
 * @param lastSeen end of the latest exchange
 * @param outsideClients estimated distinct callers; only where the source is outside
 * @param visibility what was seen and what not, one entry per layer
 * @param operations most used first, at most {@value #OPERATIONS_MAX}
 * @param operationsOmitted operations beyond those
 * @param contents what detectors said of its contents; absent when nobody looked into them
 * @param rulings what policies said of its exchanges; absent when none said anything
 * @param declared what the network policies of the cluster say of it; absent where there are none
 *     or where they cannot say
 * @param attempts attempts that reached nobody; absent where there were none
 * @param openBefore connections of it that were open before capture began and are open still, so
 *     that what goes over them is not seen; absent where there are none
 */
public record EdgeView(
    String id,
    String source,
    String target,
    String protocol,
    String tier,
    String vantage,
    String sourceProof,
    String targetProof,
    long exchanges,
    long errors,
    double ratePerSecond,
    double errorShare,
    @Nullable Double p50Millis,
    @Nullable Double p99Millis,
    long requestBytes,
    long responseBytes,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Long outsideClients,
    List<VisibilityView> visibility,
    List<OperationView> operations,
    int operationsOmitted,
    @Nullable ContentsView contents,
    @Nullable List<RulingView> rulings,
    @Nullable DeclarationView declared,
    @Nullable AttemptsView attempts,
    @Nullable Long openBefore) {
  /** Most operations that one edge lists. */
  public static final int OPERATIONS_MAX = 50;

  public EdgeView {
    visibility = List.copyOf(visibility);
    operations = List.copyOf(operations);
    rulings = rulings == null ? null : List.copyOf(rulings);
  }

  /** Returns the same with what network policies say of it. */
  public EdgeView declared(@Nullable DeclarationView declared) {
    return new EdgeView(
        id,
        source,
        target,
        protocol,
        tier,
        vantage,
        sourceProof,
        targetProof,
        exchanges,
        errors,
        ratePerSecond,
        errorShare,
        p50Millis,
        p99Millis,
        requestBytes,
        responseBytes,
        firstSeen,
        lastSeen,
        outsideClients,
        visibility,
        operations,
        operationsOmitted,
        contents,
        rulings,
        declared,
        attempts,
        openBefore);
  }
}
