// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.netpol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.policy.network.AllowedConnection;
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

/** {@code sallyport netpol connections}. */
@Command(
    name = "connections",
    description = "Lists every connection between workloads and outside ranges that is allowed.",
    footer = {
      "",
      "A workload is namespace/name[Kind], outside addresses are the largest IPv4 ranges that are",
      "treated alike, {ingress-controller} and {gateway} stand for what routes requests in.",
      "Connections of a workload with itself are not listed.",
      "",
      "Examples:",
      "  sallyport netpol connections manifests/",
      "  kubectl get netpol,deploy,sts,ds,svc,ns -A -o yaml > all.yaml",
      "  sallyport netpol connections -o json all.yaml | jq '.[] | select(.dst==\"shop/db[StatefulSet]\")'"
    })
final class ConnectionsCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TABLE,
    JSON,
    CSV
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR|FILE", arity = "1..*", description = "Manifests, YAML or JSON.")
  private List<Path> paths = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, json or csv. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TABLE;

  @Override
  public Integer call() {
    List<AllowedConnection> all = Reachability.of(Manifests.read(paths, spec).network());
    PrintWriter out = spec.commandLine().getOut();
    switch (form) {
      case JSON -> json(all, out);
      case CSV -> csv(all, out);
      case TABLE -> table(all, out);
    }
    out.flush();
    return 0;
  }

  /** One line for each connection, so that the output can be compared with line tools. */
  private static void json(List<AllowedConnection> all, PrintWriter out) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    String before = "[";
    for (AllowedConnection each : all) {
      out.print(before + "\n  ");
      out.print(
          nodes
              .objectNode()
              .put("src", each.source().toString())
              .put("dst", each.target().toString())
              .put("conn", each.connections().toString()));
      before = ",";
    }
    out.println(all.isEmpty() ? "[]" : "\n]");
  }

  private static void csv(List<AllowedConnection> all, PrintWriter out) {
    out.println("src,dst,conn");
    for (AllowedConnection each : all) {
      out.println(each.source() + "," + each.target() + ",\"" + each.connections() + "\"");
    }
  }

  private static void table(List<AllowedConnection> all, PrintWriter out) {
    int source = 3;
    int target = 3;
    for (AllowedConnection each : all) {
      source = Math.max(source, each.source().toString().length());
      target = Math.max(target, each.target().toString().length());
    }
    String row = "%-" + source + "s  %-" + target + "s  %s%n";
    out.printf(row, "SRC", "DST", "CONN");
    for (AllowedConnection each : all) {
      out.printf(row, each.source(), each.target(), each.connections());
    }
  }
}
