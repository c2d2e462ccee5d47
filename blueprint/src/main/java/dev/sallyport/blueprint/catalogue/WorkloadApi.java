// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Party;
import java.util.List;

/**
 * The API that one party serves, as it was called.
 *
 * @param party who serves it
 * @param operations by path and method
 * @param strayExchanges exchanges on paths that do not exist: scanners and mistyped links. They are
 *     no operations
 * @param strayPaths how many such paths there were
 */
public record WorkloadApi(
    Party party, List<ApiOperation> operations, long strayExchanges, int strayPaths) {
  public WorkloadApi {
    requireNonNull(party, "party");
    operations = List.copyOf(operations);
  }
}
