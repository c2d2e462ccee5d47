// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.net.InetAddress;
import java.util.List;

/**
 * A pod of this node as the Kubernetes API tells it.
 *
 * @param uid UID of the pod
 * @param name name of the pod
 * @param namespace namespace of the pod
 * @param workload top owner as far as known
 * @param workloadSettled whether {@code workload} is the top owner; false while it is derived from
 *     names only
 * @param addresses addresses of the pod; for a host-network pod those of the node
 * @param hostNetwork whether the pod shares the network of the node
 * @param phase phase as the API gives it
 * @param ports TCP ports that containers declare
 * @param probes HTTP and TCP probes of its containers
 * @param captureWanted false when label or annotation {@code sallyport.dev/capture} is {@code
 *     disabled}
 * @param runtimeClass name of the class of runtimes that it asks for; empty for the node's usual
 *     one
 */
public record PodIdentity(
    String uid,
    String name,
    String namespace,
    Workload workload,
    boolean workloadSettled,
    List<InetAddress> addresses,
    boolean hostNetwork,
    Phase phase,
    List<Integer> ports,
    List<Probe> probes,
    boolean captureWanted,
    String runtimeClass) {

  /** Label and annotation by which a pod opts out of capture, with the value {@code disabled}. */
  public static final String CAPTURE_LABEL = "sallyport.dev/capture";

  /** Phase of a pod. */
  public enum Phase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN;

    /** Returns whether the pod will never run again and holds no address any more. */
    public boolean terminal() {
      return this == SUCCEEDED || this == FAILED;
    }
  }

  /**
   * A probe that the kubelet sends to the pod.
   *
   * @param port port
   * @param path path of an HTTP probe with its query, as configured; empty for TCP and gRPC probes
   */
  public record Probe(int port, String path) {
    public Probe {
      requireNonNull(path, "path");
    }
  }

  public PodIdentity {
    requireNonNull(uid, "uid");
    requireNonNull(name, "name");
    requireNonNull(namespace, "namespace");
    requireNonNull(workload, "workload");
    requireNonNull(phase, "phase");
    requireNonNull(runtimeClass, "runtimeClass");
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    probes = List.copyOf(probes);
  }

  /** Returns the same pod under its top owner. */
  public PodIdentity settled(Workload owner) {
    return new PodIdentity(
        uid,
        name,
        namespace,
        owner,
        true,
        addresses,
        hostNetwork,
        phase,
        ports,
        probes,
        captureWanted,
        runtimeClass);
  }

  /** Returns whether the pod holds addresses of its own now. */
  public boolean holdsAddresses() {
    return !phase.terminal() && !hostNetwork && !addresses.isEmpty();
  }
}
