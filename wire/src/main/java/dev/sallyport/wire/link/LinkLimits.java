// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

/**
 * Bounds of the link, the same at both ends.
 *
 * @param messageBytesMax largest message in either direction, default 16 MiB: an inventory of some
 *     40,000 pods. Prevents that a peer makes the other hold more
 * @param batchBytesMax largest batch of summaries that a node makes, default 1 MiB: keeps a slow
 *     link moving in small acknowledged steps
 * @param namesMax distinct strings, parties, operations and edges in one message, default 200,000
 *     each
 * @param nameLengthMax longest name in characters, default 1,024; longer ones are cut by the sender
 *     and refused by the receiver
 * @param summariesMax summaries in one batch, default 4,096
 */
public record LinkLimits(
    int messageBytesMax, int batchBytesMax, int namesMax, int nameLengthMax, int summariesMax) {
  /** The defaults. */
  public static final LinkLimits DEFAULT = new LinkLimits(16 << 20, 1 << 20, 200_000, 1024, 4096);

  /**
   * Capability of a node's program that another one of its node has followed, and of a control that
   * takes its stream beside the other's.
   */
  public static final String LEAVING = "leaving";

  /**
   * What a control program that does not lead says when it ends a stream, as UNAVAILABLE: the node
   * connects anew at once, since another one leads.
   */
  public static final String LEADS_ELSEWHERE = "another control program leads";
}
