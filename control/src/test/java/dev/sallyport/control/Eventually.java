// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Looks again until a claim holds or time is up. */
public final class Eventually {
  private Eventually() {}

  public static void eventually(ThrowingCallable claim) {
    eventually(Duration.ofSeconds(90), claim);
  }

  public static void eventually(Duration within, ThrowingCallable claim) {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      try {
        claim.call();
        return;
      } catch (Throwable e) {
        if (System.nanoTime() > end) {
          throw e instanceof AssertionError error ? error : new AssertionError(e);
        }
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
