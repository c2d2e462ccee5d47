// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * The bounds of looking for attacks in one message. When one is reached the rest is left out and
 * {@link AttackInspector#limitsHit()} counts it.
 *
 * @param valueChars characters of one argument that are looked at. Prevents that one long argument
 *     takes the whole time. Default 16,384
 * @param messageChars characters of one message that are read more than once, because they hold
 *     signs or words of an interpreter. Prevents that one message of many such arguments takes the
 *     whole time. Default 262,144
 * @param arguments arguments of one message that are looked at. Default 2,000
 * @param layers forms of one argument that are read: as sent, and with codings taken off. Prevents
 *     nested encodings from multiplying the work. Default 6
 * @param findings findings reported for one message. Default 16
 */
public record AttackLimits(
    int valueChars, int messageChars, int arguments, int layers, int findings) {

  /** The limits used when nothing else is configured. */
  public static final AttackLimits DEFAULT = new AttackLimits(16 << 10, 256 << 10, 2000, 6, 16);

  public AttackLimits {
    atLeast("valueChars", valueChars, 256);
    atLeast("messageChars", messageChars, 256);
    atLeast("arguments", arguments, 1);
    atLeast("layers", layers, 1);
    atLeast("findings", findings, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
