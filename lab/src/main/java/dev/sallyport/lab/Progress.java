// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.util.Locale;

/** Lines for people, each with the seconds since the start. */
final class Progress {
  private final long begun =
      ProcessHandle.current()
          .info()
          .startInstant()
          .map(java.time.Instant::toEpochMilli)
          .orElseGet(System::currentTimeMillis);

  void say(String line) {
    System.out.println(
        String.format(
            Locale.ROOT, "[%5.1f s] %s", (System.currentTimeMillis() - begun) / 1000.0, line));
  }
}
