// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

/** Chooses the candidate pass that fits the machine. */
public final class CandidatePasses {
  private static final String MODULE = "jdk.incubator.vector";

  private CandidatePasses() {}

  /**
   * Returns the pass with vectors where Java was started with {@code --add-modules
   * jdk.incubator.vector}, otherwise the one that goes byte by byte. Both find the same.
   */
  public static CandidatePass best() {
    return vectors() ? new VectorCandidatePass() : new ScalarCandidatePass();
  }

  /** Returns in one line which pass {@link #best} gives and why. */
  public static String description() {
    return vectors() ? "vectors" : "byte by byte (started without --add-modules " + MODULE + ")";
  }

  private static boolean vectors() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}
