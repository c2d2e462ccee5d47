// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

/**
 * How bad it would be if the finding is true; the words of the Common Vulnerability Scoring System.
 */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
