// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import picocli.CommandLine.Command;

/** {@code sallyport policy}. */
@Command(
    name = "policy",
    description = "Shows, explains, checks and promotes policies.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyListCommand.class,
      PolicyShowCommand.class,
      PolicyExplainCommand.class,
      PolicyValidateCommand.class,
      SimulateCommand.class,
      PolicyPromoteCommand.class,
      PolicyRollbackCommand.class
    },
    footer = {
      "",
      "A policy is an object of the cluster: GuardPolicy in a namespace, ClusterGuardPolicy for",
      "all of it. It is applied with kubectl, and first only says what it would do.",
      "",
      "Examples:",
      "  sallyport policy list                              all, with hits and would-be denials",
      "  sallyport policy show shop/catalog-read-only       one, with its rules and its state",
      "  sallyport policy explain shop/storefront shop/catalog DELETE /catalog/7",
      "  sallyport policy validate -f policy.yaml           before it is applied",
      "  sallyport policy promote shop/catalog-read-only --percent 25"
    })
final class PolicyCommand {}
