// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import static java.util.Objects.requireNonNull;

/**
 * Why a policy cannot be taken.
 *
 * @param at the field, for example {@code spec.inbound[0].then.deny.status}
 * @param found what is there, cut to {@value #FOUND_MAX} characters; empty when nothing is
 * @param expected what should be
 * @param fix what to do, as a sentence; empty when {@code expected} says it
 */
public record SpecProblem(String at, String found, String expected, String fix) {
  /** Most characters that are repeated of what was found. */
  public static final int FOUND_MAX = 64;

  public SpecProblem {
    requireNonNull(at, "at");
    requireNonNull(expected, "expected");
    requireNonNull(fix, "fix");
    found = found.length() <= FOUND_MAX ? found : found.substring(0, FOUND_MAX) + "…";
  }

  /** Returns for example <code>spec.mode: 'enforce' (expected: Observe or Enforce)</code>. */
  @Override
  public String toString() {
    String what = found.isEmpty() ? "missing" : "'" + found + "'";
    String advice = fix.isEmpty() ? "" : ". " + fix;
    return at + ": " + what + " (expected: " + expected + ")" + advice;
  }
}
