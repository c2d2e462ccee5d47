// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What should happen to an exchange. Deny outranks Throttle, Redact, Allow. */
public sealed interface Verdict {

  /** Returns what is to be replaced when it passes. */
  default List<Redaction> redactions() {
    return List.of();
  }

  /** It passes as it is. */
  record Allow() implements Verdict {}

  /**
   * It passes with values replaced.
   *
   * @param redactions which, at least one
   */
  record Redact(List<Redaction> redactions) implements Verdict {
    public Redact {
      redactions = List.copyOf(redactions);
    }
  }

  /**
   * It passes while it is within its limits.
   *
   * @param limits all of which must have room, at least one, each with the reason it comes from
   * @param redactions what is replaced when it passes
   */
  record Throttle(List<Limited> limits, List<Redaction> redactions) implements Verdict {
    public Throttle {
      limits = List.copyOf(limits);
      redactions = List.copyOf(redactions);
    }
  }

  /**
   * A limit, and who set it.
   *
   * @param reason the rule
   * @param limit how often
   */
  record Limited(Reason reason, RateLimit limit) {
    public Limited {
      requireNonNull(reason, "reason");
      requireNonNull(limit, "limit");
    }
  }

  /**
   * It does not pass.
   *
   * @param status status to answer with where the protocol is HTTP
   * @param message for whoever calls; empty for none
   */
  record Deny(int status, String message) implements Verdict {
    public Deny {
      requireNonNull(message, "message");
    }
  }
}
