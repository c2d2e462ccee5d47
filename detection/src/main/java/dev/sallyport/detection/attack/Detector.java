// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Reads one argument the way one interpreter would. Linear in its length; without state. */
interface Detector {

  /** Looks at one reading of an argument. */
  void examine(Sample sample, Suspicions suspicions);
}
