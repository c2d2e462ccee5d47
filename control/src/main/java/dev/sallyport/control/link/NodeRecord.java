// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.wire.link.v1.NodeHealth;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is known of one node's program. Immutable; each message makes a new one.
 *
 * @param name name of the node
 * @param programVersion version of its program
 * @param boot this life of its program
 * @param connected whether its link is up
 * @param lastHeardAt when its last message came
 * @param health its last report of itself
 * @param captures state of its pods by UID
 * @param rulesetApplied version of the rules that it applied last; 0 for none
 * @param rulesetProblems what of them it could not take
 */
public record NodeRecord(
    String name,
    String programVersion,
    String boot,
    boolean connected,
    Instant lastHeardAt,
    NodeHealth health,
    Map<String, CaptureState> captures,
    long rulesetApplied,
    List<String> rulesetProblems) {
  public NodeRecord {
    requireNonNull(name, "name");
    requireNonNull(programVersion, "programVersion");
    requireNonNull(boot, "boot");
    requireNonNull(lastHeardAt, "lastHeardAt");
    requireNonNull(health, "health");
    captures = Map.copyOf(captures);
    rulesetProblems = List.copyOf(rulesetProblems);
  }

  NodeRecord heard(Instant at) {
    return with(connected, at, health, captures);
  }

  NodeRecord disconnected() {
    return with(false, lastHeardAt, health, captures);
  }

  NodeRecord with(NodeHealth next) {
    return with(connected, lastHeardAt, next, captures);
  }

  NodeRecord with(Map<String, CaptureState> next) {
    return with(connected, lastHeardAt, health, next);
  }

  NodeRecord applied(long version, List<String> problems) {
    return new NodeRecord(
        name, programVersion, boot, connected, lastHeardAt, health, captures, version, problems);
  }

  private NodeRecord with(
      boolean connectedNow, Instant heardAt, NodeHealth said, Map<String, CaptureState> pods) {
    return new NodeRecord(
        name,
        programVersion,
        boot,
        connectedNow,
        heardAt,
        said,
        pods,
        rulesetApplied,
        rulesetProblems);
  }
}
