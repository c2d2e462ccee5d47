// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The chart with its defaults as one file for {@code kubectl apply}, for those without Helm. */
public final class PlainManifest {
  private static final String HEAD =
      """
      # SPDX-License-Identifier: Apache-2.0
      # Made from the chart by ./sallyport manifest; do not edit. For Kubernetes 1.30 and later.
      #
      #   kubectl apply --server-side -f sallyport.yaml
      #
      # Before it, where nodes should vouch for each other's connections:
      #
      #   kubectl create namespace sallyport
      #   kubectl -n sallyport create secret generic sallyport-peer --from-literal=key="$(openssl rand -hex 32)"
      """;

  private PlainManifest() {}

  /** Returns the text of the file. */
  public static String of(Chart chart) throws IOException {
    List<String> documents = new ArrayList<>(chart.definitions());
    documents.addAll(
        chart.documents(
            Release.standard(
                Map.of(
                    "namespace", Map.of("create", true),
                    // A secret that is in a file is none.
                    "peerKey", Map.of("create", false),
                    "tests", Map.of("enabled", false)))));
    return HEAD
        + documents.stream()
            .map(PlainManifest::withoutHelm)
            .map(each -> "---\n" + each + "\n")
            .collect(Collectors.joining());
  }

  private static String withoutHelm(String document) {
    return document
        .lines()
        .filter(line -> !line.startsWith("# Source: "))
        .filter(line -> !line.strip().equals("app.kubernetes.io/managed-by: Helm"))
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
