// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/**
 * Replaces values in one body while it passes. As many bytes come out as went in, each at its
 * place, so that whatever frames them stays right; they only come later where more must be seen
 * first. Not thread-safe.
 */
interface Flow {

  /** Receives what may pass, in order. */
  interface Out {
    /** Takes bytes, valid only during the call. */
    void write(byte[] bytes, int from, int length);
  }

  /** Takes the next bytes of the body, however they were cut. */
  void write(byte[] bytes, int from, int length);

  /**
   * Nothing came for a while: lets all pass that can be read by now, though it might still have
   * become part of a value. What follows is looked at together with it.
   */
  default void idle() {}

  /** The body is complete: lets all pass that waits. */
  void end();
}
