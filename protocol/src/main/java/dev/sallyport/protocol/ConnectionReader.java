// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Recognises the protocol of one connection from the first bytes of either side and reports what is
 * said on it. Confined to the connection's event loop. It never asks for bytes to be held back and
 * never waits.
 */
public final class ConnectionReader {

  /**
   * Makes the reader of a connection that was just opened.
   *
   * @param dialledPort destination port as the client dialled it; a weak hint
   * @param rememberedHint protocol seen before at the same destination; a weak hint
   * @param limits bounds
   * @param sink receives every observation, in order, during the calls
   */
  public ConnectionReader(
      int dialledPort,
      Optional<Protocol> rememberedHint,
      ProtocolLimits limits,
      Consumer<Observation> sink) {
    requireNonNull(rememberedHint, "rememberedHint");
    requireNonNull(limits, "limits");
    requireNonNull(sink, "sink");
  }

  /** Looks at the readable bytes without changing any index or content. */
  public void read(Direction direction, ByteBuf bytes, long nowNanos) {}

  /** The peer of that direction will send nothing more. */
  public void closed(Direction direction, long nowNanos) {}

  /** Returns what the connection is, {@link Protocol#TCP} while or when it is not recognised. */
  public Protocol protocol() {
    return Protocol.TCP;
  }

  /** Returns what can be seen of the connection, and why not more. */
  public Visibility visibility() {
    return Visibility.below(Layer.NAMES, "protocol not recognised");
  }

  /** Returns whether nothing more will be learned, so that bytes need not be shown any more. */
  public boolean finished() {
    return true;
  }

  /** Returns the name of the limit that ended understanding, empty when none did. */
  public Optional<String> limitHit() {
    return Optional.empty();
  }
}
