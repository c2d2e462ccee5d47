// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections the descriptors of this process are enough for. */
final class Descriptors {

  private static final Logger log = LoggerFactory.getLogger(Descriptors.class);

  /** For the JVM's own files, the link, the listeners of a few dozen pods and their pools. */
  private static final int KEPT_BACK = 2048;

  private static final int PER_CONNECTION = 2;

  private Descriptors() {}

  /**
   * Returns the number of connections wanted, or fewer when descriptors would run out before:
   * without any left not even a class can be loaded.
   */
  static int connections(int wanted) {
    long limit = softLimit();
    long enoughFor = Math.max(16, (limit - KEPT_BACK) / PER_CONNECTION);
    if (enoughFor < wanted) {
      log.info(
          "{} open files are enough for {} connections (expected: {}); raise RLIMIT_NOFILE to {}",
          limit,
          enoughFor,
          wanted,
          wanted * PER_CONNECTION + KEPT_BACK);
      return (int) enoughFor;
    }
    return wanted;
  }

  private static long softLimit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
          return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      log.debug("cannot read the limit of open files", e);
    }
    return Integer.MAX_VALUE;
  }
}
