// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Map;

/**
 * What the manifests of a workload say of it.
 *
 * @param workload which, with the labels of its pods
 * @param namespaceLabels labels of its namespace
 * @param ports ports that it serves
 * @param probes what the kubelet asks of it
 * @param scrapes ports that it offers to whoever gathers metrics
 * @param ingress whether a Service or an Ingress offers it to callers outside of the cluster
 * @param webhook whether the API server calls it, as an admission webhook or an aggregated API
 */
public record Declared(
    Workload workload,
    Map<String, String> namespaceLabels,
    List<Port> ports,
    List<Probe> probes,
    List<Integer> scrapes,
    boolean ingress,
    boolean webhook) {

  /**
   * A port.
   *
   * @param number 1 to 65535
   * @param transport {@code TCP}, {@code UDP} or {@code SCTP}
   */
  public record Port(int number, String transport) {
    public Port {
      requireNonNull(transport, "transport");
    }
  }

  /**
   * A probe of the kubelet.
   *
   * @param port port asked
   * @param path path asked; empty where it is no HTTP
   * @param grpc whether it is a health check of gRPC
   */
  public record Probe(int port, String path, boolean grpc) {
    public Probe {
      requireNonNull(path, "path");
    }
  }

  public Declared {
    requireNonNull(workload, "workload");
    namespaceLabels = Map.copyOf(namespaceLabels);
    ports = List.copyOf(ports);
    probes = List.copyOf(probes);
    scrapes = List.copyOf(scrapes);
  }

  /** Returns a workload of which no more is known than its name and labels. */
  public static Declared bare(Workload workload) {
    return new Declared(
        workload,
        Map.of("kubernetes.io/metadata.name", workload.namespace()),
        List.of(),
        List.of(),
        List.of(),
        false,
        false);
  }
}
