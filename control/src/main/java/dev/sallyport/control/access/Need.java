// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

/** What a call needs: a right, and how far it must reach. */
public sealed interface Need {
  /** Returns the right. */
  Right right();

  /** In any namespace: what is answered is cut down to those that it reaches. */
  record Anywhere(Right right) implements Need {}

  /** In one namespace. */
  record Within(Right right, String namespace) implements Need {}

  /** In the whole cluster: what is answered cannot be cut down. */
  record Everywhere(Right right) implements Need {}
}
