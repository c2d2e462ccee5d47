// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Party;

/**
 * Between whom a connection is.
 *
 * @param source who opened it
 * @param target to whom
 * @param port destination port as dialled
 */
record Ends(Party source, Party target, int port) {
  Ends {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
  }
}
