// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/**
 * The bounds of looking into content. When one is reached the bytes go on as before, what was
 * gathered is handed out, and the message says so in its {@link
 * dev.sallyport.model.Message#problems()}.
 *
 * @param messageBytes bytes kept of one body or message as sent, and of one event; then it is cut.
 *     Prevents that large bodies are held. Default 64 KiB
 * @param expandedBytes bytes that one message may have when its coding is off. Prevents that small
 *     bodies become large. Default 256 KiB
 * @param expansionRatio how many times as large as what was sent something may become when its
 *     coding is off, beyond the first 16 KiB. Prevents that time is spent on bombs. Default 100
 * @param connectionBytes bytes held for all that is under way on one connection. Prevents that
 *     multiplexed streams add up. Default 512 KiB
 * @param heldBytes bytes held for all connections of one event loop. Prevents that slow peers add
 *     up. Default 8 MiB
 * @param parts pieces of one message: parts of a form, fields, joined texts. Prevents that small
 *     pieces become many objects. Default 128
 * @param depth how deep parts, fields and values may nest. Default 32
 * @param calls calls named by bodies on one connection. Prevents that made-up names become many
 *     operations. Default 64
 */
public record ContentLimits(
    int messageBytes,
    int expandedBytes,
    int expansionRatio,
    int connectionBytes,
    int heldBytes,
    int parts,
    int depth,
    int calls) {

  /** The limits used when nothing else is configured. */
  public static final ContentLimits DEFAULT =
      new ContentLimits(64 << 10, 256 << 10, 100, 512 << 10, 8 << 20, 128, 32, 64);

  public ContentLimits {
    between("messageBytes", messageBytes, 256, 64 << 20);
    between("expandedBytes", expandedBytes, 256, 64 << 20);
    between("expansionRatio", expansionRatio, 2, 10_000);
    between("connectionBytes", connectionBytes, 1024, 1 << 30);
    between("heldBytes", heldBytes, 1024, 1 << 30);
    between("parts", parts, 1, 10_000);
    between("depth", depth, 1, 64);
    between("calls", calls, 0, 10_000);
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
