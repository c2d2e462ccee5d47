// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.time.Instant;

/** A browser that logged in. The token stays here and is asked about again and again. */
final class Session {
  private final String token;
  private final Instant ends;
  private volatile Instant used;
  private volatile boolean open = true;

  Session(String token, Instant now, Instant ends) {
    this.token = token;
    this.used = now;
    this.ends = ends;
  }

  String token() {
    return token;
  }

  Instant ends() {
    return ends;
  }

  Instant used() {
    return used;
  }

  void use(Instant now) {
    used = now;
  }

  boolean open() {
    return open;
  }

  void end() {
    open = false;
  }
}
