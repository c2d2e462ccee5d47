// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.ClusterNode;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Observation;
import dev.sallyport.model.RpcOperation;

/**
 * Knows probes. The kubelet must be able to ask a pod of its own machine whether it lives, whatever
 * policies say: else a policy that denies by default ends the pods that it protects. A probe that
 * only connects says nothing, so nothing of it has to pass.
 */
final class Probes {
  private final Standing at;

  Probes(Standing at) {
    this.at = at;
  }

  /** Whether what comes on the connection may be one. */
  boolean expected() {
    Conversation between = at.conversation;
    return between != null
        && between.source().party() instanceof ClusterNode
        && at.connection.probes().stream().anyMatch(each -> each.port() == at.connection.port());
  }

  /** Whether that request is one. */
  boolean is(Observation.RequestHead head) {
    if (!expected()) {
      return false;
    }
    if (head.operation() instanceof RpcOperation rpc) {
      return rpc.service().equals("grpc.health.v1.Health");
    }
    return head.operation() instanceof HttpOperation http
        && http.method().equals("GET")
        && at.connection.probes().stream()
            .anyMatch(
                each -> each.port() == at.connection.port() && each.path().equals(head.path()));
  }
}
