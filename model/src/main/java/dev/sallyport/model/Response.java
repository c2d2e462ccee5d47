// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** What a rule wants to be done where it applies. */
public sealed interface Response {

  /** It may pass. Settles the matter in its tier unless something there denies. */
  record Allow() implements Response {}

  /**
   * It must not pass.
   *
   * @param status status to answer with where the protocol is HTTP, 400 to 599
   * @param message for whoever calls; empty for none
   */
  record Deny(int status, String message) implements Response {
    public Deny {
      requireNonNull(message, "message");
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
      }
    }
  }

  /**
   * It may pass once values of these classes are replaced. Says nothing about whether it may pass.
   *
   * @param redaction what is replaced, and by what
   */
  record Redact(Redaction redaction) implements Response {
    public Redact {
      requireNonNull(redaction, "redaction");
    }
  }

  /**
   * It may pass so often. Says nothing about whether it may pass at all.
   *
   * @param limit how often
   */
  record Throttle(RateLimit limit) implements Response {
    public Throttle {
      requireNonNull(limit, "limit");
    }
  }

  /**
   * Somebody is told.
   *
   * @param severity how bad it is
   */
  record Alert(Severity severity) implements Response {
    public Alert {
      requireNonNull(severity, "severity");
    }
  }

  /** Returns a response that replaces values of these classes in both directions by masks. */
  static Response mask(Set<DataClass> classes) {
    return new Redact(new Redaction(classes, Set.of(), Redaction.Method.MASK));
  }
}
