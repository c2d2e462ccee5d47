// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Message;
import dev.sallyport.protocol.HeadView;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRedactorTest {
  private static final RedactionLimits LIMITS = RedactionLimits.DEFAULT;

  private static Redacting masking() {
    return new Redacting(new DigitsFinder(), Replacement.MASKS, LIMITS, false);
  }

  private static byte[] through(Redacting redacting, HeadView head, byte[] body, int... sizes) {
    BodyEditor editor = BodyRedactor.of(redacting, head).orElseThrow();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    int from = 0;
    for (int i = 0; from < body.length; i++) {
      int size = sizes.length == 0 ? body.length : Math.max(1, sizes[i % sizes.length]);
      int taken = Math.min(size, body.length - from);
      editor.edit(Unpooled.wrappedBuffer(body, from, taken), bytes -> drain(bytes, passed));
      from += taken;
    }
    editor.end(bytes -> drain(bytes, passed));
    return passed.toByteArray();
  }

  private static void drain(ByteBuf bytes, OutputStream to) {
    try {
      bytes.readBytes(to, bytes.readableBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    bytes.release();
  }

  private static String masked(String type, String body, int... sizes) {
    return new String(through(masking(), new Head(type), body.getBytes(UTF_8), sizes), UTF_8);
  }

  /** Every cut of a short body, and pieces of every small size, must give the same. */
  private static void check(String type, String body, String expected) {
    assertThat(masked(type, body)).isEqualTo(expected);
    int length = body.getBytes(UTF_8).length;
    for (int cut = 1; cut < length; cut++) {
      assertThat(masked(type, body, cut, length)).as("cut at %d", cut).isEqualTo(expected);
    }
    for (int size = 1; size < 40; size++) {
      assertThat(masked(type, body, size)).as("pieces of %d", size).isEqualTo(expected);
    }
  }

  @Test
  void valuesInJsonAreMaskedHoweverTheyAreWrittenAndJsonStaysValid() throws IOException {
    String body =
        "{\"a\":{\"card\":\"4111 1111 1111 1111\",\"n\":4111111111111111,\"e\":\"\\u00e9 j.doe@example.org\"},"
            + "\"esc\":\"4111\\u0031111\\u00311111111\",\"short\":12345,\"pin\": \"123456\",\"ok\":\"\\\\ \\\"x\\\"\"}";
    String expected =
        "{\"a\":{\"card\":\"**** **** **** 1111\",\"n\":1000000000000000,\"e\":\"\\u00e9 *.***@*******.***\"},"
            + "\"esc\":\"****\\u002a***\\u002a***1111\",\"short\":12345,\"pin\": \"******\",\"ok\":\"\\\\ \\\"x\\\"\"}";
    check("application/json", body, expected);
    new ObjectMapper().readTree(expected);
  }

  @Test
  void otherFormsAreMaskedInTheirOwnWriting() {
    check(
        "application/x-www-form-urlencoded",
        "q=a+b&card=4111%2D1111&n=4111+1&mail=j.doe%40example.org&c=%34111111111111111&pin=123456",
        "q=a+b&card=4111%2D1111&n=4111+1&mail=*.***%40*******.***&c=%2a***********1111&pin=******");
    check(
        "text/plain; charset=utf-8",
        "Señor, my card is 4111 1111 1111 1111, mail j.doe@example.org. Order 4111 1111 stays.",
        "Señor, my card is **** **** **** 1111, mail *.***@*******.***. Order 4111 1111 stays.");
    check(
        "application/xml",
        "<o id=\"7\"><pin>123456</pin><c>4111111111111111</c><m>j.doe&#64;example.org</m></o>",
        "<o id=\"7\"><pin>******</pin><c>************1111</c><m>*.***&#64;*******.***</m></o>");
  }

  @Test
  void partsOfAMultipartAreReadAsTheirHeadsSay() {
    String body =
        "--XyZ\r\nContent-Disposition: form-data; name=\"card\"\r\n\r\n4111111111111111\r\n"
            + "--XyZ\r\nContent-Disposition: form-data; name=\"j\"\r\nContent-Type: application/json\r\n\r\n"
            + "{\"pin\":\"123456\",\"s\":\"--Xy\"}\r\n"
            + "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n\u0001\u00024111111111111111\r\n--XyZ--\r\n";
    String expected =
        body.replace("\r\n\r\n4111111111111111", "\r\n\r\n************1111")
            .replace("123456", "******");
    check("multipart/form-data; boundary=XyZ", body, expected);
  }

  @Test
  void valuesThatGoOnFromEventToEventAreMaskedAndAllElseStays() {
    String body =
        """
        event: a
        data: {"choices":[{"index":0,"delta":{"content":"caf\\u00e9 41"},"finish_reason":null}],"pin":"123456"}

        data: {"choices":[{"index":0,"delta":{"content":"11 1111 1111"},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"content":" 1111, ok"},"finish_reason":null}]}

        data: [DONE]

        """;
    String expected =
        body.replace("caf\\u00e9 41", "caf\\u00e9 **")
            .replace("11 1111 1111", "** **** ****")
            .replace("123456", "******");
    check("text/event-stream", body, expected);
  }

  @Test
  void grpcMessagesKeepTheirLengths() throws IOException {
    byte[] inner = concat(field(1, "4111 1111 1111 1111".getBytes(UTF_8)), new byte[] {0x10, 7});
    byte[] message =
        concat(
            field(1, "hello j.doe@example.org".getBytes(UTF_8)),
            field(2, inner),
            field(9, new byte[] {1, 2, 0}));
    byte[] body = concat(grpc(0, message), grpc(0, new byte[0]), grpc(0, message));
    Redacting redacting = masking();
    Head head = new Head("application/grpc+proto");
    byte[] masked = through(redacting, head, body);
    String text = new String(masked, UTF_8);
    assertThat(masked).hasSameSizeAs(body);
    assertThat(text).contains("hello *.***@*******.***", "**** **** **** 1111");
    assertThat(redacting.replaced())
        .isEqualTo(Map.of(DataClass.CREDIT_CARD, 2, DataClass.EMAIL_ADDRESS, 2));
    int changed = 0;
    for (int i = 0; i < body.length; i++) {
      changed += body[i] == masked[i] ? 0 : 1;
    }
    assertThat(changed).isEqualTo(2 * (12 + 14));
    for (int size = 1; size < body.length; size++) {
      assertThat(through(masking(), head, body, size)).isEqualTo(masked);
    }
  }

  @Test
  void compressedMessageOfGrpcIsCountedOrRefused() {
    byte[] body = grpc(1, new byte[] {1, 2, 3});
    Redacting open = masking();
    assertThat(through(open, new Head("application/grpc"), body)).isEqualTo(body);
    assertThat(open.unlooked()).isEqualTo(1);
    Redacting closed = new Redacting(new DigitsFinder(), Replacement.MASKS, LIMITS, true);
    assertThatThrownBy(() -> through(closed, new Head("application/grpc"), body))
        .isInstanceOf(UneditableException.class);
  }

  @ParameterizedTest
  @CsvSource({"gzip", "deflate"})
  void packedBodiesAreUnpackedMaskedAndPackedAgain(String coding) throws IOException {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      plain.append("line ").append(i * 7919).append(" j.doe@example.org 4111-1111-1111-1111\n");
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream to =
        coding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      to.write(plain.toString().getBytes(UTF_8));
    }
    String expected =
        plain
            .toString()
            .replace("j.doe@example.org", "*.***@*******.***")
            .replace("4111-1111-1111-1111", "****-****-****-1111");
    for (int size : new int[] {1, 7, 64, 1000, 100_000}) {
      Redacting redacting = masking();
      byte[] body =
          through(
              redacting,
              new Head("text/plain", "content-encoding", coding),
              packed.toByteArray(),
              size);
      ByteArrayInputStream in = new ByteArrayInputStream(body);
      byte[] read =
          (coding.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in))
              .readAllBytes();
      assertThat(new String(read, UTF_8)).isEqualTo(expected);
      assertThat(redacting.replaced().get(DataClass.CREDIT_CARD)).isEqualTo(500);
    }
  }

  @Test
  void packedStreamIsReadableUpToWhatPassedBeforeItEnds() throws IOException {
    BodyEditor editor =
        BodyRedactor.of(masking(), new Head("text/plain", "content-encoding", "gzip"))
            .orElseThrow();
    assertThat(editor.keepsLength()).isFalse();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    GZIPOutputStream to = new GZIPOutputStream(packed, 512, true);
    to.write("first words, 4111 1111 1111 1111 and ".getBytes(UTF_8));
    to.flush();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    editor.edit(Unpooled.wrappedBuffer(packed.toByteArray()), bytes -> drain(bytes, passed));
    byte[] read = new byte[200];
    int length = new GZIPInputStream(new ByteArrayInputStream(passed.toByteArray())).read(read);
    assertThat(new String(read, 0, length, UTF_8))
        .startsWith("first words, ")
        .doesNotContain("4111 ");
    editor.abandon();
  }

  @Test
  void whatCannotBeRedactedPassesCountedOrNotAtAll() {
    for (Head head :
        List.of(
            new Head("application/json", "content-encoding", "br"),
            new Head(206, "application/json"),
            new Head("application/json; charset=utf-16"))) {
      Redacting open = masking();
      assertThat(BodyRedactor.of(open, head)).isEmpty();
      assertThat(open.unlooked()).isEqualTo(1);
      Redacting closed = new Redacting(new DigitsFinder(), Replacement.MASKS, LIMITS, true);
      assertThatThrownBy(() -> BodyRedactor.of(closed, head))
          .isInstanceOf(UneditableException.class);
    }
    Redacting open = masking();
    assertThat(BodyRedactor.of(open, new Head("image/png"))).isEmpty();
    assertThat(open.unlooked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void longBodiesGiveTheSameInAnyPieces(int seed) {
    Random random = new Random(seed);
    StringBuilder json = new StringBuilder("{\"rows\":[");
    for (int i = 0; i < 100; i++) {
      json.append(i == 0 ? "" : ", ")
          .append("{\"id\": ")
          .append(random.nextInt(1_000_000))
          .append(", \"card\": \"")
          .append(random.nextBoolean() ? "4111 1111 1111 1111" : "4111\\u00311111111\\u0031111")
          .append("\", \"text\": \"")
          .append("w\\u00f6rd \\\"x\\\" ü ".repeat(random.nextInt(60)))
          .append("j.doe@example.org\", \"pin\": \"123456\", \"deep\": [[{\"pin\":\"654321\"}]]}");
    }
    String body = json.append("]}").toString();
    String whole = masked("application/json", body);
    assertThat(whole).doesNotContain("\"4111", "j.doe", "123456", "654321").hasSameSizeAs(body);
    for (int round = 0; round < 3; round++) {
      int[] sizes = random.ints(50, 1, round == 0 ? 40 : 4000).toArray();
      assertThat(masked("application/json", body, sizes)).isEqualTo(whole);
    }
  }

  @Test
  void firstWordsPassAtOnce() {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    BodyEditor editor = BodyRedactor.of(masking(), new Head("text/plain")).orElseThrow();
    editor.edit(Unpooled.wrappedBuffer("Hello there, car".getBytes(UTF_8)), b -> drain(b, passed));
    assertThat(passed.toString(UTF_8)).isEqualTo("Hello there, ");
    passed.reset();
    BodyEditor json = BodyRedactor.of(masking(), new Head("application/json")).orElseThrow();
    String spoken = "{\"answer\":\"" + "so it goes ".repeat(100) + "and 41";
    json.edit(Unpooled.wrappedBuffer(spoken.getBytes(UTF_8)), b -> drain(b, passed));
    assertThat(passed.size()).isGreaterThan(spoken.length() - 10);
  }

  private static byte[] field(int number, byte[] value) {
    return concat(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
  }

  private static byte[] grpc(int flag, byte[] message) {
    return concat(new byte[] {(byte) flag, 0, 0, 0, (byte) message.length}, message);
  }

  private static byte[] concat(byte[]... parts) {
    int size = Arrays.stream(parts).mapToInt(each -> each.length).sum();
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] each : parts) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    return all;
  }

  /** A head of an answer with a type and perhaps one more field. */
  private record Head(int status, List<String> fieldsAndValues) implements HeadView {
    Head(int status, String type) {
      this(status, List.of("Content-Type", type));
    }

    Head(String type, String... more) {
      this(200, Stream.concat(Stream.of("Content-Type", type), Arrays.stream(more)).toList());
    }

    @Override
    public String method() {
      return "";
    }

    @Override
    public String target() {
      return "";
    }

    @Override
    public int fields() {
      return fieldsAndValues.size() / 2;
    }

    @Override
    public String name(int index) {
      return fieldsAndValues.get(2 * index);
    }

    @Override
    public String value(int index) {
      return fieldsAndValues.get(2 * index + 1);
    }

    @Override
    public boolean is(int index, Message.Field field) {
      return name(index).equals(field.name()) && value(index).equals(field.value());
    }

    @Override
    public Optional<String> first(String name) {
      for (int i = 0; i < fields(); i++) {
        if (name(i).equalsIgnoreCase(name)) {
          return Optional.of(value(i));
        }
      }
      return Optional.empty();
    }
  }
}
