// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.policy.proof.Simulation;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proof.Trial;
import dev.sallyport.wire.api.SimulationView;
import dev.sallyport.wire.api.SimulationViews;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport simulate}, also as {@code sallyport policy simulate}. */
@Command(
    name = "simulate",
    description = "Tells what policies would have done to exchanges that really happened.",
    footer = {
      "",
      "Policies are simulated as if they were enforced on every pod, whatever their mode, together",
      "with those that live in the cluster and act; one of the same name is replaced. What the",
      "living ones do anyhow is counted apart and is no reason to fail. --alone leaves them out.",
      "What the ledger does not tell is said to be undecided, never guessed.",
      "",
      "Exit codes, for a merge gate: 0 nothing is cut, 1 something would be cut, 2 it cannot be",
      "told (undecided exchanges, a broken policy, an empty ledger; with --strict also identities",
      "that were not seen long enough).",
      "",
      "Examples:",
      "  sallyport simulate -f policy.yaml                    all that is kept, up to 90 days",
      "  sallyport simulate -f policies/ --since 30d -o markdown",
      "  sallyport simulate -f policies/ --ledger ledger.ndjson.gz -o sarif > simulation.sarif"
    })
final class SimulateCommand implements Callable<Integer> {
  /** Exit code where something would be cut. */
  static final int CUTS = 1;

  /** Exit code where it cannot be told. */
  static final int CANNOT_JUDGE = 2;

  /** Forms of the output. */
  enum Form {
    TABLE,
    JSON,
    MARKDOWN,
    SARIF
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "Policies, YAML or JSON; may be given several times.")
  private List<Path> files = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "How far to look back, such as 30d. Default: all that is kept.")
  private @Nullable String since;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "An exported ledger, instead of asking the control program.")
  private @Nullable Path ledger;

  @Option(
      names = "--min-age",
      paramLabel = "TIME",
      defaultValue = "7d",
      description = "Least age of an identity to judge by. Default: ${DEFAULT-VALUE}")
  private String age = "7d";

  @Option(
      names = "--min-days",
      paramLabel = "N",
      defaultValue = "5",
      description = "Least number of days on which it was seen. Default: ${DEFAULT-VALUE}")
  private int days = Sufficiency.DEFAULT.days();

  @Option(
      names = "--alone",
      description = "Judge these policies without those that live in the cluster.")
  private boolean alone;

  @Option(
      names = "--strict",
      description = "Exit 2 also where identities were not seen long enough.")
  private boolean strict;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, json, markdown or sarif. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TABLE;

  @Override
  public Integer call() {
    if (since != null) {
      Duration unused = LedgerSource.duration("--since", since);
    }
    Duration least = LedgerSource.duration("--min-age", age);
    LedgerSource source = Main.ledger(spec, ledger, since);
    WrittenPolicies read = WrittenPolicies.read(files, source.header().workloads());
    Trial trial = source.trial(read.policies(), alone, new Sufficiency(least, days));
    Simulation simulation = Simulation.of(trial, source.lines().stream());
    SimulationView view = SimulationViews.of(simulation, trial);
    print(view, read);
    return code(simulation);
  }

  private int code(Simulation simulation) {
    if (simulation.answer() == Simulation.Answer.CUTS) {
      return CUTS;
    }
    boolean young = strict && !simulation.tooYoung().isEmpty();
    boolean nothing = simulation.exchanges() == 0;
    return young || nothing || simulation.answer() == Simulation.Answer.CANNOT_TELL
        ? CANNOT_JUDGE
        : 0;
  }

  private void print(SimulationView view, WrittenPolicies read) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (form) {
          case JSON -> BlueprintCommand.json(view);
          case TABLE -> SimulationText.table(view, Main.terminal(spec));
          case MARKDOWN -> SimulationText.markdown(view);
          case SARIF -> SimulationSarif.of(view, read.lines());
        });
    out.flush();
  }
}
