// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import java.security.SecureRandom;

/**
 * The packet and connection marks of one boot of the node. They are random, since a mark that is
 * known is a way past capture for every pod that may set marks.
 *
 * @param own packet mark of this program's sockets; secret
 * @param canary packet mark of canaries, which must not be taken for this program's own traffic
 * @param returning packet mark that routes answers of a pod's server back to the relay
 * @param accepted connection mark of what was taken over inbound
 * @param relayed connection mark of what the relay dials to a pod's own server
 */
public record RuleMarks(int own, int canary, int returning, int accepted, int relayed) {

  /** Returns five marks that differ from each other and from zero. */
  public static RuleMarks random(SecureRandom random) {
    int base = random.nextInt() & ~7;
    // The own mark is drawn apart: the others show in connection tables that a pod may read.
    int own = random.nextInt() | 8;
    while ((own & ~7) == base) {
      own = random.nextInt() | 8;
    }
    return new RuleMarks(own, base | 1, base | 2, base | 3, base | 4);
  }
}
