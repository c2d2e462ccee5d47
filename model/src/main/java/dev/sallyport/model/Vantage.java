// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** The side of a connection at which an exchange was understood. */
public enum Vantage {
  /** In the pod that accepted the connection. */
  SERVER,
  /** In the pod that opened it. */
  CLIENT
}
