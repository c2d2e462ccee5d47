// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** The way that bytes flow on a connection. */
public enum Direction {
  /** From the side that opened the connection. */
  FROM_CLIENT,
  /** From the side that accepted it. */
  FROM_SERVER;

  /** Returns the other direction. */
  public Direction opposite() {
    return this == FROM_CLIENT ? FROM_SERVER : FROM_CLIENT;
  }
}
