// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
  private final MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);

  private String read(String type, byte[] body, String... more) {
    List<Message.Field> fields = new java.util.ArrayList<>();
    if (!type.isEmpty()) {
      fields.add(new Message.Field("Content-Type", type));
    }
    for (int i = 0; i < more.length; i += 2) {
      fields.add(new Message.Field(more[i], more[i + 1]));
    }
    return Said.text(assembler.of("POST", "/x", 0, fields, body)).stripLeading();
  }

  private String read(String type, String body, String... more) {
    return read(type, body.getBytes(StandardCharsets.UTF_8), more);
  }

  @Test
  void eachTypeHasItsPlaceAndForm() {
    assertThat(read("application/json", "{\"a\":1}")).isEqualTo("| JSON JSON {\"a\":1}");
    assertThat(read("application/problem+json; charset=utf-8", "{}")).isEqualTo("| JSON JSON {}");
    assertThat(read("application/x-www-form-urlencoded", "a=b&c=d%20e"))
        .isEqualTo("| FORM URL_ENCODED a=b&c=d%20e");
    assertThat(read("text/xml", "<a/>")).isEqualTo("| XML XML <a/>");
    assertThat(read("application/soap+xml", "<a/>")).isEqualTo("| XML XML <a/>");
    assertThat(read("text/html", "<p>x")).isEqualTo("| TEXT HTML <p>x");
    assertThat(read("text/plain", "x")).isEqualTo("| TEXT PLAIN x");
    assertThat(read("application/graphql", "{a}")).isEqualTo("| GRAPHQL GRAPHQL {a}");
    assertThat(read("application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n"))
        .isEqualTo("| STREAM events NDJSON {\"a\":1}\n{\"a\":2}\n");
    assertThat(read("text/plain", "")).isEmpty();
  }

  @Test
  void withoutATypeTheBytesDecide() {
    assertThat(read("", " {\"a\":1}")).isEqualTo("| TEXT JSON  {\"a\":1}");
    assertThat(read("application/octet-stream", "<!doctype html><p>"))
        .isEqualTo("| TEXT HTML <!doctype html><p>");
    assertThat(read("", "plain words")).isEqualTo("| TEXT PLAIN plain words");
    assertThat(read("application/octet-stream", new byte[] {1, 2, 3, 0}))
        .isEqualTo("| TEXT BINARY!");
  }

  @Test
  void whatCarriesNoTextIsSkipped() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13};
    assertThat(read("image/png", png)).isEqualTo("| TEXT BINARY!");
    assertThat(read("application/zip", new byte[] {'P', 'K', 3, 4, 0})).isEqualTo("| TEXT BINARY!");
  }

  @Test
  void aWrongLabelHidesNothingInARequest() {
    assertThat(read("image/png", "<?php system($_GET['c']); ?>")).contains("<?php system");
  }

  @Test
  void otherCharacterSetsBecomeUtf8() {
    assertThat(
            read("text/plain; charset=iso-8859-1", "Zürich".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("| TEXT PLAIN Zürich");
    assertThat(read("text/plain; charset=\"UTF-16\"", "Zürich".getBytes(StandardCharsets.UTF_16)))
        .isEqualTo("| TEXT PLAIN Zürich");
    assertThat(read("application/json", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo("| JSON JSON {\"a\":1}");
    assertThat(read("application/json", "\ufeff{\"a\":1}")).isEqualTo("| JSON JSON {\"a\":1}");
    assertThat(read("text/plain; charset=klingon", "x")).isEqualTo("| TEXT PLAIN x [CHARSET]");
  }

  @Test
  void codingsAreTakenOff() throws IOException {
    byte[] json = "{\"card\":\"4111\"}".getBytes(StandardCharsets.UTF_8);
    String plain = "| JSON JSON {\"card\":\"4111\"}";
    assertThat(read("application/json", gzip(json), "Content-Encoding", "gzip")).isEqualTo(plain);
    assertThat(read("application/json", zlib(json), "content-encoding", "deflate"))
        .isEqualTo(plain);
    assertThat(read("application/json", raw(json), "content-encoding", "Deflate")).isEqualTo(plain);
    assertThat(read("application/json", gzip(raw(json)), "content-encoding", "deflate, gzip"))
        .isEqualTo(plain);
    assertThat(read("application/json", json, "content-encoding", "identity")).isEqualTo(plain);
    assertThat(read("application/json", json, "content-encoding", "gzip"))
        .isEqualTo("[CODING_MALFORMED]");
    assertThat(read("application/json", json, "content-encoding", "rot13"))
        .isEqualTo("| JSON BINARY! [CODING_UNKNOWN]");
  }

  @Test
  void whatIsMissingOfACodingIsSaid() throws IOException {
    StringBuilder text = new StringBuilder("aaa");
    for (int i = 0; i < 5000; i++) {
      text.append(i);
    }
    byte[] gzip = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
    byte[] half = java.util.Arrays.copyOf(gzip, gzip.length - 12);
    String read = read("text/plain", half, "content-encoding", "gzip");
    assertThat(read).startsWith("| TEXT PLAIN! aaa").endsWith("[INCOMPLETE]");
  }

  @Test
  void bombsEndEarly() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(ContentLimits.DEFAULT.messageBytes());
    String read = read("text/plain", bomb, "content-encoding", "gzip");
    assertThat(read).endsWith("[EXPANSION]");
    assertThat(read.length()).isLessThan(ContentLimits.DEFAULT.expandedBytes() + 100);
    byte[] nested = gzip(gzip(gzip(new byte[5_000_000])));
    assertThat(read("text/plain", nested, "content-encoding", "gzip, gzip, gzip"))
        .endsWith("[EXPANSION]");
    assertThat(read("text/plain", nested, "content-encoding", "gzip, gzip, gzip, gzip"))
        .endsWith("[CODING_UNKNOWN]");
  }

  @Test
  void formsInPartsAreTakenApart() {
    String body =
        "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"who\"\r\n\r\nana\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"../x.php\"\r\n"
            + "Content-Type: text/plain\r\n\r\n<?php\r\n--bb\r\n"
            + "\r\n--b\r\nContent-Disposition: form-data; name=meta\r\n"
            + "Content-Type: application/json\r\n\r\n{\"a\":1}\r\n--b--\r\nepilogue";
    assertThat(read("multipart/form-data; boundary=b", body))
        .isEqualTo(
            "| MULTIPART who PLAIN ana | MULTIPART doc.filename PLAIN ../x.php"
                + " | MULTIPART doc PLAIN <?php\r\n--bb\r\n | MULTIPART meta JSON {\"a\":1}");
  }

  @Test
  void brokenPartsAreReadAndCalledBroken() {
    assertThat(read("multipart/form-data", "x=1")).isEqualTo("| MULTIPART PLAIN x=1 [MALFORMED]");
    assertThat(read("multipart/form-data; boundary=b", "x=1"))
        .isEqualTo("| MULTIPART PLAIN x=1 [MALFORMED]");
    assertThat(
            read(
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nunfinished"))
        .isEqualTo("| MULTIPART a PLAIN! unfinished [MALFORMED]");
    String many = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n".repeat(500);
    assertThat(read("multipart/form-data; boundary=b", many + "--b--")).endsWith("[PARTS]");
  }

  @Test
  void protobufGivesItsTextsByFieldPath() {
    byte[] card = message(1, "4111 1111".getBytes(StandardCharsets.UTF_8));
    byte[] nested = concat(message(1, "Zoë".getBytes(StandardCharsets.UTF_8)), new byte[] {16, 7});
    byte[] both = concat(message(3, nested), concat(new byte[] {8, 1}, message(4, card)));
    assertThat(read("application/x-protobuf", both))
        .isEqualTo("| PROTOBUF 3.1 PLAIN Zoë | PROTOBUF 4.1 PLAIN 4111 1111");
    byte[] grpc = concat(new byte[] {0, 0, 0, 0, (byte) both.length}, both);
    assertThat(read("application/grpc", concat(grpc, grpc)))
        .isEqualTo(
            "| PROTOBUF 3.1 PLAIN Zoë | PROTOBUF 4.1 PLAIN 4111 1111"
                + " | PROTOBUF 3.1 PLAIN Zoë | PROTOBUF 4.1 PLAIN 4111 1111");
    assertThat(read("application/grpc+proto", new byte[] {0, 0, 0, 0, 9, 1}))
        .isEqualTo("[MALFORMED]");
  }

  @Test
  void grpcMessagesAreExpandedOneByOne() throws IOException {
    byte[] plain = message(2, "secret".repeat(20).getBytes(StandardCharsets.UTF_8));
    byte[] packed = gzip(plain);
    byte[] frame = concat(new byte[] {1, 0, 0, 0, (byte) packed.length}, packed);
    assertThat(read("application/grpc", concat(frame, frame), "grpc-encoding", "gzip"))
        .isEqualTo(
            "| PROTOBUF 2 PLAIN "
                + "secret".repeat(20)
                + " | PROTOBUF 2 PLAIN "
                + "secret".repeat(20));
  }

  @Test
  void nothingOfTheFormerMessageStays() {
    read("application/json", "{\"a\":\"" + "x".repeat(60_000) + "\"}");
    Message message =
        assembler.of("GET", "/", 0, List.of(new Message.Field("Host", "a")), new byte[0]);
    assertThat(message.contents()).isEmpty();
    assertThat(message.problems()).isEmpty();
  }

  @Test
  void whatIsTooLongIsCut() {
    Message message =
        assembler.of(
            "POST", "/", 0, List.of(), "x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    Content content = message.contents().getFirst();
    assertThat(content.length()).isEqualTo(ContentLimits.DEFAULT.messageBytes());
    assertThat(content.whole()).isFalse();
    assertThat(message.problems()).containsExactly(Message.Problem.CUT);
  }

  static byte[] message(int field, byte[] content) {
    return concat(new byte[] {(byte) (field << 3 | 2), (byte) content.length}, content);
  }

  static byte[] concat(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  static byte[] zlib(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(plain);
    }
    return out.toByteArray();
  }

  static byte[] raw(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream raw = new DeflaterOutputStream(out, new java.util.zip.Deflater(6, true))) {
      raw.write(plain);
    }
    return out.toByteArray();
  }
}
