// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.LedgerHeaderView;
import dev.sallyport.wire.api.LedgerViews;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final Workload STOREFRONT = Workload.of("shop", "Deployment", "storefront");
  private static final Workload CATALOG = Workload.of("shop", "Deployment", "catalog");

  private static final String POLICY =
      """
      # Where the policy begins is told in reports.
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other}
      ---
      apiVersion: sallyport.dev/v1alpha1
      kind: GuardPolicy
      metadata: {name: catalog, namespace: shop}
      spec:
        protects: {workloads: [{kind: Deployment, name: catalog}]}
        default: {inbound: Deny}
        inbound:
          - name: storefront
            from: [{workload: storefront}]
            calls: [{http: {methods: [GET], paths: ["/items/{id}"]}}]
            then: {allow: {}}
      """;

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Policies that live in the cluster, as YAML. */
  private List<String> living = List.of();

  @Test
  void exitsWithZeroWhenNothingIsCut() throws Exception {
    assertThat(simulate(ledger(get("/items/{id}"), 30), POLICY)).isZero();
    assertThat(out.toString()).startsWith("Cuts nothing: 60 exchanges");
  }

  @Test
  void exitsWithOneAndNamesTheOwnerWhenSomethingIsCut() throws Exception {
    Path ledger = ledger(new HttpOperation("DELETE", "/items/{id}", Protocol.HTTP1), 30);
    assertThat(simulate(ledger, POLICY)).isEqualTo(1);
    assertThat(out.toString())
        .contains("Would have cut 60 of 60")
        .contains("shop/storefront")
        .contains("DELETE /items/{id}")
        .contains("shop/catalog (default)");
  }

  @Test
  void whatLivingPoliciesDenyAnyhowIsLeftOutUnlessAskedAlone() throws Exception {
    living =
        List.of(
            POLICY
                .replace("spec:", "spec:\n  mode: Enforce")
                .replace("name: catalog,", "name: closed,"));
    Path ledger = ledger(new HttpOperation("DELETE", "/items/{id}", Protocol.HTTP1), 30);
    assertThat(simulate(ledger, POLICY)).isZero();
    assertThat(out.toString()).contains("60 are left to policies").contains("shop/closed");
    assertThat(simulate(ledger, POLICY, "--alone")).isEqualTo(1);
  }

  @Test
  void exitsWithTwoWhenItCannotBeTold() throws Exception {
    String literal = POLICY.replace("/items/{id}", "/items/42");
    assertThat(simulate(ledger(get("/items/{id}"), 30), literal)).isEqualTo(2);
    assertThat(out.toString()).contains("Cannot tell").contains("only the template of the path");
  }

  @Test
  void exitsWithTwoWhenNothingWasSeenOrThePolicyIsBroken() throws Exception {
    assertThat(simulate(ledger(get("/items/{id}"), 0), POLICY)).isEqualTo(2);
    assertThat(out.toString()).contains("Nothing to try");
    assertThat(simulate(ledger(get("/items/{id}"), 3), POLICY.replace("Deny", "Forbid")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("spec.default.inbound").contains("Forbid");
  }

  @Test
  void youngIdentitiesAreSaidAndFailOnlyWhenAskedTo() throws Exception {
    Path ledger = ledger(get("/items/{id}"), 2);
    assertThat(simulate(ledger, POLICY)).isZero();
    assertThat(out.toString()).contains("NOT SEEN LONG ENOUGH").contains("2 daily");
    assertThat(simulate(ledger, POLICY, "--strict")).isEqualTo(2);
    assertThat(simulate(ledger, POLICY, "--strict", "--min-days", "2", "--min-age", "1d")).isZero();
  }

  @Test
  void whatIsOlderThanAskedForIsLeftOut() throws Exception {
    Path ledger = ledger(get("/items/{id}"), 30);
    assertThat(simulate(ledger, POLICY, "--since", "10d")).isZero();
    assertThat(out.toString()).contains("20 exchanges");
  }

  @Test
  void sarifPointsAtThePolicyInItsFile() throws Exception {
    Path ledger = ledger(new HttpOperation("DELETE", "/items/{id}", Protocol.HTTP1), 30);
    assertThat(simulate(ledger, POLICY, "-o", "sarif")).isEqualTo(1);
    JsonNode root = new ObjectMapper().readTree(out.toString());
    JsonNode result = root.at("/runs/0/results/0");
    assertThat(root.get("version").asText()).isEqualTo("2.1.0");
    assertThat(result.get("ruleId").asText()).isEqualTo("would-deny");
    assertThat(result.get("level").asText()).isEqualTo("error");
    JsonNode place = result.at("/locations/0/physicalLocation");
    assertThat(place.at("/artifactLocation/uri").asText()).endsWith("policy.yaml");
    assertThat(place.at("/region/startLine").asInt()).isBetween(5, 7);
  }

  @Test
  void markdownIsATableForAReview() throws Exception {
    Path ledger = ledger(new HttpOperation("DELETE", "/items/{id}", Protocol.HTTP1), 30);
    assertThat(simulate(ledger, POLICY, "-o", "markdown")).isEqualTo(1);
    assertThat(out.toString())
        .contains("| denied | shop/storefront | shop/catalog | `DELETE /items/{id}` | 60 |");
  }

  @Test
  void aFileThatIsNoLedgerIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("no.ndjson"), "{\"some\": 1}\n");
    assertThat(simulate(file, POLICY)).isEqualTo(64);
    assertThat(err.toString()).contains("is no exported ledger");
  }

  private int simulate(Path ledger, String policy, String... more) throws Exception {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("simulate", "-f", file.toString(), "--ledger", ledger.toString()));
    arguments.addAll(List.of(more));
    return Main.run(
        Map.of("SALLYPORT_TERMINAL", "0"),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments.toArray(String[]::new));
  }

  private static Operation get(String path) {
    return new HttpOperation("GET", path, Protocol.HTTP1);
  }

  /** A ledger with two exchanges on each of the last days. */
  private Path ledger(Operation operation, int days) throws Exception {
    StringBuilder text = new StringBuilder();
    LedgerHeaderView header =
        new LedgerHeaderView(LedgerHeaderView.FORMAT, NOW, List.of(), living());
    text.append(ApiJson.mapper().writeValueAsString(header)).append('\n');
    for (int day = days; day > 0; day--) {
      LedgerLine line =
          new LedgerLine(
              new Edge(STOREFRONT, CATALOG, operation),
              NOW.minus(Duration.ofDays(day)),
              LedgerLine.DAY,
              Map.of(StatusClass.SUCCEEDED, 2L),
              2,
              new TreeMap<>(),
              new TreeMap<>(),
              NOW.minus(Duration.ofDays(days)),
              NOW);
      text.append(ApiJson.mapper().writeValueAsString(LedgerViews.of(line))).append('\n');
    }
    return Files.writeString(directory.resolve("ledger-" + days + ".ndjson"), text);
  }

  private List<JsonNode> living() throws Exception {
    List<JsonNode> objects = new ArrayList<>();
    for (String each : living) {
      String document = each.substring(each.indexOf("---") + 4);
      objects.add(new ObjectMapper(new YAMLFactory()).readTree(document));
    }
    return objects;
  }
}
