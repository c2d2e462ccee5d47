// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import dev.sallyport.policy.PolicySet;
import dev.sallyport.wire.api.ExplainedRuleView;
import dev.sallyport.wire.api.ExplainedTierView;
import dev.sallyport.wire.api.ExplanationView;
import dev.sallyport.wire.api.PolicyQuestion;
import dev.sallyport.wire.api.PolicyViews;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport policy explain}. */
@Command(
    name = "explain",
    description = "Answers whether one call may pass, and why.",
    footer = {
      "",
      "FROM and TO are namespace/name, namespace/Kind/name, outside, kube-api, or a host's name.",
      "With -f nothing is asked of a server: the files are all the policies there are, and labels",
      "and service accounts of workloads are not known.",
      "",
      "Exit codes: 0 it may pass, 1 it is denied",
      "",
      "Examples:",
      "  sallyport policy explain shop/storefront shop/catalog DELETE /catalog/7",
      "  sallyport policy explain shop/orders shop/StatefulSet/db DROP customers \\",
      "      --protocol postgresql",
      "  sallyport policy explain shop/assistant api.openai.com POST /v1/chat/completions \\",
      "      --carries CREDIT_CARD",
      "  sallyport policy explain -f policies/ shop/storefront shop/catalog GET /catalog/7"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FROM TO [VERB [SUBJECT]]",
      arity = "2..4",
      description = "Who calls whom; method and path, or what the protocol has instead.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--protocol",
      paramLabel = "ID",
      defaultValue = "http",
      description = "http, grpc, postgresql, redis, kafka, … Default: ${DEFAULT-VALUE}")
  private String protocol = "http";

  @Option(names = "--port", paramLabel = "PORT", description = "Destination port.")
  private int port;

  @Option(names = "--host", paramLabel = "NAME", description = "Host that the request names.")
  private String host = "";

  @Option(names = "--model", paramLabel = "NAME", description = "Language model asked for.")
  private String model = "";

  @Option(
      names = "--carries",
      paramLabel = "CLASS",
      description = "Data in the request, for example CREDIT_CARD; may be repeated.")
  private List<String> carries = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Ask these files or folders instead of a control program.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  @Override
  public Integer call() {
    PolicyQuestion question =
        new PolicyQuestion(
            words.get(0),
            words.get(1),
            words.size() > 2 ? words.get(2) : "",
            words.size() > 3 ? words.get(3) : "",
            protocol,
            port,
            host,
            model,
            carries);
    ExplanationView view = files.isEmpty() ? asked(question) : own(question);
    spec.commandLine()
        .getOut()
        .print(
            form == EdgesCommand.Form.JSON
                ? BlueprintCommand.json(view)
                : text(view, Main.terminal(spec)));
    return view.verdict().equals("deny") ? 1 : 0;
  }

  private ExplanationView asked(PolicyQuestion question) {
    Query query =
        new Query("policies/explain")
            .and("from", question.from())
            .and("to", question.to())
            .and("verb", question.verb())
            .and("subject", question.subject())
            .and("protocol", question.protocol())
            .and("port", Integer.toString(question.port()))
            .and("host", question.host())
            .and("model", question.model());
    for (String each : question.carries()) {
      query = query.and("carries", each);
    }
    return Main.client(spec).get(query.text(), ExplanationView.class);
  }

  private ExplanationView own(PolicyQuestion question) {
    try {
      PolicySet set = PolicySet.compile(WrittenPolicies.read(files, List.of()).policies());
      return PolicyViews.explanation(
          question,
          set.explain(
              PolicyQuestion.party(question.from()),
              PolicyQuestion.party(question.to()),
              question.port(),
              question.known(Instant.now())));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.WRONG_USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static String text(ExplanationView view, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    boolean denied = view.verdict().equals("deny");
    out.append(view.question()).append('\n');
    out.append(denied ? terminal.bad(view.answer()) : terminal.good(view.answer())).append('\n');
    for (ExplainedTierView tier : view.tiers()) {
      if (tier.rules().isEmpty() && tier.defaults().isEmpty()) {
        continue;
      }
      out.append(
          "%n%s policies, tier %s: %s%n"
              .formatted(tier.side(), tier.tier(), tier.outcome().replace('-', ' ')));
      tier.rules().forEach(rule -> out.append(line(rule, terminal)));
      tier.defaults()
          .forEach(each -> out.append("    ").append(each).append(" denies by default\n"));
    }
    return out.toString();
  }

  private static String line(ExplainedRuleView rule, Terminal terminal) {
    String name = rule.policy() + "/" + rule.rule() + " " + rule.then();
    String why =
        switch (rule.applies()) {
          case "yes" -> rule.decides() ? "applies and decides" : "applies";
          case "no" -> "does not apply: " + rule.because();
          default -> "open: " + rule.because();
        };
    String only = rule.acts() ? "" : " (only observes)";
    String text = "  " + (rule.decides() ? "> " : "  ") + name + ": " + why + only;
    return (rule.decides() ? terminal.bold(text) : text) + "\n";
  }
}
