// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;

/** Says what it makes of messages. One for each event loop, confined to it. */
public interface MessageDetector {

  /**
   * Looks at a message, which is valid only during the call.
   *
   * @return whether all of it was looked at
   */
  boolean inspect(Message message, Claims claims);

  /**
   * Returns whether it also looks at what data stores and brokers are told and answer: values, and
   * no text that a program in between would act on.
   */
  default boolean readsStores() {
    return false;
  }

  /** Says under which key fingerprints are made from now on. */
  default void use(Fingerprints fingerprints) {}
}
