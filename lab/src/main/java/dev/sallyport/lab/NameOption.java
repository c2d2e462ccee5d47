// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import picocli.CommandLine.Option;

/** The option every command has: which lab is meant. */
final class NameOption {
  @Option(
      names = "--name",
      description = "Name of the lab, to run several side by side (default: ${DEFAULT-VALUE}).")
  private String name = "lab";

  LabOptions options() {
    return LabOptions.named(name);
  }

  AdminClient admin() {
    return new AdminClient(options().socket());
  }
}
