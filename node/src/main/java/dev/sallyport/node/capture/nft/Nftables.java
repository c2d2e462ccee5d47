// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import dev.sallyport.model.FailureCause;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs nftables commands in the network namespace of the calling thread, each text as one
 * transaction. Not safe for use by several threads at once.
 */
public interface Nftables {

  /**
   * Runs the commands and returns what they print.
   *
   * @throws IOException when any is refused, with the first line of the reason; none has taken
   *     effect then
   */
  String run(String commands) throws IOException;

  /** Returns a short name of the way the commands take, for logs. */
  String name();

  /**
   * Returns the library where it can be loaded, else the {@code nft} program.
   *
   * @throws IOException when there is neither
   */
  static Nftables load() throws IOException {
    Logger log = LoggerFactory.getLogger(Nftables.class);
    try {
      return new NftLibrary();
    } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
      log.info("libnftables cannot be loaded ({}); using the nft program", FailureCause.of(e));
      return NftProgram.find();
    }
  }
}
