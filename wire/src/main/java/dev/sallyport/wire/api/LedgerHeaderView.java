// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an exported ledger; each line after it is a {@link LedgerLineView}.
 *
 * @param sallyportLedger version of the format, {@value #FORMAT}
 * @param exportedAt when it was made
 * @param workloads workloads that exist, with what their manifests say of them
 * @param policies policies in force then, as objects in which only names are left of what the
 *     cluster was needed for; absent of an export of an older version
 */
public record LedgerHeaderView(
    int sallyportLedger,
    Instant exportedAt,
    List<DeclaredView> workloads,
    List<JsonNode> policies) {
  /** Version of the format. */
  public static final int FORMAT = 1;

  /**
   * What the manifests of a workload say.
   *
   * @param workload which
   * @param namespaceLabels labels of its namespace
   * @param ports ports that its containers declare, or that Services lead to
   * @param probes what the kubelet asks of it
   * @param scrapes ports that annotations offer to whoever gathers metrics
   * @param ingress whether a Service or an Ingress offers it to callers outside of the cluster
   * @param webhook whether the API server calls it, as an admission webhook or an aggregated API
   */
  public record DeclaredView(
      LedgerPartyView workload,
      Map<String, String> namespaceLabels,
      List<PortView> ports,
      List<ProbeView> probes,
      List<Integer> scrapes,
      boolean ingress,
      boolean webhook) {
    public DeclaredView {
      namespaceLabels = new TreeMap<>(namespaceLabels);
      ports = List.copyOf(ports);
      probes = List.copyOf(probes);
      scrapes = List.copyOf(scrapes);
    }
  }

  /**
   * A port.
   *
   * @param port 1 to 65535
   * @param transport {@code TCP}, {@code UDP} or {@code SCTP}
   * @param name its name; absent when it has none
   */
  public record PortView(int port, String transport, @Nullable String name) {}

  /**
   * A probe of the kubelet.
   *
   * @param port port asked
   * @param path path asked; absent where it is no HTTP
   * @param grpc whether it is a health check of gRPC
   */
  public record ProbeView(int port, @Nullable String path, boolean grpc) {}

  public LedgerHeaderView {
    workloads = List.copyOf(workloads);
    policies = policies == null ? List.of() : List.copyOf(policies);
  }
}
