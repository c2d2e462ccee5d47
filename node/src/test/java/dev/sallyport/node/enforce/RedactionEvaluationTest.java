// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.DataGroup;
import dev.sallyport.model.Direction;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.protocol.redaction.RedactionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Recorded streams of model providers through a guarded connection, cut where networks cut. */
class RedactionEvaluationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE =
      Path.of(
          System.getenv()
              .getOrDefault(
                  "SALLYPORT_EVALUATION_DATA",
                  System.getProperty("sallyport.root", "..") + "/../shared/data"),
          "stream_redaction.jsonl");
  private static final Set<DataClass> CLASSES =
      Arrays.stream(DataClass.values())
          .filter(
              each ->
                  each == DataClass.EMAIL_ADDRESS
                      || each == DataClass.PHONE_NUMBER
                      || Set.of(
                              DataGroup.FINANCIAL,
                              DataGroup.NATIONAL_IDENTIFIER,
                              DataGroup.HEALTH,
                              DataGroup.CREDENTIAL)
                          .contains(each.group()))
          .collect(Collectors.toSet());
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n";

  private final Enforcement enforcement =
      new Enforcement(
          EnforceLimits.DEFAULT,
          new DataRedactor(
              StandardData.sensitiveData(DataLimits.DEFAULT), RedactionLimits.DEFAULT));

  private String redacted(byte[] answer, List<Integer> cuts) {
    Wire wire = new Wire(enforcement, 80).between(Wire.CALLER, Wire.CALLED);
    wire.client("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    int from = 0;
    for (int cut : cuts) {
      int to = Math.clamp(cut, from, answer.length);
      wire.server(new String(answer, from, to - from, ISO_8859_1));
      from = to;
    }
    wire.server(new String(answer, from, answer.length - from, ISO_8859_1));
    String passed = new String(wire.toClient.toByteArray(), UTF_8);
    return passed.substring(passed.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void noValueIsVisibleAtAnyCutAndAllElseStays() throws IOException {
    Assumptions.assumeTrue(Files.exists(FILE), "skipped: no evaluation data at " + FILE);
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.OPEN,
                false,
                Policies.onAny(
                    new Response.Redact(
                        new Redaction(
                            CLASSES, Set.of(Direction.FROM_SERVER), Redaction.Method.MASK))))));
    int streams = 0;
    try (Stream<String> lines = Files.lines(FILE)) {
      for (String line : (Iterable<String>) lines::iterator) {
        check(JSON.readTree(line));
        streams++;
      }
    }
    assertThat(streams).isPositive();
    assertThat(enforcement.counters()).containsEntry("redaction_unlooked", 0L);
  }

  private void check(JsonNode asked) throws IOException {
    String stream = asked.path("stream").textValue();
    byte[] body = stream.getBytes(UTF_8);
    String type =
        stream.stripLeading().startsWith("{") ? "application/x-ndjson" : "text/event-stream";
    String head = HEAD.formatted(type, body.length);
    byte[] answer = (head + stream).getBytes(UTF_8);
    List<Integer> cuts =
        IntStream.range(0, asked.path("tcp_cuts").size())
            .mapToObj(i -> head.length() + asked.path("tcp_cuts").get(i).asInt())
            .toList();
    String whole = redacted(answer, List.of());
    for (List<Integer> each :
        List.of(
            cuts,
            IntStream.range(1, answer.length)
                .filter(i -> body.length < 4000 || i % 7 == 0)
                .boxed()
                .toList(),
            IntStream.range(0, answer.length / 1460).mapToObj(i -> 1460 * (i + 1)).toList())) {
      assertThat(redacted(answer, each)).as(asked.path("id").asText()).isEqualTo(whole);
    }
    assertThat(whole.getBytes(UTF_8)).hasSameSizeAs(body);
    if (asked.path("must_survive").asBoolean()) {
      assertThat(whole).as(asked.path("id").asText()).isEqualTo(stream);
    }
    Map<String, StringBuilder> texts = new TreeMap<>();
    for (String line : whole.split("\n")) {
      String json = line.startsWith("data:") ? line.substring(5) : line;
      if (json.strip().startsWith("{")) {
        join("", JSON.readTree(json), texts);
      }
    }
    for (JsonNode value : asked.path("must_not_appear")) {
      assertThat(whole).as(asked.path("id").asText()).doesNotContain(value.asText());
      for (StringBuilder text : texts.values()) {
        assertThat(text.toString()).as(asked.path("id").asText()).doesNotContain(value.asText());
      }
    }
  }

  /** Joins texts at the same place, as readers of such streams do. */
  private static void join(String path, JsonNode node, Map<String, StringBuilder> texts) {
    if (node.isTextual()) {
      texts.computeIfAbsent(path, at -> new StringBuilder()).append(node.textValue());
    } else if (node.isObject()) {
      node.properties().forEach(each -> join(path + "." + each.getKey(), each.getValue(), texts));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        join(path + "[" + i + "]", node.get(i), texts);
      }
    }
  }
}
