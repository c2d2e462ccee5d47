// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy;

/** The furthest thing that policies may look at, nearest first. */
public enum Needs {
  /** No policy has anything to say. */
  NOTHING,
  /** The ends and the port decide alone. */
  PARTIES,
  /** What is called. */
  OPERATION,
  /** What the request carries. */
  REQUEST_CONTENT,
  /** What the answer carries. */
  RESPONSE_CONTENT;

  /** Returns the further one. */
  Needs max(Needs other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Returns whether all of it is known once that stage is reached. */
  public boolean knownAt(Stage stage) {
    return ordinal() <= stage.ordinal() + 1;
  }
}
