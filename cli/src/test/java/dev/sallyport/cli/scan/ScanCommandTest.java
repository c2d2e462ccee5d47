// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScanCommandTest {
  private static final int CLIENT = 0x0a000001;
  private static final int SERVER = 0x0a000002;

  @TempDir private Path folder = Path.of("");

  @Test
  void archiveGivesCallsAndDataWithoutValues() throws IOException {
    write(
        "a.har",
        """
        {"log": {"entries": [{"startedDateTime": "2026-01-02T03:04:05.678Z", "time": 12.5,
          "request": {"method": "POST", "url": "https://api.example/orders/42?x=1",
            "headers": [{"name": "Content-Type", "value": "application/json"},
                        {"name": "Host", "value": "api.example"}],
            "postData": {"text": "{\\"card\\": \\"4111 1111 1111 1111\\"}"}},
          "response": {"status": 201, "headers": [], "content": {"text": "ok"}}}]}}
        """);
    String out = scan();
    JsonNode edge = edges(out).getFirst();
    assertThat(edge.path("target").asText()).isEqualTo("api.example");
    assertThat(edge.path("operation").asText()).isEqualTo("POST /orders/{id}");
    assertThat(edge.path("sightings").path(0).path("class").asText()).isEqualTo("CREDIT_CARD");
    assertThat(edge.path("sightings").path(0).path("where").asText()).isEqualTo("json:$.card");
    assertThat(edge.path("findings").isEmpty()).isTrue();
    assertThat(out).doesNotContain("4111");
  }

  @Test
  void accessLogsOfAllFormsAreReadAndAttacksFound() throws IOException {
    write(
        "access.log",
        """
        203.0.113.7 - - [10/Oct/2025:13:55:36 +0000] "GET /products/42 HTTP/1.1" 200 2326 "-" "Mozilla/5.0"
        203.0.113.7 - - [10/Oct/2025:13:55:37 +0000] "GET /products/43?q=1%27%20OR%20%271%27=%271 HTTP/1.1" 500 12
        this is no line of a log
        [2025-10-10T13:55:36.123Z] "GET /cart HTTP/2" 200 - via_upstream - "-" 0 154 226 100 "10.0.35.28" "curl/8" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "shop.example:443" "10.0.2.1:80"
        {"method": "GET", "path": "/items", "status": 200, "duration": 12, "authority": "shop.example"}
        """);
    String out = scan();
    assertThat(new ObjectMapper().readTree(out).path("recordings").path(0).path("leftOut").asInt())
        .isEqualTo(1);
    assertThat(edges(out))
        .extracting(each -> each.path("target").asText() + " " + each.path("operation").asText())
        .containsExactlyInAnyOrder(
            "access.log GET /products/{id}", "shop.example GET /cart", "shop.example GET /items");
    JsonNode attacked = edges(out).getFirst();
    assertThat(attacked.path("exchanges").asInt()).isEqualTo(2);
    assertThat(attacked.path("errors").asInt()).isEqualTo(1);
    assertThat(attacked.path("findings").path(0).path("family").asText())
        .isEqualTo("sql-injection");
  }

  @Test
  void callWithASpanAtBothEndsCountsOnce() throws IOException {
    String span =
        "{\"resourceSpans\": [{\"resource\": {\"attributes\": [{\"key\": \"service.name\","
            + " \"value\": {\"stringValue\": \"%s\"}}]}, \"scopeSpans\": [{\"spans\": [{\"traceId\":"
            + " \"t\", \"spanId\": \"%s\", \"parentSpanId\": \"%s\", \"kind\": %d,"
            + " \"startTimeUnixNano\": \"1700000000000000000\", \"endTimeUnixNano\":"
            + " \"1700000000010000000\", \"attributes\": [{\"key\": \"http.request.method\","
            + " \"value\": {\"stringValue\": \"GET\"}}, {\"key\": \"http.route\", \"value\":"
            + " {\"stringValue\": \"/items/{id}\"}}]}]}]}]}\n";
    write("callee.json", span.formatted("catalog", "b", "a", 2));
    write("caller.json", span.formatted("web", "a", "", 3));
    List<JsonNode> edges = edges(scan());
    assertThat(edges).hasSize(1);
    assertThat(edges.getFirst().path("source").asText()).isEqualTo("web");
    assertThat(edges.getFirst().path("target").asText()).isEqualTo("catalog");
    assertThat(edges.getFirst().path("exchanges").asInt()).isEqualTo(1);
  }

  @Test
  void packetsOutOfOrderGiveTheSameCall() throws IOException {
    String request =
        "POST /pay HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
            + "Content-Length: 33\r\n\r\n{\"iban\":\"DE89370400440532013000\"}";
    int half = request.length() / 2;
    Packets packets = new Packets();
    packets.tcp(CLIENT, SERVER, 40000, 80, -5, 2, "");
    packets.tcp(SERVER, CLIENT, 80, 40000, 100, 18, "");
    packets.tcp(CLIENT, SERVER, 40000, 80, -4 + half, 24, request.substring(half));
    packets.tcp(CLIENT, SERVER, 40000, 80, -4, 24, request.substring(0, half));
    packets.tcp(CLIENT, SERVER, 40000, 80, -4, 24, request.substring(0, half));
    packets.tcp(SERVER, CLIENT, 80, 40000, 101, 24, "HTTP/1.1 204 No Content\r\n\r\n");
    packets.tcp(CLIENT, SERVER, 40000, 80, -4 + request.length(), 17, "");
    packets.tcp(SERVER, CLIENT, 80, 40000, 128, 17, "");
    Files.write(folder.resolve("x.pcap"), packets.bytes());
    String out = scan();
    List<JsonNode> edges = edges(out);
    assertThat(edges).hasSize(1);
    assertThat(edges.getFirst().path("source").asText()).isEqualTo("10.0.0.1");
    assertThat(edges.getFirst().path("target").asText()).isEqualTo("shop.example");
    assertThat(edges.getFirst().path("operation").asText()).isEqualTo("POST /pay");
    assertThat(edges.getFirst().path("sightings").path(0).path("where").asText())
        .isEqualTo("json:$.iban");
    assertThat(out).doesNotContain("370400440532");
  }

  @Test
  void brokenPacketsAndOtherFilesAreCountedAndNothingMore() throws IOException {
    Packets packets = new Packets();
    packets.raw(new byte[] {0x45, 1, 2});
    packets.raw(new byte[] {0x60});
    packets.raw(new byte[0]);
    byte[] cut = packets.bytes();
    Files.write(folder.resolve("x.pcap"), Arrays.copyOf(cut, cut.length - 2));
    byte[] blocks = new byte[40];
    ByteBuffer.wrap(blocks)
        .putInt(0x0a0d0d0a)
        .putInt(28)
        .putInt(0x1a2b3c4d)
        .position(28)
        .putInt(6)
        .putInt(12);
    Files.write(folder.resolve("y.pcapng"), blocks);
    ByteBuffer.wrap(blocks).putInt(4, -5);
    Files.write(folder.resolve("z.pcapng"), blocks);
    write("notes.txt", "hello\n");
    String out = scan();
    assertThat(edges(out)).isEmpty();
    assertThat(out).contains("no recording");
  }

  /** A classic recording of raw IP packets. */
  private static final class Packets {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Packets() {
      ByteBuffer head = ByteBuffer.allocate(24);
      head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
      head.putInt(0).putInt(0).putInt(65_535).putInt(101);
      out.writeBytes(head.array());
    }

    void tcp(int from, int to, int source, int target, int sequence, int flags, String content) {
      byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
      ByteBuffer packet = ByteBuffer.allocate(40 + bytes.length);
      packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0);
      packet.put((byte) 64).put((byte) 6).putShort((short) 0).putInt(from).putInt(to);
      packet.putShort((short) source).putShort((short) target).putInt(sequence).putInt(0);
      packet.put((byte) 0x50).put((byte) flags).putShort((short) 100).putInt(0).put(bytes);
      raw(packet.array());
    }

    void raw(byte[] packet) {
      ByteBuffer record = ByteBuffer.allocate(16);
      record.putInt(1_700_000_000).putInt(out.size()).putInt(packet.length).putInt(packet.length);
      out.writeBytes(record.array());
      out.writeBytes(packet);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private String scan() {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new ScanCommand())
            .setOut(new PrintWriter(out, true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute("-o", "json", folder.toString());
    assertThat(code).isZero();
    return out.toString();
  }

  private static List<JsonNode> edges(String out) throws IOException {
    List<JsonNode> edges = new ArrayList<>();
    new ObjectMapper().readTree(out).path("edges").forEach(edges::add);
    return edges;
  }
}
