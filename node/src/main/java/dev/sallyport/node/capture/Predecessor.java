// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.capture.nft.RuleMarks;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a program that takes over capture must know of the one that captures until then: what it
 * carries must go on unhurt, and its sockets must not be captured.
 *
 * @param marks marks of this boot, which both use from now on
 * @param ports ports that its listeners hold in the pods
 */
public record Predecessor(RuleMarks marks, CapturePorts ports) {

  private static final int NUMBERS = 10;

  public Predecessor {
    requireNonNull(marks, "marks");
    requireNonNull(ports, "ports");
  }

  /** Returns one word that {@link #parse} reads; it holds secrets. */
  public String text() {
    return IntStream.of(
            marks.own(),
            marks.canary(),
            marks.returning(),
            marks.accepted(),
            marks.relayed(),
            ports.outbound(),
            ports.inbound(),
            ports.dns(),
            ports.canary(),
            ports.heartbeat())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Predecessor parse(String text) {
    int[] n = Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    if (n.length != NUMBERS) {
      throw new IllegalArgumentException(n.length + " numbers (expected: " + NUMBERS + ")");
    }
    return new Predecessor(
        new RuleMarks(n[0], n[1], n[2], n[3], n[4]),
        new CapturePorts(n[5], n[6], n[7], n[8], n[9]));
  }

  @Override
  public String toString() {
    return "Predecessor[" + ports + "]";
  }
}
