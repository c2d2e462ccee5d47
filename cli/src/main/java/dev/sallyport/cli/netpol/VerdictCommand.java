// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.netpol;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.policy.network.ClusterNetwork;
import dev.sallyport.policy.network.NetworkProbe;
import dev.sallyport.policy.network.NetworkProbe.Answer;
import dev.sallyport.policy.network.NetworkProbe.End;
import dev.sallyport.policy.network.NetworkProbe.Side;
import dev.sallyport.policy.network.PodGroup;
import dev.sallyport.policy.network.Transport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport netpol verdict}. */
@Command(
    name = "verdict",
    description = "Answers whether one end may open a port of another, and which policy decides.",
    footer = {
      "",
      "Exit code 0 when it is allowed, 1 when it is not.",
      "",
      "Examples:",
      "  sallyport netpol verdict --from shop/web --to shop/db --port 5432 manifests/",
      "  sallyport netpol verdict --from shop/web --to 93.184.216.34 --port 443 manifests/",
      "  sallyport netpol verdict --from 10.0.0.7 --to shop/dns --port 53 --protocol udp -o json m/"
    })
final class VerdictCommand implements Callable<Integer> {
  /** Forms of the output. */
  enum Form {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "END",
      description = "namespace/workload or an address outside the cluster.")
  private String from = "";

  @Option(names = "--to", required = true, paramLabel = "END", description = "As --from.")
  private String to = "";

  @Option(names = "--port", required = true, paramLabel = "N", description = "Port that is opened.")
  private int port;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      defaultValue = "TCP",
      description = "tcp, udp or sctp. Default: ${DEFAULT-VALUE}")
  private Transport transport = Transport.TCP;

  @Parameters(paramLabel = "DIR|FILE", arity = "1..*", description = "Manifests, YAML or JSON.")
  private List<Path> paths = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}")
  private Form form = Form.TEXT;

  @Override
  public Integer call() {
    ClusterNetwork network = Manifests.read(paths, spec).network();
    Answer answer = probe(network).ask(network);
    PrintWriter out = spec.commandLine().getOut();
    if (form == Form.JSON) {
      ObjectNode object = new ObjectMapper().createObjectNode();
      object.put("allowed", answer.allowed());
      object
          .putObject("egress")
          .put("allowed", answer.egress().allowed())
          .put("because", answer.egress().because());
      object
          .putObject("ingress")
          .put("allowed", answer.ingress().allowed())
          .put("because", answer.ingress().because());
      out.println(object.toPrettyString());
    } else {
      out.println(answer.allowed() ? "allowed" : "denied");
      out.println("  egress of " + from + ": " + text(answer.egress()));
      out.println("  ingress of " + to + ": " + text(answer.ingress()));
    }
    out.flush();
    return answer.allowed() ? 0 : 1;
  }

  private NetworkProbe probe(ClusterNetwork network) {
    if (port < 1 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port: expected 1 to 65535, got " + port);
    }
    return new NetworkProbe(
        end(network, "--from", from), end(network, "--to", to), transport, port);
  }

  private End end(ClusterNetwork network, String option, String name) {
    return End.Outside.of(name)
        .orElseGet(
            () ->
                network.pods().stream()
                    .filter(pods -> called(pods, name))
                    .findFirst()
                    .<End>map(End.Pods::new)
                    .orElseThrow(() -> unknown(network, option, name)));
  }

  private static boolean called(PodGroup pods, String name) {
    String whole = name.indexOf('/') < 0 ? "default/" + name : name;
    return pods.toString().equals(whole) || (pods.namespace() + "/" + pods.name()).equals(whole);
  }

  private ParameterException unknown(ClusterNetwork network, String option, String name) {
    String known =
        String.join(
            ", ", network.pods().stream().map(PodGroup::toString).sorted().limit(8).toList());
    return new ParameterException(
        spec.commandLine(),
        option
            + ": no workload '"
            + name
            + "' in the manifests, and no address (there are: "
            + known
            + ")");
  }

  private static String text(Side side) {
    return (side.allowed() ? "allowed: " : "denied: ") + side.because();
  }
}
