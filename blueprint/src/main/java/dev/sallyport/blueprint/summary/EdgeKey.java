// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Edge;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Vantage;

/**
 * The key of a count: an edge, how it was captured and at which of its ends.
 *
 * @param source the caller
 * @param target the callee
 * @param operation what is called
 * @param tier way of capture
 * @param vantage side at which it was understood
 */
public record EdgeKey(
    Party source, Party target, Operation operation, CaptureTier tier, Vantage vantage) {
  public EdgeKey {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(operation, "operation");
    requireNonNull(tier, "tier");
    requireNonNull(vantage, "vantage");
  }

  /** Returns the key that the exchange is counted on. */
  public static EdgeKey of(Exchange exchange) {
    Conversation setting = exchange.conversation();
    return new EdgeKey(
        setting.source().party(),
        setting.target().party(),
        exchange.operation(),
        setting.tier(),
        setting.vantage());
  }

  /** Returns the edge without the circumstances of its capture. */
  public Edge edge() {
    return new Edge(source, target, operation);
  }
}
