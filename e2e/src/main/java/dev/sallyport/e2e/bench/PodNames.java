// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A Kubernetes API that names the pods of the testbed. Without it a node program would hold each
 * connection's counts back for seconds, waiting for the name of its pod, which is not what it does
 * on a cluster.
 */
final class PodNames {
  private static final int PORT = 16443;

  private final ObjectStore store = new ObjectStore((kind, object, all) -> {});

  /** Starts the API on the loopback address. */
  static PodNames serve() throws IOException {
    PodNames names = new PodNames();
    new ApiServer(
        names.store,
        (pod, container) -> "",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
    return names;
  }

  String url() {
    return "http://127.0.0.1:" + PORT;
  }

  /** Makes a pod known and returns its UID. */
  String add(Testbed.Pod pod) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", pod.name()).put("namespace", "bench");
    object.putObject("spec").put("nodeName", "bench").put("serviceAccountName", "default");
    ObjectNode status = object.putObject("status").put("phase", "Running");
    status.put("podIP", pod.address()).putArray("podIPs").addObject().put("ip", pod.address());
    return store.create(Kinds.POD, object).uid();
  }
}
