// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.io.IOException;

/** Somewhere that those who connect read which certificates to believe. */
public interface TrustPlace {
  /** File, or key of a ConfigMap, that holds the bundle. */
  String KEY = "ca.crt";

  /**
   * Puts the bundle there, unless it is there already.
   *
   * @throws IOException saying what could not be written, and what is missing
   */
  void publish(String bundle) throws IOException;
}
