// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.List;

/**
 * All that is known about attacks. Immutable and shared; each thread asks for its own {@link
 * #inspector()}.
 */
public final class Attacks {
  private final AttackLimits limits;
  private final List<Detector> inRequests =
      List.of(
          new SqlDetector(),
          new ShellDetector(),
          new WindowsShellDetector(),
          new ScriptDetector(),
          new MarkupDetector(),
          new JavaDetector(),
          new PhpDetector(),
          new CodeDetector(),
          new TemplateDetector(),
          new PathDetector(),
          new LinkDetector(),
          new DirectoryDetector(),
          new SerialisedDetector(),
          new LineDetector(),
          new EscapeDetector(),
          new SessionDetector());

  /**
   * @param limits bounds of the work for one message
   */
  public Attacks(AttackLimits limits) {
    this.limits = limits;
  }

  /** Returns what inspects messages for one thread. */
  public AttackInspector inspector() {
    return new AttackInspector(limits, inRequests, true, true);
  }

  /** Returns one that lets all detectors see everything: slow, and finds the same. */
  AttackInspector unsparingInspector() {
    return new AttackInspector(limits, inRequests, false, false);
  }

  /** Returns one that reads bodies byte by byte: slower, and finds the same. */
  AttackInspector bytewiseInspector() {
    return new AttackInspector(limits, inRequests, true, false);
  }
}
