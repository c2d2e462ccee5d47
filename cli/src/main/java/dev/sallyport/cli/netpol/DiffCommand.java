// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.netpol;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sallyport.policy.network.NetworkDiff;
import dev.sallyport.policy.network.NetworkDiff.Change;
import dev.sallyport.policy.network.Reachability;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport netpol diff}. */
@Command(
    name = "diff",
    description = "Compares what two sets of manifests allow.",
    footer = {
      "",
      "Exit code 0 when both allow the same, 1 when they differ.",
      "",
      "Examples:",
      "  sallyport netpol diff main/ branch/",
      "  sallyport netpol diff -o json before.yaml after.yaml"
    })
final class DiffCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "BEFORE", description = "Folder or file of manifests.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "Folder or file of manifests.")
  private Path after = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TEXT;

  @Override
  public Integer call() {
    List<Change> changes =
        NetworkDiff.of(
            Reachability.of(Manifests.read(List.of(before), spec).network()),
            Reachability.of(Manifests.read(List.of(after), spec).network()));
    PrintWriter out = spec.commandLine().getOut();
    if (form == Form.JSON) {
      out.println(json(changes));
    } else {
      changes.forEach(change -> out.println(text(change)));
    }
    out.flush();
    return changes.isEmpty() ? 0 : 1;
  }

  private static String json(List<Change> changes) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (Change each : changes) {
      array
          .addObject()
          .put("change", each.kind())
          .put("src", each.source().toString())
          .put("dst", each.target().toString())
          .put("before", each.before().toString())
          .put("after", each.after().toString());
    }
    return array.toPrettyString();
  }

  private static String text(Change change) {
    String sign =
        switch (change.kind()) {
          case "added" -> "+ ";
          case "removed" -> "- ";
          default -> "~ ";
        };
    return sign
        + change.source()
        + " => "
        + change.target()
        + " : "
        + (change.kind().equals("added") ? "" : change.before())
        + (change.kind().equals("changed") ? " -> " : "")
        + (change.kind().equals("removed") ? "" : change.after());
  }
}
