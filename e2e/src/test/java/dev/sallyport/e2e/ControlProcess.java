// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Sallyport's control program in a lab, which the kubelet starts again whenever it dies. Its
 * database dies with it.
 *
 * @param janitor id of the process above all of the lab
 */
record ControlProcess(long janitor) {
  private static final String MAIN = "dev.sallyport.control.Main";

  static ControlProcess of(ProtectedShop shop) {
    return new ControlProcess(shop.cluster().janitorPid());
  }

  /** Kills it as often as it comes up, for so long. */
  void keepDown(Duration outage) {
    Deadline end = Deadline.in(outage);
    int killed = 0;
    while (!end.passed()) {
      Optional<ProcessHandle> running = find();
      if (running.isPresent()) {
        running.get().destroyForcibly();
        running.get().onExit().join();
        killed++;
      }
      LockSupport.parkNanos(20_000_000);
    }
    if (killed == 0) {
      throw new AssertionError("control was not found, so it was not away");
    }
  }

  private Optional<ProcessHandle> find() {
    return ProcessHandle.of(janitor).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(each -> runsControl(each.pid()))
        .findFirst();
  }

  private static boolean runsControl(long pid) {
    try {
      String words =
          Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
      return words.contains("/bin/java\0")
          && words.endsWith("\0" + MAIN + "\0")
          && !words.startsWith("sh\0");
    } catch (IOException gone) {
      return false;
    }
  }
}
