// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

/**
 * What is known of a connection as a whole: the setting of every exchange on it.
 *
 * @param source who opened it
 * @param target who it was opened to
 * @param port destination port as dialled
 * @param tier the way of capture
 * @param vantage the side at which it is understood
 */
public record Conversation(
    Attribution source, Attribution target, int port, CaptureTier tier, Vantage vantage) {
  public Conversation {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(tier, "tier");
    requireNonNull(vantage, "vantage");
  }
}
