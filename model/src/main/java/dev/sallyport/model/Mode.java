// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/** Whether a policy acts. */
public enum Mode {
  /** It only says what it would do. */
  OBSERVE,
  /** It does it. */
  ENFORCE
}
