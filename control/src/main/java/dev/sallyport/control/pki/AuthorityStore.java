// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Where the authority's keys are kept, by all programs that share them. */
public interface AuthorityStore {
  /**
   * Reads the keys, lets {@code change} say what they should be, and keeps that unless it is the
   * same. When somebody else was faster, all of it happens again with theirs.
   *
   * @return the keys that are kept now
   * @throws IOException saying what could not be read or written, and what to do about it
   */
  AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException;

  /** Returns where that is, for people. */
  String place();
}
