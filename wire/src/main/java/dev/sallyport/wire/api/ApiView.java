// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * The API that one party serves, as it was called.
 *
 * @param generatedAt when this was made
 * @param party id of the party that serves it
 * @param name its readable name
 * @param operations by path and method
 * @param findings what is worth a look, by operation
 * @param strayExchanges calls of paths that do not exist: scanners and mistyped links
 * @param strayPaths number of such paths
 */
public record ApiView(
    Instant generatedAt,
    String party,
    String name,
    List<ApiOperationView> operations,
    List<ApiFindingView> findings,
    long strayExchanges,
    int strayPaths) {
  public ApiView {
    operations = List.copyOf(operations);
    findings = List.copyOf(findings);
  }
}
