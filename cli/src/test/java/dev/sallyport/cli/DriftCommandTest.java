// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.Edge;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LedgerLine;
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

class DriftCommandTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final Workload PAYMENTS = Workload.of("shop", "Deployment", "payments");

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final List<LedgerLine> lines = new ArrayList<>();

  @Test
  void aHostThatWasNeverCalledBeforeIsNamedWithItsConfidence() throws Exception {
    usual(30);
    assertThat(drift()).isZero();
    assertThat(out.toString()).startsWith("Nothing new since 2026-01-31T00:00:00Z.");
    calls("evil.example", 3, NOW.minus(Duration.ofHours(5)), LedgerLine.HOUR);
    assertThat(drift()).isEqualTo(1);
    assertThat(out.toString())
        .contains("host")
        .contains("shop/payments")
        .contains("evil.example")
        .contains("high (1.00)");
    assertThat(drift("other/")).isZero();
    assertThat(drift("-o", "json")).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(out.toString()).at("/drifts/0/exchanges").asInt())
        .isEqualTo(3);
  }

  @Test
  void aYoungWorkloadIsNotJudged() throws Exception {
    usual(2);
    calls("evil.example", 3, NOW.minus(Duration.ofHours(5)), LedgerLine.HOUR);
    assertThat(drift()).isZero();
    assertThat(out.toString()).contains("1 workload is too young to tell what is new.");
  }

  private void usual(int days) {
    for (int day = days; day > 0; day--) {
      calls("api.pay.example", 5, NOW.minus(Duration.ofDays(day)), LedgerLine.DAY);
    }
  }

  private void calls(String host, long times, Instant from, Duration length) {
    lines.add(
        new LedgerLine(
            new Edge(
                PAYMENTS,
                new ExternalHost(host, true),
                new HttpOperation("POST", "/v1", Protocol.HTTP1)),
            from,
            length,
            Map.of(StatusClass.SUCCEEDED, times),
            times,
            new TreeMap<>(),
            new TreeMap<>(),
            lines.isEmpty() ? from : lines.getFirst().from(),
            from.plus(length)));
  }

  private int drift(String... more) throws Exception {
    StringBuilder text = new StringBuilder();
    LedgerHeaderView header =
        new LedgerHeaderView(LedgerHeaderView.FORMAT, NOW, List.of(), List.of());
    text.append(ApiJson.mapper().writeValueAsString(header)).append('\n');
    for (LedgerLine line : lines) {
      text.append(ApiJson.mapper().writeValueAsString(LedgerViews.of(line))).append('\n');
    }
    Path ledger = Files.writeString(directory.resolve("ledger.ndjson"), text);
    out.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of("drift", "--ledger", ledger.toString()));
    arguments.addAll(List.of(more));
    return Main.run(
        Map.of("SALLYPORT_TERMINAL", "0"),
        new PrintWriter(out, true),
        new PrintWriter(out, true),
        arguments.toArray(String[]::new));
  }
}
