// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.gate.Refusal;
import dev.sallyport.protocol.gate.Refusals;
import dev.sallyport.protocol.gate.Refused;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How no is said on a connection of which it shows only later what it speaks. */
final class LateRefusals implements Refusals {
  private final Supplier<Protocol> protocol;
  private @Nullable Refusals chosen;

  LateRefusals(Supplier<Protocol> protocol) {
    this.protocol = protocol;
  }

  @Override
  public boolean waitsForEnd() {
    return chosen().waitsForEnd();
  }

  @Override
  public Refusal refusal(Refused refused) {
    return chosen().refusal(refused);
  }

  @Override
  public void passed(Direction direction, ByteBuf bytes, int index, int length) {
    chosen().passed(direction, bytes, index, length);
  }

  private Refusals chosen() {
    Refusals known = chosen;
    if (known == null) {
      Protocol speaks = protocol.get();
      known = Refusals.of(speaks);
      if (speaks != Protocol.TCP) {
        chosen = known;
      }
    }
    return known;
  }
}
