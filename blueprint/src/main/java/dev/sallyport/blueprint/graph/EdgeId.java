// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.summary.EdgeKey;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Vantage;
import java.util.Locale;

/**
 * Names an edge of the blueprint: who calls whom in which protocol, and how that was captured. The
 * operations on it are told apart below it.
 *
 * @param source the caller
 * @param target the callee
 * @param protocol the protocol
 * @param tier way of capture
 * @param vantage side at which it was understood
 */
public record EdgeId(
    Party source, Party target, Protocol protocol, CaptureTier tier, Vantage vantage) {
  public EdgeId {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(protocol, "protocol");
    requireNonNull(tier, "tier");
    requireNonNull(vantage, "vantage");
  }

  /** Returns the edge that a count belongs to. */
  public static EdgeId of(EdgeKey key) {
    return new EdgeId(
        key.source(), key.target(), key.operation().protocol(), key.tier(), key.vantage());
  }

  /** Returns the stable, readable text form. */
  public String key() {
    return source.key()
        + " -> "
        + target.key()
        + " "
        + protocol.id()
        + " "
        + lower(tier)
        + " "
        + lower(vantage);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
