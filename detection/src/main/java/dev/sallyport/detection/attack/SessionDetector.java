// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Looks for the names of sessions where clients can be made to send them: in bodies. */
final class SessionDetector implements Detector {
  @Override
  public void examine(Sample sample, Suspicions to) {
    if (sample.role() == Sample.Role.NAME && SessionRules.named(sample.lower())) {
      SessionRules.add(to, 0.6, "a session chosen by an argument");
    }
  }
}
