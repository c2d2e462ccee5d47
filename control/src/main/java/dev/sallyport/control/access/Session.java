// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.time.Instant;

/** A browser that logged in. The token stays here and is asked about again and again. */
final class Session {
  private final String id;
  private final String token;
  private final Instant ends;
  private volatile Instant used;
  private volatile boolean open = true;

  Session(String id, String token, Instant now, Instant ends) {
    this.id = id;
    this.token = token;
    this.used = now;
    this.ends = ends;
  }

  /** Returns a hash of what the browser holds. */
  String id() {
    return id;
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

  /** Notes a use, in this program or another. */
  void use(Instant at) {
    if (at.isAfter(used)) {
      used = at;
    }
  }

  boolean open() {
    return open;
  }

  void end() {
    open = false;
  }
}
