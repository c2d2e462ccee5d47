// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.cli.inspect.InspectCommand;
import dev.sallyport.cli.netpol.NetpolCommand;
import dev.sallyport.cli.scan.ScanCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code sallyport} command. */
@Command(
    name = "sallyport",
    description = "Shows what the applications of a cluster say to each other and to the outside.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BlueprintCommand.class,
      EdgesCommand.class,
      WorkloadCommand.class,
      ApiCommand.class,
      AuditCommand.class,
      BaselineCommand.class,
      DriftCommand.class,
      DataCommand.class,
      FindingsCommand.class,
      InspectCommand.class,
      LedgerCommand.class,
      NetpolCommand.class,
      ProposeCommand.class,
      PolicyCommand.class,
      PolicyExplainCommand.class,
      ScanCommand.class,
      SimulateCommand.class,
      StatusCommand.class,
      VersionCommand.class,
      WatchCommand.class
    },
    footer = {
      "",
      "Environment:",
      "  SALLYPORT_SERVER   where the control program is, as --server",
      "  SALLYPORT_TOKEN    who calls, as --token",
      "  KUBECONFIG         whose token is taken where control asks for one and none is given",
      "  NO_COLOR           no colours",
      "",
      "Exit codes: 0 done, 1 degraded (status), 64 wrong usage, 69 control is not reachable,",
      "77 control does not let the caller in",
      "",
      "Examples:",
      "  sallyport blueprint                     the whole picture as a tree",
      "  sallyport blueprint -n shop --watch     one namespace, live",
      "  sallyport edges --to shop/catalog       who calls the catalog",
      "  sallyport data                          which sensitive data moves where",
      "  sallyport findings                      attacks seen in messages",
      "  sallyport policy list                   policies, their hits and would-be denials",
      "  sallyport watch --denied                what policies deny, live",
      "  sallyport simulate -f policy.yaml       what would it have cut?",
      "  sallyport status                        is everything captured?"
    })
public final class Main {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      defaultValue = "${SALLYPORT_SERVER:-http://127.0.0.1:7080}",
      description = "Where the control program is. Default: ${DEFAULT-VALUE}")
  private String server = "http://127.0.0.1:7080";

  @Option(
      names = "--token",
      scope = ScopeType.INHERIT,
      paramLabel = "TOKEN",
      description = "Who calls: a token, or @FILE.")
  private @Nullable String token;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  private final Terminal terminal;
  private final Map<String, String> environment;

  Main(Terminal terminal) {
    this(terminal, Map.of());
  }

  Main(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
  }

  /** Runs the command and ends the program with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(System.getenv(), out, err, arguments);
    out.flush();
    System.exit(code);
  }

  /** Runs the command as {@link #main} does, but returns its exit code. */
  public static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    Terminal terminal = Terminal.of(environment);
    CommandLine line = new CommandLine(new Main(terminal, environment));
    line.setOut(out).setErr(err);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpWidth(Math.min(100, Math.max(80, terminal.width())));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExitCodeExceptionMapper(
        failure -> failure instanceof CommandFailure it ? it.exitCode() : 70);
    line.setExecutionExceptionHandler(Main::explain);
    line.setParameterExceptionHandler(Main::misused);
    return line.execute(arguments);
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    if (failure instanceof CommandFailure known) {
      command.getErr().println(name + ": " + known.getMessage());
      return known.exitCode();
    }
    command.getErr().println(name + ": this is a mistake of ours, please report it: " + failure);
    return 70;
  }

  private static int misused(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("  " + command.getCommandSpec().qualifiedName() + " --help says more");
    return CommandFailure.WRONG_USAGE;
  }

  /** Returns the client of the command that a subcommand, however deep, belongs to. */
  static ControlClient client(CommandSpec spec) {
    return root(spec).client();
  }

  /** Returns what the control program answers to a read of {@code path} under {@code api/v1/}. */
  public static byte[] ask(CommandSpec spec, String path) {
    return client(spec).bytes(path);
  }

  /** Returns the terminal of the command that a subcommand, however deep, belongs to. */
  static Terminal terminal(CommandSpec spec) {
    return root(spec).terminal();
  }

  /** Returns what happened: from a file where one is given, else from the control program. */
  static LedgerSource ledger(CommandSpec spec, @Nullable Path file, @Nullable String since) {
    return file == null ? LedgerSource.ask(client(spec), since) : LedgerSource.file(file, since);
  }

  private static Main root(CommandSpec spec) {
    return spec.root().userObject() instanceof Main main ? main : new Main(Terminal.PLAIN);
  }

  ControlClient client() {
    String given = token == null ? environment.get("SALLYPORT_TOKEN") : token;
    return new ControlClient(server, new Credentials(given, environment));
  }

  Terminal terminal() {
    return terminal;
  }
}
