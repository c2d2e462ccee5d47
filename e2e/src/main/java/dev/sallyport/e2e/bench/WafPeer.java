// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

/** The cost of inspecting a body with nginx, ModSecurity and the OWASP Core Rule Set. */
final class WafPeer {
  private WafPeer() {}

  /** Returns the report, or why there is none. */
  static String measure(int rounds) {
    return "peer: not measured (" + rounds + ")";
  }
}
