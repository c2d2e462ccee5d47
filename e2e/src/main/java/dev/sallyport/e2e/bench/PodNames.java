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
import java.util.List;

/**
 * A Kubernetes API that names the pods of the testbed. Without it a node program would hold each
 * connection's counts back for seconds, waiting for the name of its pod, which is not what it does
 * on a cluster.
 */
final class PodNames {
  private static final int PORT = 16443;

  private static final String NODE = "bench";

  /** A node on which nothing captures: what is said to its pods is not left to it. */
  private static final String ELSEWHERE = "elsewhere";

  private final ObjectStore store = new ObjectStore((kind, object, all) -> {});

  /** Starts the API on the loopback address. */
  static PodNames serve() throws IOException {
    PodNames names = new PodNames();
    for (String node : List.of(NODE, ELSEWHERE)) {
      names.store.create(Kinds.NODE, named(node));
    }
    names.store.create(Kinds.NAMESPACE, named("bench"));
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
    return add(pod, NODE);
  }

  /** Makes a pod known that runs on another node. */
  void addElsewhere(Testbed.Pod pod) {
    var unused = add(pod, ELSEWHERE);
  }

  /** Applies objects, as {@code kubectl apply} does. */
  void apply(String yaml) {
    Json.parseYaml(yaml).forEach(store::apply);
  }

  private static ObjectNode named(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name);
    return object;
  }

  private String add(Testbed.Pod pod, String node) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", pod.name()).put("namespace", "bench");
    object.putObject("spec").put("nodeName", node).put("serviceAccountName", "default");
    ObjectNode status = object.putObject("status").put("phase", "Running");
    status.put("podIP", pod.address()).putArray("podIPs").addObject().put("ip", pod.address());
    return store.create(Kinds.POD, object).uid();
  }
}
