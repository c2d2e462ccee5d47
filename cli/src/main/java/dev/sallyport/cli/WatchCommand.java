// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.DenialView;
import dev.sallyport.wire.api.DenialsView;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport watch}. */
@Command(
    name = "watch",
    description = "Prints what happens as it happens: what policies deny, or would.",
    footer = {
      "",
      "A line for each edge, operation and rule whenever it denied more; nothing of the messages",
      "themselves. End it with Ctrl-C.",
      "",
      "Examples:",
      "  sallyport watch --denied",
      "  sallyport watch --denied --policy shop/catalog-read-only -o json"
    })
final class WatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--denied", required = true, description = "What policies deny, or would.")
  private boolean denied;

  @Option(names = "--policy", paramLabel = "POLICY", description = "Only by this policy.")
  private @Nullable String policy;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table or json, a line each. Default: ${DEFAULT-VALUE}")
  private EdgesCommand.Form form = EdgesCommand.Form.TABLE;

  private final Map<List<Object>, Long> seen = new HashMap<>();
  private boolean first = true;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Main.client(spec).stream(
        "denials/stream",
        data -> {
          show(read(data), out);
          out.flush();
          return !out.checkError();
        });
    return 0;
  }

  private static DenialsView read(String data) {
    try {
      return ApiJson.mapper().readValue(data, DenialsView.class);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          CommandFailure.UNAVAILABLE, "the control program sent something that is no denial");
    }
  }

  /** What is there at the beginning is told as it stands; later only what came on top. */
  private void show(DenialsView view, PrintWriter out) {
    for (DenialView each : view.denials().reversed()) {
      List<Object> key =
          List.of(
              each.edge(),
              each.operation(),
              each.policy(),
              each.version(),
              each.rule(),
              each.wouldBe(),
              each.done());
      Long before = seen.put(key, each.exchanges());
      long more = each.exchanges() - (before == null ? 0 : before);
      if (more > 0 && (policy == null || each.policy().equals(policy))) {
        out.println(form == EdgesCommand.Form.JSON ? json(each) : line(each, more));
      }
    }
    if (first && view.denials().isEmpty() && form == EdgesCommand.Form.TABLE) {
      out.println("Nothing was denied so far; waiting.");
    }
    first = false;
  }

  private static String json(DenialView each) {
    try {
      return ApiJson.mapper().writeValueAsString(each);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain fields can be written", e);
    }
  }

  private String line(DenialView each, long more) {
    Terminal terminal = Main.terminal(spec);
    String what =
        switch (each.done()) {
          case "failed-open" -> terminal.warn("passed unchecked");
          case "failed-closed" -> terminal.bad("denied unchecked");
          default -> each.wouldBe() ? terminal.warn("would deny") : terminal.bad("denied");
        };
    return "%s  %s %d×  %s -> %s  %s  by %s"
        .formatted(
            each.lastSeen().truncatedTo(ChronoUnit.SECONDS),
            what,
            more,
            PartyIds.name(each.source()),
            PartyIds.name(each.target()),
            each.operation(),
            each.policy() + (each.rule().isEmpty() ? " (default)" : "/" + each.rule()));
  }
}
