// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.Verdict;

/** What would have become of exchanges; the later outranks the earlier. */
public enum Outcome {
  /** They would have passed as they are. */
  PASSED,
  /** They would have passed with values replaced. */
  REDACTED,
  /** Some would have been told to come later. */
  THROTTLED,
  /** They would not have passed. */
  DENIED,
  /** What is kept of them does not tell. */
  UNDECIDED;

  static Outcome of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> PASSED;
      case Verdict.Redact _ -> REDACTED;
      case Verdict.Throttle _ -> THROTTLED;
      case Verdict.Deny _ -> DENIED;
    };
  }
}
