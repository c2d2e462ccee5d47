// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.fingerprint;

import dev.sallyport.model.FingerprintKey;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where fingerprint keys are kept, by all programs that share them; never with fingerprints. */
public interface KeyPlace {
  /**
   * Reads the keys, lets {@code change} say what they should be, and keeps that unless it is the
   * same. When somebody else was faster, all of it happens again with theirs.
   *
   * @return the keys that are kept now
   * @throws IOException saying what could not be read or written, and what to do about it
   */
  List<FingerprintKey> change(UnaryOperator<List<FingerprintKey>> change) throws IOException;
}
