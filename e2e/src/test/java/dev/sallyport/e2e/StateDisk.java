// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import dev.sallyport.lab.LabCluster;

/**
 * The small file system on which a node program keeps its state; real, so that it answers as a full
 * disk does.
 *
 * @param cluster the lab
 * @param node name of the node
 * @param path where it is mounted in the lab
 */
record StateDisk(LabCluster cluster, String node, String path) {
  static StateDisk ofNode(ProtectedShop shop, String node) {
    String uid =
        shop.cluster().pods("sallyport", "sallyport-node").stream()
            .filter(pod -> pod.at("/spec/nodeName").asText().equals(node))
            .map(pod -> pod.at("/metadata/uid").asText())
            .findFirst()
            .orElseThrow();
    return new StateDisk(
        shop.cluster(), node, shop.state().resolve("pods/" + uid + "/volumes/state").toString());
  }

  /** Leaves not a byte. */
  void fill() {
    sh(
        "cat /dev/zero > '"
            + path
            + "/filler' 2>/dev/null; test -s '"
            + path
            + "/filler'"
            + " && ! { echo x > '"
            + path
            + "/more'; } 2>/dev/null");
  }

  void clear() {
    sh("rm -f '" + path + "/filler' '" + path + "/more'");
  }

  private void sh(String script) {
    LabCluster.Ended ended =
        cluster.execIn(node, "sh", "-c", "mountpoint -q '" + path + "' && " + script);
    if (ended.code() != 0) {
      throw new AssertionError(
          path + " on " + node + ": " + ended.err() + " (code " + ended.code() + ")");
    }
  }
}
