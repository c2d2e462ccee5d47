// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a container is doing, in the terms of a pod's status. */
sealed interface ContainerState {

  /** Not started yet, or between two starts. */
  record Waiting(String reason, String message) implements ContainerState {}

  /** Its process runs. */
  record Running(Instant since) implements ContainerState {}

  /** Its process ended. */
  record Terminated(int exitCode, Instant from, Instant to) implements ContainerState {}

  default ObjectNode json() {
    ObjectNode json = Json.object();
    switch (this) {
      case Waiting(String reason, String message) -> {
        ObjectNode waiting = json.putObject("waiting").put("reason", reason);
        if (!message.isEmpty()) {
          waiting.put("message", message);
        }
      }
      case Running(Instant since) -> json.putObject("running").put("startedAt", time(since));
      case Terminated(int code, Instant from, Instant to) -> {
        ObjectNode ended = json.putObject("terminated").put("exitCode", code);
        ended.put("reason", code == 0 ? "Completed" : "Error");
        ended.put("startedAt", time(from)).put("finishedAt", time(to));
      }
    }
    return json;
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
