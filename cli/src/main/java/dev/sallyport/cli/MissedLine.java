// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.AttemptsView;
import dev.sallyport.wire.api.EdgeView;
import java.util.stream.Collectors;

/** What is said of attempts that reached nobody. */
final class MissedLine {
  private MissedLine() {}

  /** Returns the edge's protocol; of one that no connection ever reached it is not known. */
  static String protocol(EdgeView edge) {
    AttemptsView attempts = edge.attempts();
    return attempts != null && attempts.noneReached() ? "none" : edge.protocol();
  }

  /** Returns what a table says: only what goes on, or what an edge is that has nothing else. */
  static String brief(EdgeView edge) {
    AttemptsView attempts = edge.attempts();
    if (attempts == null) {
      return "";
    }
    if (attempts.noneReached()) {
      return "no connection reached it: " + reasons(attempts);
    }
    return attempts.goingOn() ? "reached nobody: " + reasons(attempts) : "";
  }

  /** Returns the whole of it; empty where there were none. */
  static String details(EdgeView edge) {
    AttemptsView attempts = edge.attempts();
    if (attempts == null) {
      return "";
    }
    return "%s attempts that reached nobody: %s%s; last at %s%s"
        .formatted(
            Figures.count(attempts.count()),
            reasons(attempts),
            attempts.ports().isEmpty() ? "" : ", to port " + ports(attempts),
            attempts.lastSeen(),
            attempts.goingOn() ? ", and they go on" : "");
  }

  private static String reasons(AttemptsView attempts) {
    return attempts.reasons().entrySet().stream()
        .map(each -> Figures.count(each.getValue()) + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String ports(AttemptsView attempts) {
    return attempts.ports().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
