// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.netpol;

import picocli.CommandLine.Command;

/** {@code sallyport netpol}. */
@Command(
    name = "netpol",
    description = "Tells what the network policies in Kubernetes manifests allow.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConnectionsCommand.class, VerdictCommand.class, DiffCommand.class},
    footer = {
      "",
      "Looked at: NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy,",
      "ClusterNetworkPolicy; workloads of every kind; Services, Ingresses, Routes and Gateway",
      "routes. What the files say is all there is; the word cluster: in place of a file stands for",
      "what the cluster has, as the control program sees it.",
      "",
      "Examples:",
      "  sallyport netpol connections manifests/           every allowed connection",
      "  sallyport netpol connections -o json a.yaml b.yaml",
      "  sallyport netpol verdict --from shop/web --to shop/db --port 5432 manifests/",
      "  sallyport netpol diff main/ branch/               what a change opens and closes",
      "  sallyport netpol connections cluster:             what the cluster allows now"
    })
public final class NetpolCommand {}
