// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import io.netty.buffer.ByteBuf;

/** Carries a connection whose protocol is known, without looking into it. */
record CarriedDecoder(Protocol protocol, Visibility visibility) implements Decoder {

  @Override
  public boolean finished() {
    return true;
  }

  @Override
  public long boundary(Direction direction) {
    return Long.MAX_VALUE;
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long nowNanos) {}

  @Override
  public void closed(Direction direction, long nowNanos) {}
}
