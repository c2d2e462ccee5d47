// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.ApiServer;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.kubelet.Sandboxes;
import dev.sallyport.lab.network.NamespaceThread;
import dev.sallyport.lab.network.NodeNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * What a cluster stands on: how its nodes, pods and the hosts outside come by addresses and
 * processes. Safe for any thread.
 */
interface Ground {

  List<NodeNetwork> nodes();

  /** Returns the thread that opens sockets in namespaces, where there are any. */
  NamespaceThread threads();

  Sandboxes sandboxes(NodeNetwork node);

  /** Returns where the Kubernetes API listens. */
  InetSocketAddress api();

  /** Returns what those who can reach the Kubernetes API may do there. */
  ApiServer.Access apiAccess();

  /** Returns the addresses at which pods reach the Kubernetes API. */
  List<String> apiAddresses();

  /** Returns the cluster IP of the service {@code kubernetes}. */
  String apiService();

  /** Returns the cluster IPs of the service with this number, by family. */
  String clusterIp(int number, boolean ipv6);

  /** Returns the addresses at which the cluster is entered through a LoadBalancer. */
  List<String> entry();

  /** Returns values for places in YAML. */
  Map<String, String> variables();

  /** Returns how the cluster's nginx is to be set up. */
  IngressStyle ingress();

  /** Starts what leads from Services to pods, and from names to hosts outside. */
  void start(ObjectStore store, OutsideHosts outside);

  /** Returns where a Service's port is reached from the lab's own process. */
  InetSocketAddress reach(ObjectStore store, Resource service, int port);

  /** Gives a host outside its place; returns the addresses its names stand for. */
  List<InetAddress> plug(String host, String address, List<String> names);

  /** Returns the words and environment that run a program as a host outside. */
  Kubelet.Entry enterHost(String host, List<String> command);

  /** Returns the words and environment that run a program at a named place of the lab. */
  Kubelet.Entry enter(String place, List<String> command);
}
