// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How many recorded attacks are found and how much ordinary traffic raises an alarm. */
class InspectHttpEvaluationTest {
  private static final Path DATA =
      Path.of(System.getProperty("sallyport.root", ".."), "../shared/data");

  private static final class Count {
    private int attacks;
    private int found;
    private int benign;
    private int alarms;
  }

  private final InspectHttpCommand command = new InspectHttpCommand();

  @Test
  void mostAttacksAreFoundAndOrdinaryTrafficIsSilent() throws IOException {
    Map<String, Count> counts = counts(DATA.resolve("http_requests.jsonl"), false);
    print(counts);
    int attacks = counts.values().stream().mapToInt(count -> count.attacks).sum();
    int found = counts.values().stream().mapToInt(count -> count.found).sum();
    assertThat(found / (double) attacks).isGreaterThanOrEqualTo(0.8);
    assertThat(counts.get("api-traffic").alarms).isZero();
    Count chats = counts.get("llm-chat-body");
    assertThat(chats.alarms / (double) chats.benign).isLessThanOrEqualTo(0.01);
  }

  @Test
  void mostLeaksAreFound() throws IOException {
    Map<String, Count> counts = counts(DATA.resolve("http_response_leaks.jsonl"), true);
    print(counts);
    int attacks = counts.values().stream().mapToInt(count -> count.attacks).sum();
    int found = counts.values().stream().mapToInt(count -> count.found).sum();
    assertThat(found / (double) attacks).isGreaterThanOrEqualTo(0.8);
  }

  private Map<String, Count> counts(Path file, boolean answers) throws IOException {
    Assumptions.assumeTrue(Files.exists(file), "skipped: no evaluation data at " + file);
    Map<String, Count> counts = new TreeMap<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        count((ObjectNode) JsonLines.JSON.readTree(line), answers, counts);
      }
    }
    return counts;
  }

  private void count(ObjectNode row, boolean answers, Map<String, Count> counts) {
    boolean request = row.path("body").isNull();
    row.put("response", answers && !request);
    JsonNode answer = command.answer(row);
    Count count = counts.computeIfAbsent(row.path("family").asText(), key -> new Count());
    boolean alarm = answer.path("attack").asBoolean();
    if (row.path("expect").asText().equals("attack")) {
      count.attacks++;
      count.found += alarm ? 1 : 0;
    } else {
      count.benign++;
      count.alarms += alarm ? 1 : 0;
    }
  }

  private static void print(Map<String, Count> counts) {
    System.out.printf("%-40s %8s %8s %8s %8s%n", "family", "attacks", "found", "benign", "alarms");
    counts.forEach(
        (family, count) ->
            System.out.printf(
                "%-40s %8d %8d %8d %8d%n",
                family, count.attacks, count.found, count.benign, count.alarms));
  }
}
