// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

/**
 * The bounds of a {@link Checkpoint}.
 *
 * @param callBytes most bytes of one call that are held to be read; of a longer one the start
 *     decides, see {@link Call#whole}. Prevents holding memory for endless statements. Default 1
 *     MiB
 * @param names most names (statements, portals, topics, keys) that are kept for a connection or a
 *     call. Default 1,024
 */
public record CheckpointLimits(int callBytes, int names) {

  /** The limits used when nothing else is configured. */
  public static final CheckpointLimits DEFAULT = new CheckpointLimits(1 << 20, 1024);

  public CheckpointLimits {
    atLeast("callBytes", callBytes, 512);
    atLeast("names", names, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
