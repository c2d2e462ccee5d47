// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.HeadView;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Keeps a mistake in reading contents from reaching what carries and counts the connection: after
 * one, the contents of this connection are not read any more.
 */
final class GuardedListener implements ContentListener {
  private final ContentListener inner;
  private final ApiNotes api;
  private final StoreSink stores;
  private final Consumer<Throwable> onMistake;
  private boolean broken;

  /** Receives what data stores and brokers are told and answer. */
  interface StoreSink {
    /** Part of what a side says; returns whether more of it is looked at. */
    boolean values(long stream, Message message);

    /** The exchange is answered. */
    void valuesEnded(long stream);
  }

  GuardedListener(
      ContentListener inner, ApiNotes api, StoreSink stores, Consumer<Throwable> onMistake) {
    this.inner = inner;
    this.api = api;
    this.stores = stores;
    this.onMistake = onMistake;
  }

  @Override
  public void request(long stream, Operation operation, HeadView head) {
    guarded(
        () -> {
          api.began(stream, operation);
          inner.request(stream, operation, head);
        });
  }

  @Override
  public void answer(long stream, HeadView head) {
    guarded(() -> inner.answer(stream, head));
  }

  @Override
  public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {
    guarded(() -> inner.body(direction, stream, bytes, index, length));
  }

  @Override
  public void ended(Direction direction, long stream, long nowNanos) {
    guarded(() -> inner.ended(direction, stream, nowNanos));
  }

  @Override
  public void givenUp(long stream) {
    guarded(() -> inner.givenUp(stream));
  }

  @Override
  public void message(Direction direction, long stream, boolean text, boolean deflated) {
    guarded(() -> inner.message(direction, stream, text, deflated));
  }

  @Override
  public void lost() {
    guarded(inner::lost);
  }

  @Override
  public boolean wantsValues() {
    return true;
  }

  @Override
  public boolean values(long stream, Message message) {
    if (!broken) {
      try {
        return stores.values(stream, message);
      } catch (RuntimeException | StackOverflowError | AssertionError mistake) {
        broken = true;
        onMistake.accept(mistake);
      }
    }
    return false;
  }

  @Override
  public void valuesEnded(long stream) {
    guarded(() -> stores.valuesEnded(stream));
  }

  private void guarded(Runnable call) {
    if (broken) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException | StackOverflowError | AssertionError mistake) {
      broken = true;
      onMistake.accept(mistake);
    }
  }
}
