// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.Outcome;
import java.util.Arrays;
import java.util.TreeSet;

/** What is known of the connections of one edge in one window, as it accumulates. */
final class ReachCounter {
  private static final int WAYS = Outcome.Miss.values().length;
  private static final long[] NONE = {};

  private int[] ports = new int[1];
  private int portsUsed;
  private long[] missed = NONE;
  private long lastMissedMillis;
  private long oldFound;
  private long oldOpen;

  void dialled(int port) {
    for (int i = 0; i < portsUsed; i++) {
      if (ports[i] == port) {
        return;
      }
    }
    if (port < 1 || port > 65535) {
      return;
    }
    if (portsUsed < DialledPorts.MOST) {
      if (portsUsed == ports.length) {
        ports = Arrays.copyOf(ports, Math.min(DialledPorts.MOST, portsUsed * 2));
      }
      ports[portsUsed++] = port;
      return;
    }
    keepLowest(port);
  }

  void missed(Outcome.Miss why, long atMillis) {
    if (missed.length == 0) {
      missed = new long[WAYS];
    }
    missed[why.ordinal()]++;
    lastMissedMillis = Math.max(lastMissedMillis, atMillis);
  }

  /** Connections were found that were open before capture began. */
  void foundOld() {
    oldFound++;
  }

  /** So many of them are open at the end of the window. */
  void openOld(long connections) {
    oldOpen += connections;
  }

  boolean holdsOld() {
    return oldOpen > 0;
  }

  Reach freeze() {
    TreeSet<Integer> dialled = new TreeSet<>();
    for (int i = 0; i < portsUsed; i++) {
      dialled.add(ports[i]);
    }
    return new Reach(
        DialledPorts.of(dialled),
        missed.length == 0 ? Attempts.NONE : attempts(),
        new OldConnections(oldFound, oldOpen));
  }

  /** Back to nothing; the array of ports stays, since the next window looks much like this one. */
  void clear() {
    portsUsed = 0;
    missed = NONE;
    lastMissedMillis = 0;
    oldFound = 0;
    oldOpen = 0;
  }

  private Attempts attempts() {
    return new Attempts(
        missed[Outcome.Miss.REFUSED.ordinal()],
        missed[Outcome.Miss.UNREACHABLE.ordinal()],
        missed[Outcome.Miss.NO_ANSWER.ordinal()],
        missed[Outcome.Miss.RESET.ordinal()],
        lastMissedMillis);
  }

  private void keepLowest(int port) {
    int highest = 0;
    for (int i = 1; i < portsUsed; i++) {
      if (ports[i] > ports[highest]) {
        highest = i;
      }
    }
    if (port < ports[highest]) {
      ports[highest] = port;
    }
  }
}
