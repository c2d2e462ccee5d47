// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Edge;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.StatusClass;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.api.ApiJson;
import dev.sallyport.wire.api.LedgerHeaderView;
import dev.sallyport.wire.api.LedgerHeaderView.DeclaredView;
import dev.sallyport.wire.api.LedgerHeaderView.PortView;
import dev.sallyport.wire.api.LedgerHeaderView.ProbeView;
import dev.sallyport.wire.api.LedgerNames;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposeCommandTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final Workload STOREFRONT = workload("Deployment", "storefront");
  private static final Workload CATALOG = workload("Deployment", "catalog");
  private static final Workload DATABASE = workload("StatefulSet", "database");
  private static final Workload DNS = workload("Deployment", "coredns");

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path ledger;

  @BeforeEach
  void write() throws Exception {
    DeclaredView catalog =
        new DeclaredView(
            LedgerNames.of(CATALOG),
            Map.of(),
            List.of(new PortView(8080, "TCP", "http")),
            List.of(new ProbeView(8080, "/healthz", false)),
            List.of(),
            false,
            false);
    List<Object> lines = new ArrayList<>();
    lines.add(new LedgerHeaderView(LedgerHeaderView.FORMAT, NOW, List.of(catalog), List.of()));
    for (int day = 30; day > 0; day--) {
      lines.add(line(STOREFRONT, CATALOG, http("GET", "/items/{id}"), day));
      lines.add(line(STOREFRONT, CATALOG, http("GET", "/items"), day));
      lines.add(
          line(CATALOG, DATABASE, new QueryOperation("SELECT", "items", Protocol.POSTGRESQL), day));
      lines.add(
          line(STOREFRONT, DNS, new LookupOperation("A", "catalog.shop.svc.cluster.local"), day));
    }
    StringBuilder text = new StringBuilder();
    for (Object each : lines) {
      text.append(ApiJson.mapper().writeValueAsString(each)).append('\n');
    }
    ledger = Files.writeString(directory.resolve("ledger.ndjson"), text);
  }

  @Test
  void whatIsProposedReadsWellAndIsSimulatedToCutNothing() throws Exception {
    assertThat(run("propose", "--workload", "shop/catalog", "--out", directory + "/p")).isZero();
    assertThat(err.toString()).contains("0 would be denied, 0 cannot be told");
    Path file = directory.resolve("p/shop-catalog-deployment.yaml");
    assertThat(Files.readString(file))
        .contains("kind: GuardPolicy")
        .contains("confidence high")
        .contains("# shop/storefront: 60 exchanges on 30 days")
        .contains("- {http: {methods: [GET], paths: [/items, \"/items/{id}\"]}}")
        .contains("name: probes")
        .contains("- {sql: {verbs: [SELECT], tables: [items]}}")
        .contains("mode: Observe");
    assertThat(run("simulate", "-f", file.toString())).as(out.toString()).isZero();
    assertThat(out.toString()).startsWith("Cuts nothing: 120 exchanges");
  }

  @Test
  void networkPoliciesComeWithTheirGaps() {
    assertThat(run("propose", "-n", "shop", "--as", "networkpolicy")).isZero();
    assertThat(out.toString()).contains("kind: NetworkPolicy").contains("port: 8080");
    assertThat(err.toString()).contains("gap: ").contains("for every edge seen: 0 denied");
  }

  @Test
  void nothingSeenIsNothingToPropose() {
    assertThat(run("propose", "-n", "elsewhere")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing to propose");
  }

  @Test
  void theBaselineNamesPeersOperationsAndConfidence() {
    assertThat(run("baseline", "shop/catalog")).isZero();
    assertThat(out.toString())
        .contains("seen on 30 days (daily)")
        .contains("confidence high")
        .containsPattern("from\\s+shop/storefront\\s+GET /items\\s+30\\s+30 daily")
        .containsPattern("to\\s+shop/database\\s+SELECT items");
    assertThat(run("baseline", "shop/nobody")).isEqualTo(64);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--ledger", ledger.toString()));
    return Main.run(
        Map.of("SALLYPORT_TERMINAL", "0"),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        all.toArray(String[]::new));
  }

  private static Workload workload(String kind, String name) {
    return new Workload("shop", kind, name, name, new TreeMap<>(Map.of("app", name)));
  }

  private static Operation http(String method, String path) {
    return new HttpOperation(method, path, Protocol.HTTP1);
  }

  private static Object line(Party source, Party target, Operation operation, int daysAgo) {
    return LedgerViews.of(
        new LedgerLine(
            new Edge(source, target, operation),
            NOW.minus(Duration.ofDays(daysAgo)),
            LedgerLine.DAY,
            Map.of(StatusClass.SUCCEEDED, 1L),
            1,
            new TreeMap<>(),
            new TreeMap<>(),
            NOW.minus(Duration.ofDays(30)),
            NOW));
  }
}
