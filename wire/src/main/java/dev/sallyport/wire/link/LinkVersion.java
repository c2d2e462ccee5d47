// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

/**
 * Which versions of the link speak with each other: any two that are at most one apart, whichever
 * side is the newer. Both then keep to what the older one knows, which needs no agreement, since
 * what is new is ignored where it is not known.
 *
 * <p>The number is raised only when a change could not be ignored so; until the release after that
 * one a program still does what the version before expects.
 */
public final class LinkVersion {
  /** What this program speaks. */
  public static final int CURRENT = 1;

  private LinkVersion() {}

  /** Returns whether this program speaks with one of that version. */
  public static boolean speaksWith(int other) {
    return together(CURRENT, other);
  }

  /** Returns whether the two speak with each other; a version below 1 is none. */
  static boolean together(int one, int other) {
    return one >= 1 && other >= 1 && Math.abs((long) one - other) <= 1;
  }

  /** Returns a sentence about two that do not speak with each other, and what to do about it. */
  public static String refusal(int node, int control) {
    boolean nodeOlder = Integer.compareUnsigned(node, control) < 0;
    return "the node speaks version %s of the link, this control version %s (expected: at most one apart); upgrade %s, one release after the other"
        .formatted(
            Integer.toUnsignedString(node),
            Integer.toUnsignedString(control),
            nodeOlder ? "the node program" : "control");
  }
}
