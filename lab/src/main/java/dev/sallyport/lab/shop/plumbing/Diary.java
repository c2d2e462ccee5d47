// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a program writes for whoever looks at its log. */
public final class Diary {
  private Diary() {}

  /** Writes a line with the time to standard error. */
  public static void note(Tally tally, String text) {
    System.err.println(
        Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + tally.program() + ": " + text);
  }
}
