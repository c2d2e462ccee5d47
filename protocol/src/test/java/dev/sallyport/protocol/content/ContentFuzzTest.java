// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.protocol.Corpus;
import dev.sallyport.protocol.Dialogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * No bytes make reading of content throw, hold more than its limits, keep anything at the end, or
 * depend on the cuts.
 */
class ContentFuzzTest {
  private static final int MUTANTS = Integer.getInteger("sallyport.fuzz.mutants", 400);

  private static final ContentLimits TIGHT =
      new ContentLimits(512, 1024, 20, 16 << 10, 1 << 20, 6, 4, 4);

  private static List<Dialogue> corpus() throws IOException {
    List<Dialogue> all = new ArrayList<>(Corpus.all());
    String parts =
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\nContent-Type:"
            + " multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ninner\r\n--c--\r\n--b--";
    all.add(post("multipart/form-data; boundary=b", "", parts.getBytes(StandardCharsets.UTF_8)));
    byte[] json =
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"x\":[1,{}]}}"
            .getBytes(StandardCharsets.UTF_8);
    all.add(post("application/json", "", json));
    all.add(post("application/json", "gzip", MessageAssemblerTest.gzip(json)));
    all.add(post("application/json", "deflate", MessageAssemblerTest.zlib(json)));
    all.add(post("application/json", "zstd", com.github.luben.zstd.Zstd.compress(json, 9)));
    all.add(post("text/plain; charset=utf-16", "", "Zürich".getBytes(StandardCharsets.UTF_16)));
    byte[] field = MessageAssemblerTest.message(3, MessageAssemblerTest.message(1, json));
    byte[] frame = MessageAssemblerTest.concat(new byte[] {0, 0, 0, 0, (byte) field.length}, field);
    all.add(post("application/grpc", "", frame));
    String events =
        "event: a\r\ndata: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"4\\u00e9\\ud83d\"}}]}"
            + "\n\n: x\rdata:plain\n\ndata\ndata: {\"type\":\"response.output_text.delta\","
            + "\"output_index\":0,\"delta\":\"abc\"}\n\ndata: [DONE]\n\n";
    all.add(stream("text/event-stream", events.getBytes(StandardCharsets.UTF_8)));
    all.add(
        stream(
            "application/x-ndjson",
            "{\"message\":{\"content\":\"a\"}}\n{\"message\":{\"content\":\"b\"}}"
                .getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  private static Dialogue post(String type, String coding, byte[] body) {
    return Dialogue.empty()
        .client(
            "POST /graphql?query={a} HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(
                    type,
                    coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n",
                    body.length))
        .with(Direction.FROM_CLIENT, body)
        .server("HTTP/1.1 204 No Content\r\n\r\n");
  }

  private static Dialogue stream(String type, byte[] body) {
    return Dialogue.empty()
        .client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .server("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type + "\r\n\r\n")
        .with(Direction.FROM_SERVER, body);
  }

  @Test
  void everyCutGivesTheSame() throws IOException {
    for (Dialogue dialogue : corpus()) {
      for (ContentLimits limits : List.of(ContentLimits.DEFAULT, TIGHT)) {
        List<String> whole = Said.of(dialogue, limits, left -> left);
        for (int size = 1; size < 40; size++) {
          int each = size;
          assertThat(Said.of(dialogue, limits, left -> each))
              .as("reads of %d", size)
              .isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void mutantsAreReadTheSameHoweverTheyAreCut() throws IOException {
    Random random = new Random(42);
    for (Dialogue dialogue : corpus()) {
      for (int i = 0; i < MUTANTS; i++) {
        Dialogue mutant = mutate(dialogue, random);
        ContentLimits limits = i % 2 == 0 ? ContentLimits.DEFAULT : TIGHT;
        List<String> whole = Said.of(mutant, limits, left -> left);
        assertThat(Said.of(mutant, limits, Dialogue.random(random)))
            .as("mutant %d", i)
            .isEqualTo(whole);
      }
    }
  }

  private static Dialogue mutate(Dialogue dialogue, Random random) {
    List<Dialogue.Said> said = new ArrayList<>();
    int target = random.nextInt(dialogue.said().size());
    for (int turn = 0; turn < dialogue.said().size(); turn++) {
      Dialogue.Said each = dialogue.said().get(turn);
      byte[] bytes = each.bytes().clone();
      if (turn == target) {
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
          int at = random.nextInt(bytes.length);
          switch (random.nextInt(3)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            default -> bytes[at] = (byte) "{}[]\",:\\\r\n-=<>&".charAt(random.nextInt(15));
          }
        }
      }
      said.add(new Dialogue.Said(each.direction(), bytes));
    }
    return new Dialogue(said);
  }

  @Test
  void noiseInAnyBodyIsHarmless() {
    Random random = new Random(9);
    String[] types = {
      "application/json",
      "multipart/form-data; boundary=b",
      "application/grpc",
      "text/xml",
      "application/x-protobuf",
      "text/event-stream",
      "application/vnd.amazon.eventstream",
      "application/graphql",
      "",
      "image/png",
      "application/x-ndjson"
    };
    String[] codings = {"", "gzip", "deflate", "br", "zstd"};
    MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      if (i % 3 == 0) {
        for (int at = 0; at < noise.length; at++) {
          noise[at] = (byte) "{}[]\",:\\-bdata:\n <>ab1".charAt((noise[at] & 0xff) % 22);
        }
      }
      assembler.of(
          "POST",
          "/graphql",
          0,
          List.of(
              new Message.Field("content-type", types[i % types.length]),
              new Message.Field("content-encoding", codings[random.nextInt(codings.length)])),
          noise);
    }
    assembler.release();
  }

  @Test
  void deepNestingIsBounded() {
    MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);
    for (String type : List.of("application/json", "application/x-ndjson", "application/graphql")) {
      byte[] deep = "[{\"a\":".repeat(9000).getBytes(StandardCharsets.UTF_8);
      assembler.of("POST", "/graphql", 0, List.of(new Message.Field("content-type", type)), deep);
    }
    byte[] nested = {10, 0};
    for (int i = 0; i < 60; i++) {
      nested = MessageAssemblerTest.message(1, nested);
    }
    assertThat(
            assembler
                .of(
                    "POST",
                    "/",
                    0,
                    List.of(new Message.Field("content-type", "application/protobuf")),
                    nested)
                .problems())
        .contains(Message.Problem.DEPTH);
  }
}
