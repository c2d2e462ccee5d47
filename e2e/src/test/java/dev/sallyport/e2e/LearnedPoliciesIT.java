// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.cli.Main;
import dev.sallyport.lab.LabCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of docs/five-minutes.md on the shop: what was learned is proposed, simulated and
 * enforced, customers notice nothing, and what was never seen is refused. What single policies do
 * is shown by {@link PoliciesIT}.
 */
@Tag("slow")
class LearnedPoliciesIT {
  /** Two minutes of customers. */
  private static final int LEARNED = 7200;

  private static final List<String> NAMESPACES = List.of("shop", "data", "ai");

  @TempDir Path directory;
  private ProtectedShop shop;

  @Test
  void whatWasLearnedIsProposedSimulatedAndEnforcedAndCustomersNoticeNothing() throws Exception {
    assumeTrue(
        ProtectedShop.isPossible(), "needs root and unshare, because it makes network namespaces");
    try (ProtectedShop started = ProtectedShop.start()) {
      shop = started;
      JsonNode before = shop.customers(LEARNED);
      assertThat(before.path("unexpected").asLong()).as("%s", before).isZero();
      shop.settle();
      shop.await("the ledger has what happened", () -> proposed().containsAll(expected()));
      for (String namespace : NAMESPACES) {
        Said proposal = sallyport("propose", "-n", namespace, "--out", directory.toString());
        tell("propose-" + namespace, proposal);
        assertThat(proposal.code()).as(proposal.text()).isZero();
      }
      Said simulation = sallyport("simulate", "-f", directory.toString());
      tell("simulate", simulation);
      assertThat(simulation.code()).as(simulation.text()).isZero();
      assertThat(simulation.text()).startsWith("Cuts nothing");

      String payments = Files.readString(directory.resolve("shop-payments-deployment.yaml"));
      tell("payments", new Said(0, payments));
      List<String> names = enforce();
      shop.await(
          "all of them are enforced everywhere", () -> inForce(names), () -> policies().toString());

      JsonNode after = shop.customers(1000);
      SoftAssertions facts = new SoftAssertions();
      facts.assertThat(after.path("broken").asLong()).as("%s", after).isZero();
      facts.assertThat(after.path("unexpected").asLong()).as("%s\n%s", after, denials()).isZero();
      // Where callees could not be named a proposal leaves the default open, and says so.
      boolean closes = payments.contains("outbound: Deny");
      facts.assertThat(closes || payments.contains("stays open by default")).as(payments).isTrue();
      if (closes) {
        facts
            .assertThat(call("payments", "https://api.openai.com/"))
            .as("a host that was never called")
            .isZero();
      }
      facts
          .assertThat(call("payments", "https://api.cardprocessor.example/"))
          .as("the processor that takes the cards")
          .isNotZero();
      tell("policy-list", sallyport("policy", "list"));
      tell("explain", sallyport("explain", "shop/payments", "api.openai.com"));
      tell("drift", sallyport("drift"));
      facts.assertAll();
    }
  }

  private record Said(int code, String text) {}

  /** Runs the tool as an operator would. */
  private Said sallyport(String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    List<String> words = new ArrayList<>(List.of("--server", shop.api().toString()));
    words.addAll(List.of(arguments));
    int code =
        Main.run(Map.of("SALLYPORT_TERMINAL", "0"), writer, writer, words.toArray(String[]::new));
    return new Said(code, out.toString());
  }

  /** Keeps what the tool says, for whoever renews the page. */
  private static void tell(String what, Said said) throws IOException {
    Path file = Path.of("target/five-minutes", what + ".txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, said.text());
  }

  /** Applies what was proposed, enforced; returns the names. */
  private List<String> enforce() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.sorted().toList()) {
        String yaml = Files.readString(each);
        for (String document : yaml.split("(?m)^---$")) {
          shop.cluster().apply(document.replace("mode: Observe", "mode: Enforce"));
        }
      }
    }
    List<String> names = new ArrayList<>();
    proposals().forEach(each -> each.path("policies").forEach(id -> names.add(id.asText())));
    return names.stream().filter(each -> NAMESPACES.contains(each.split("/")[0])).toList();
  }

  private boolean inForce(List<String> names) {
    Set<String> enforced = new HashSet<>();
    for (JsonNode each : policies()) {
      if (each.path("effective").asText().equals("enforced")) {
        enforced.add(each.path("id").asText());
      }
    }
    return enforced.containsAll(names);
  }

  private JsonNode policies() {
    return shop.get("/api/v1/policies").path("policies");
  }

  private JsonNode denials() {
    return shop.get("/api/v1/denials");
  }

  private JsonNode proposals() {
    return shop.get("/api/v1/proposals").path("proposals");
  }

  private Set<String> proposed() {
    Set<String> workloads = new HashSet<>();
    proposals().forEach(each -> workloads.add(each.path("workload").asText()));
    return workloads;
  }

  private static Set<String> expected() {
    return Set.of(
        "workload/shop/Deployment/storefront",
        "workload/shop/Deployment/catalog",
        "workload/shop/Deployment/checkout",
        "workload/shop/Deployment/payments",
        "workload/ai/Deployment/assistant");
  }

  private int call(String pod, String url) {
    LabCluster.Ended ended =
        shop.cluster()
            .exec(
                "shop",
                pod,
                "curl",
                "-sk",
                "-m",
                "60",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                url);
    return Integer.parseInt(ended.out().strip());
  }
}
