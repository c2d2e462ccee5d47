// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.wire.api.BlueprintView;
import dev.sallyport.wire.api.PartyView;
import dev.sallyport.wire.api.WorkloadDeclaredView;
import dev.sallyport.wire.api.WorkloadView;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport workload}. */
@Command(
    name = "workload",
    description = "Shows one workload: pods, who calls it, whom it calls, what is declared of it.",
    footer = {
      "",
      "Examples:",
      "  sallyport workload shop/catalog",
      "  sallyport workload shop/CronJob/cleanup     when two kinds share a name",
      "  sallyport workload shop/catalog -o json",
      "  sallyport workload shop/catalog --declared -o json     what is declared of it, alone"
    })
final class WorkloadCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @ParentCommand private Main main = new Main(Terminal.PLAIN);

  @Parameters(paramLabel = "NAMESPACE/[KIND/]NAME", description = "The workload.")
  private String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TEXT;

  @Option(names = "--declared", description = "Only what the objects of the cluster say of it.")
  private boolean declared;

  @Override
  public Integer call() {
    ControlClient client = main.client();
    String id = find(client.get("blueprint", BlueprintView.class), name);
    String path =
        Stream.of(id.split("/"))
            .skip(1)
            .map(each -> URLEncoder.encode(each, StandardCharsets.UTF_8))
            .collect(Collectors.joining("/", "workloads/", ""));
    PrintWriter out = spec.commandLine().getOut();
    if (declared) {
      WorkloadDeclaredView view = client.get(path + "/declared", WorkloadDeclaredView.class);
      out.print(
          form == Form.JSON
              ? BlueprintCommand.json(view)
              : DeclaredReport.render(view, main.terminal()));
      return 0;
    }
    WorkloadView view = client.get(path, WorkloadView.class);
    if (form == Form.JSON) {
      out.print(BlueprintCommand.json(view));
      return 0;
    }
    out.print(WorkloadReport.render(view, main.terminal()));
    out.print(declaredBeside(client, path));
    return 0;
  }

  /** A control that is older does not tell, and not everybody who sees traffic may know. */
  private String declaredBeside(ControlClient client, String path) {
    try {
      return DeclaredReport.render(
          client.get(path + "/declared", WorkloadDeclaredView.class), main.terminal());
    } catch (CommandFailure untold) {
      return untold.exitCode() == CommandFailure.WRONG_USAGE
          ? ""
          : "\n"
              + main.terminal().faint("What is declared is not told: " + untold.getMessage())
              + "\n";
    }
  }

  /**
   * Returns the id of the workload that a name means.
   *
   * @throws CommandFailure when none or more than one does, naming what there is
   */
  static String find(BlueprintView view, String name) {
    String[] parts = name.split("/");
    if (parts.length != 2 && parts.length != 3) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "'" + name + "' (expected: NAMESPACE/NAME or NAMESPACE/KIND/NAME)");
    }
    List<String> found =
        view.parties().stream()
            .filter(each -> each.kind().equals("workload"))
            .map(PartyView::id)
            .filter(id -> means(id.split("/"), parts))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    String hint =
        found.isEmpty()
            ? "no workload " + name + near(view, parts)
            : name
                + " is more than one workload: "
                + found.stream()
                    .map(id -> id.substring("workload/".length()))
                    .collect(Collectors.joining(", "));
    throw new CommandFailure(CommandFailure.WRONG_USAGE, hint);
  }

  private static boolean means(String[] id, String[] parts) {
    return id.length == 4
        && id[1].equals(parts[0])
        && id[3].equals(parts[parts.length - 1])
        && (parts.length == 2 || id[2].equalsIgnoreCase(parts[1]));
  }

  private static String near(BlueprintView view, String[] parts) {
    String there =
        view.parties().stream()
            .filter(each -> parts[0].equals(each.namespace()))
            .map(Parties::shortName)
            .sorted()
            .collect(Collectors.joining(", "));
    return there.isEmpty()
        ? "; there is no workload in namespace " + parts[0]
        : "; in namespace " + parts[0] + " there are: " + there;
  }
}
