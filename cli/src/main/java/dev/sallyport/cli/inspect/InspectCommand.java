// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import picocli.CommandLine.Command;

/** {@code sallyport inspect}. */
@Command(
    name = "inspect",
    description = "Runs the engines on recorded messages: JSON lines on stdin, answers on stdout.",
    synopsisSubcommandLabel = "KIND",
    subcommands = {
      InspectTextCommand.class,
      InspectHttpCommand.class,
      InspectPathsCommand.class,
      InspectStreamCommand.class
    },
    footer = {
      "",
      "Every line in is one JSON object; every line out answers the line of the same number.",
      "Nothing is sent anywhere: the engines run in this program."
    })
public final class InspectCommand {}
