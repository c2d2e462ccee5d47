// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;

/** Stands for a relay that ended, so that whoever acted on it does not keep its channels. */
final class ClosedOutlet implements Guard.Outlet {
  @Override
  public void guard(Guard guard) {}

  @Override
  public boolean isGuarded() {
    return false;
  }

  @Override
  public void unguard() {}

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public void end(Direction direction) {}

  @Override
  public void hold(Direction direction, boolean hold) {}

  @Override
  public void hangUp() {}

  @Override
  public void cut() {}
}
