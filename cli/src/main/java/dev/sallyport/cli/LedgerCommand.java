// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport ledger}. */
@Command(
    name = "ledger",
    description = "Works with the record of what happened: counts by hour, never payload.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LedgerCommand.Export.class)
final class LedgerCommand {

  /** {@code sallyport ledger export}. */
  @Command(
      name = "export",
      description = "Writes the ledger to a file, for simulations away from the cluster.",
      footer = {
        "",
        "The file holds names of workloads, hosts, path templates and counts; never payload.",
        "",
        "Examples:",
        "  sallyport ledger export --since 30d --out ledger.ndjson.gz",
        "  sallyport simulate -f policies/ --ledger ledger.ndjson.gz"
      })
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "How far to look back, such as 30d. Default: all that is kept.")
    private @Nullable String since;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to write to; packed when it ends in .gz. Default: standard output.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
      if (since != null) {
        LedgerSource.duration("--since", since);
      }
      byte[] lines = Main.client(spec).bytes(since == null ? "ledger" : "ledger?since=" + since);
      if (file == null) {
        spec.commandLine().getOut().print(new String(lines, StandardCharsets.UTF_8));
        spec.commandLine().getOut().flush();
        return 0;
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        if (file.toString().endsWith(".gz")) {
          try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(lines);
          }
        } else {
          out.write(lines);
        }
      }
      return 0;
    }
  }
}
