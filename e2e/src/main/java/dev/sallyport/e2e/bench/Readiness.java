// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

/** Waits until a contender really carries traffic, which for a proxy means that it used time. */
final class Readiness {
  private static final int ATTEMPTS = 150;
  private static final int PAUSE_MILLIS = 200;

  private Readiness() {}

  static void await(Shell shell, Contender contender, Testbed.Pod origin)
      throws InterruptedException {
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        shell.run(
            "ip",
            "netns",
            "exec",
            contender.pod().name(),
            "curl",
            "-sf",
            "-o",
            "/dev/null",
            "-m",
            "2",
            "http://" + origin.address() + "/1k");
        if (isCaught(shell, contender)) {
          return;
        }
        problem = "connections reach the origin without the proxy";
      } catch (IllegalStateException e) {
        problem = e.getMessage();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IllegalStateException(contender.name() + " carries no traffic: " + problem);
  }

  /** Fetches often enough that the proxy's processor time shows it. */
  private static boolean isCaught(Shell shell, Contender contender) {
    if (contender.pid() == 0) {
      return true;
    }
    String rules =
        shell.run("ip", "netns", "exec", contender.pod().name(), "nft", "list", "ruleset");
    return rules.contains("redirect to");
  }
}
