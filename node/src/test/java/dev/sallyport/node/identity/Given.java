// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.identity.ClusterFacts.NodeFact;
import dev.sallyport.node.identity.ClusterFacts.PodFact;
import dev.sallyport.node.identity.ClusterFacts.ServiceFact;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.identity.kube.PodIdentity.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** Words in which the tests of this package speak. */
final class Given {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  static final String HERE = "node-a";
  static final String THERE = "node-b";

  private Given() {}

  static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  static InetSocketAddress socket(String ip, int port) {
    return new InetSocketAddress(ip(ip), port);
  }

  static Workload deployment(String name) {
    return Workload.of("shop", "Deployment", name);
  }

  static PodIdentity pod(String uid, String workload, String... ips) {
    return pod(uid, workload, Phase.RUNNING, true, ips);
  }

  static PodIdentity pod(String uid, String workload, Phase phase, boolean settled, String... ips) {
    return new PodIdentity(
        uid,
        uid,
        "shop",
        deployment(workload),
        settled,
        List.of(ips).stream().map(Given::ip).toList(),
        false,
        phase,
        List.of(),
        List.of(),
        true,
        "");
  }

  static PodFact fact(String uid, String workload, String node, Captured captured, String... ips) {
    return new PodFact(
        uid,
        deployment(workload),
        List.of(ips).stream().map(Given::ip).toList(),
        node,
        false,
        false,
        captured);
  }

  static ServiceFact service(String name, String ip, List<String> workloads, List<String> pods) {
    return new ServiceFact(
        "shop", name, List.of(ip(ip)), workloads.stream().map(Given::deployment).toList(), pods);
  }

  static NodeFact node(String name, String ip) {
    return new NodeFact(name, List.of(ip(ip)), List.of(), true);
  }

  static ClusterFacts facts(List<PodFact> pods, List<ServiceFact> services, List<NodeFact> nodes) {
    return new ClusterFacts(
        pods,
        services,
        nodes,
        List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/16")),
        Set.of(ip("10.96.0.1")));
  }

  static PodSandbox sandbox(String uid) {
    return new PodSandbox(uid, uid.hashCode(), 1, "/kubepods/pod" + uid);
  }

  static CapturedConnection inbound(String uid, String from, int port, String to, long atNanos) {
    return new CapturedConnection(
        sandbox(uid), Vantage.SERVER, socket(from, port), socket(to, 8080), atNanos);
  }

  static CapturedConnection outbound(String uid, String from, int port, String to, long atNanos) {
    return new CapturedConnection(
        sandbox(uid), Vantage.CLIENT, socket(from, port), socket(to, 8080), atNanos);
  }
}
