// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.FailureCause;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the node program. */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int USAGE_ERROR = 64;
  private static final int CANNOT_RUN = 77;

  private Main() {}

  /** Runs until the process is asked to end. Exits with 64 on a wrong setting. */
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(NodeHelp.TEXT);
      return;
    }
    NodeConfig config;
    try {
      config = NodeConfig.from(System.getenv());
    } catch (IllegalArgumentException e) {
      log.error("cannot start: {}", FailureCause.of(e));
      System.exit(USAGE_ERROR);
      return;
    }
    try {
      NodeProgram program = NodeProgram.start(config, System.getenv());
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("sallyport-stop").unstarted(program::close));
      Thread.currentThread().join();
    } catch (IOException | RuntimeException e) {
      log.error("cannot start: {}", FailureCause.of(e), e);
      System.exit(CANNOT_RUN);
    }
  }
}
