// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/**
 * Bounds of redacting one stream.
 *
 * @param heldChars most characters of one text that wait for what comes behind; beyond it the
 *     oldest pass as they are and are counted. Prevents that a text without any space, such as an
 *     image in letters, is held to its end. Default 8,192
 * @param contextChars characters that already passed and are looked at again as evidence. Default
 *     160
 * @param eventBytes longest event that is looked into; a longer one passes as it is and is counted.
 *     Default 1 MiB
 * @param texts texts that grow side by side in one stream; further ones are looked at piece by
 *     piece. Default 64
 * @param waitingEvents events that wait behind one whose text may still become a value; beyond it
 *     all that waits passes and is counted. Prevents that events without text pile up behind a word
 *     that never ends. Default 1,024
 * @param messageBytes longest message that is looked at as a whole, as protobuf must be; a longer
 *     one passes as it is and is counted. Less than what a peer may send before it is told to go
 *     on, so that holding never stops a stream. Default 48 KiB
 */
public record RedactionLimits(
    int heldChars,
    int contextChars,
    int eventBytes,
    int texts,
    int waitingEvents,
    int messageBytes) {
  /** The defaults. */
  public static final RedactionLimits DEFAULT =
      new RedactionLimits(8192, 160, 1 << 20, 64, 1024, 48 << 10);

  /** Returns the same with another bound of events, for where holding stops the sender. */
  public RedactionLimits withEventBytes(int bytes) {
    return new RedactionLimits(
        heldChars, contextChars, Math.min(eventBytes, bytes), texts, waitingEvents, messageBytes);
  }

  public RedactionLimits {
    if (heldChars < 64
        || contextChars < 0
        || eventBytes < 1024
        || texts < 1
        || waitingEvents < 1
        || messageBytes < 256) {
      throw new IllegalArgumentException(
          "expected heldChars >= 64, contextChars >= 0, eventBytes >= 1024, texts and waitingEvents"
              + " >= 1, messageBytes >= 256");
    }
  }
}
