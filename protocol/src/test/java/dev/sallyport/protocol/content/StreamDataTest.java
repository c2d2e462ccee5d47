// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.Message;
import dev.sallyport.protocol.Dialogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams of model providers, from the evaluation data where that is there. */
class StreamDataTest {
  @Test
  void everyStreamGivesItsTextInOnePieceHoweverItIsCut() throws Exception {
    Path data =
        Path.of(
            System.getProperty("sallyport.root", ".."), "../shared/data/stream_redaction.jsonl");
    assumeTrue(Files.exists(data), "no evaluation data");
    ObjectMapper json = new ObjectMapper();
    int streams = 0;
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(data)) {
      JsonNode row = json.readTree(line);
      byte[] stream = row.get("stream").asText().getBytes(StandardCharsets.UTF_8);
      boolean lines = row.get("provider").asText().equals("ollama");
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: "
              + (lines ? "application/x-ndjson" : "text/event-stream; charset=utf-8")
              + "\r\nContent-Length: "
              + stream.length
              + "\r\n\r\n";
      Dialogue dialogue =
          Dialogue.empty()
              .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
              .server(head)
              .with(dev.sallyport.model.Direction.FROM_SERVER, stream);
      List<String> whole = Said.of(dialogue);
      int[] at = {0};
      JsonNode cuts = row.get("tcp_cuts");
      List<String> pieces =
          Said.of(
              dialogue,
              ContentLimits.DEFAULT,
              left -> 1 + (at[0]++ < cuts.size() ? cuts.get(at[0] - 1).asInt() % 37 : 5));
      assertThat(pieces).isEqualTo(whole);
      String text = row.get("full_text").asText();
      String answer = whole.getLast();
      // A tool's arguments are a string that holds JSON.
      String escaped = json.writeValueAsString(text);
      escaped = escaped.substring(1, escaped.length() - 1);
      String joined = answer.replaceFirst(" \\| STREAM events[\\s\\S]*", "");
      if (!joined.contains(text) && !joined.contains(escaped)) {
        wrong.add(row.get("id").asText() + " " + joined);
      }
      streams++;
    }
    assertThat(wrong).isEmpty();
    assertThat(streams).isGreaterThan(100);
  }

  @Test
  void everyRecordedStreamGivesEventsAndMostGiveText() throws Exception {
    Path data =
        Path.of(System.getProperty("sallyport.root", ".."), "../shared/data/wire_samples.jsonl");
    assumeTrue(Files.exists(data), "no evaluation data");
    ObjectMapper json = new ObjectMapper();
    MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);
    List<String> silent = new ArrayList<>();
    int streams = 0;
    for (String line : Files.readAllLines(data)) {
      JsonNode row = json.readTree(line);
      // Edge cases of events have no text of a model.
      if (!row.get("kind").asText().equals("stream")
          || row.get("api").asText().equals("sse-edge-case")) {
        continue;
      }
      boolean binary = row.get("format").asText().startsWith("aws");
      String body = row.get("body").asText();
      byte[] octets =
          binary
              ? java.util.Base64.getDecoder().decode(body)
              : body.getBytes(StandardCharsets.UTF_8);
      String type = binary ? "application/vnd.amazon.eventstream" : "text/event-stream";
      String said =
          Said.text(
              assembler.of("", "", 200, List.of(new Message.Field("Content-Type", type)), octets));
      streams++;
      if (!said.contains("STREAM $.")) {
        silent.add(row.get("id").asText() + " " + row.get("provider") + " " + said);
      }
    }
    assembler.release();
    assertThat(streams).isGreaterThan(12);
    // Some only call tools, or end before they begin.
    assertThat(silent).hasSizeLessThan(streams / 2);
  }
}
