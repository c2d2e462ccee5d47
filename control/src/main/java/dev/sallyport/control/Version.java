// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

/** The version of this program. */
final class Version {
  private Version() {}

  /** Returns the version of the jar, or {@code dev} when run from classes. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
