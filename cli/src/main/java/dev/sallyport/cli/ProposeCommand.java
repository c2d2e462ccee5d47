// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.proof.Outcome;
import dev.sallyport.policy.proof.Simulation;
import dev.sallyport.policy.proof.Sufficiency;
import dev.sallyport.policy.proposal.Declared;
import dev.sallyport.policy.proposal.Manifest;
import dev.sallyport.policy.proposal.Proposal;
import dev.sallyport.policy.proposal.Target;
import dev.sallyport.policy.proposal.Translation;
import dev.sallyport.wire.api.DeclaredViews;
import dev.sallyport.wire.kube.CommentedYaml;
import dev.sallyport.wire.kube.ProposalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport propose}, also as {@code sallyport policy propose}. */
@Command(
    name = "propose",
    description = "Writes policies that allow what was seen and what must be possible, only that.",
    footer = {
      "",
      "One GuardPolicy for each workload: who may call it with what, whom it may call, and deny for",
      "the rest, in mode Observe. What speaks for a rule stands above it. Each proposal is simulated",
      "against all that it was made from before it is written; for NetworkPolicies the engine of",
      "`sallyport netpol` is asked for every edge that was seen.",
      "",
      "Exit codes: 0 written, 1 it would cut something that was seen, 2 there is nothing to propose.",
      "",
      "Examples:",
      "  sallyport propose -n shop --out policies/",
      "  sallyport propose --workload shop/catalog",
      "  sallyport propose --as networkpolicy --ledger ledger.ndjson.gz"
    })
final class ProposeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOTHING = 2;

  /** What is written. */
  enum As {
    GUARDPOLICY,
    NETWORKPOLICY,
    CILIUMNETWORKPOLICY,
    AUTHORIZATIONPOLICY
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Only workloads of this namespace.")
  private @Nullable String namespace;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "Only this workload, as namespace/name or a part of it.")
  private @Nullable String workload;

  @Option(
      names = "--as",
      paramLabel = "KIND",
      defaultValue = "guardpolicy",
      description =
          "guardpolicy, networkpolicy, ciliumnetworkpolicy or authorizationpolicy. Default:"
              + " ${DEFAULT-VALUE}")
  private As kind = As.GUARDPOLICY;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder to write to, one file for each workload. Default: standard output.")
  private @Nullable Path directory;

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

  @Override
  public Integer call() throws IOException {
    LedgerSource source = Main.ledger(spec, ledger, since);
    SortedMap<String, Baseline> baselines = Baseline.of(source.lines().stream(), source.now());
    List<Declared> declared =
        source.header().workloads().stream()
            .map(DeclaredViews::declared)
            .flatMap(Optional::stream)
            .toList();
    Map<String, String> documents = new LinkedHashMap<>();
    boolean cuts =
        kind == As.GUARDPOLICY
            ? guard(source, baselines, declared, documents)
            : translate(baselines, declared, documents);
    if (documents.isEmpty()) {
      throw new CommandFailure(
          NOTHING, "nothing to propose: no workload that was asked for was seen in this time");
    }
    write(documents);
    return cuts ? 1 : 0;
  }

  private boolean guard(
      LedgerSource source,
      SortedMap<String, Baseline> baselines,
      List<Declared> declared,
      Map<String, String> documents) {
    List<Policy> policies = new ArrayList<>();
    for (Proposal each : Proposal.of(baselines, declared)) {
      if (wanted(each.baseline().workload())) {
        policies.addAll(each.policies());
        documents.put(file(each.baseline().workload()), ProposalText.of(each));
      }
    }
    Simulation simulation =
        Simulation.of(source.trial(policies, false, Sufficiency.DEFAULT), source.lines().stream());
    boolean cuts = simulation.answer() != Simulation.Answer.CUTS_NOTHING;
    say(
        "%d policies for %d workloads, simulated against %d exchanges: %d would be denied, %d"
                .formatted(
                    policies.size(),
                    documents.size(),
                    simulation.exchanges(),
                    simulation.count(Outcome.DENIED),
                    simulation.count(Outcome.UNDECIDED))
            + " cannot be told");
    simulation.impacts().stream()
        .limit(20)
        .forEach(
            each ->
                say(
                    "  "
                        + each.outcome()
                        + ": "
                        + each.edge().source().displayName()
                        + " calls "
                        + each.edge().target().displayName()
                        + " with "
                        + each.edge().operation().key()));
    return cuts;
  }

  private boolean translate(
      SortedMap<String, Baseline> baselines,
      List<Declared> declared,
      Map<String, String> documents) {
    Target target =
        switch (kind) {
          case CILIUMNETWORKPOLICY -> Target.CILIUM_NETWORK_POLICY;
          case AUTHORIZATIONPOLICY -> Target.AUTHORIZATION_POLICY;
          case NETWORKPOLICY, GUARDPOLICY -> Target.NETWORK_POLICY;
        };
    SortedMap<String, Baseline> wanted = new TreeMap<>(baselines);
    wanted.values().removeIf(each -> !wanted(each.workload()));
    Translation translation = Translation.of(target, baselines, declared);
    for (Manifest each : translation.manifests()) {
      JsonNode object = JSON.valueToTree(each.object());
      String name = object.at("/metadata/name").asText();
      String space = object.at("/metadata/namespace").asText();
      boolean mine =
          wanted.values().stream()
              .anyMatch(
                  it ->
                      it.workload().namespace().equals(space)
                          && name.equals("sallyport-" + lower(it.workload())));
      if (mine) {
        documents.put(
            space + "-" + name + ".yaml", CommentedYaml.write(each.gaps(), object, Map.of()));
      }
    }
    translation.gaps().forEach(each -> say("gap: " + each));
    translation.denied().forEach(each -> say("would be denied: " + each));
    say(
        documents.size()
            + " manifests"
            + (target == Target.NETWORK_POLICY
                ? ", asked of the engine for every edge seen: "
                    + translation.denied().size()
                    + " denied"
                : ""));
    return !translation.denied().isEmpty();
  }

  private boolean wanted(Workload it) {
    String name = it.namespace() + "/" + it.name();
    return (namespace == null || it.namespace().equals(namespace))
        && (workload == null || name.equals(workload) || name.contains(workload));
  }

  private static String lower(Workload it) {
    return (it.name() + "-" + it.kind()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static String file(Workload it) {
    return it.namespace() + "-" + lower(it) + ".yaml";
  }

  private void write(Map<String, String> documents) throws IOException {
    Path folder = directory;
    if (folder == null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(String.join("---\n", documents.values()));
      out.flush();
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, String> each : documents.entrySet()) {
      Files.writeString(folder.resolve(each.getKey()), each.getValue());
    }
  }

  private void say(String text) {
    spec.commandLine().getErr().println(text);
  }
}
