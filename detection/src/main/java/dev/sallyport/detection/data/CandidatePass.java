// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

/**
 * The one pass over the bytes of a text that finds what is worth a closer look. What counts is laid
 * down by {@link ScalarCandidatePass}; every other pass gives exactly the same. Stateless and safe
 * for use by several threads.
 */
public interface CandidatePass {

  /**
   * Adds the candidates in a range of bytes; bytes outside of it are not looked at.
   *
   * @param out is added to, not cleared
   */
  void find(byte[] bytes, int from, int to, Candidates out);
}
