// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RowRedactorTest {
  private static final String CARD = "4111 1111 1111 1111";

  private static Redacting masking() {
    return new Redacting(new DigitsFinder(), Replacement.MASKS, RedactionLimits.DEFAULT, false);
  }

  private static String through(Editor editor, byte[] sent, int size) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    Editor.Out out =
        bytes -> {
          byte[] octets = new byte[bytes.readableBytes()];
          bytes.readBytes(octets);
          passed.writeBytes(octets);
          bytes.release();
        };
    for (int from = 0; from < sent.length; from += size) {
      editor.edit(Unpooled.copiedBuffer(sent, from, Math.min(size, sent.length - from)), out);
    }
    editor.end(out);
    return passed.toString(ISO_8859_1);
  }

  /** Only these texts change, at every cut; all lengths stay. */
  private static void check(Supplier<Editor> editor, byte[] sent, String... changes) {
    String expected = new String(sent, ISO_8859_1);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(expected).contains(changes[i]);
      expected = expected.replace(changes[i], changes[i + 1]);
    }
    for (int size = 1; size <= sent.length; size++) {
      assertThat(through(editor.get(), sent, size)).as("pieces of %d", size).isEqualTo(expected);
    }
  }

  private static byte[] pg(char type, Object... parts) {
    byte[] body = parts(parts);
    return concat(new byte[] {(byte) type}, int32(body.length + 4), body);
  }

  private static byte[] parts(Object... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Object each : parts) {
      switch (each) {
        case String text -> body.writeBytes(text.getBytes(UTF_8));
        case Short number -> {
          body.write(number >> 8);
          body.write(number);
        }
        case Integer number -> body.writeBytes(int32(number));
        case byte[] octets -> body.writeBytes(octets);
        default -> throw new AssertionError(each);
      }
    }
    return body.toByteArray();
  }

  private static byte[] int32(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] each : parts) {
      all.writeBytes(each);
    }
    return all.toByteArray();
  }

  @Test
  void rowsOfPostgresKeepTheirLengths() {
    byte[] column = parts(0, (short) 0, 25, (short) -1, -1, (short) 0);
    byte[] answer =
        concat(
            pg('T', (short) 2, "card\0", column, "n\0", column),
            pg(
                'D',
                (short) 4,
                19,
                CARD,
                16,
                "4111111111111111",
                -1,
                27,
                "{\"mail\":\"j.d@example.org\"}x"),
            pg('D', (short) 1, 3, "abc"),
            pg('C', "SELECT 2\0"),
            pg('N', "SNOTICE\0Mkey (mail)=(j.d@example.org)\0\0"),
            pg('d', "7\tj.d@example.org\t4111111111111111\n"),
            pg('Z', "I"));
    check(
        () -> new PostgresRedactor(masking(), Direction.FROM_SERVER),
        answer,
        CARD,
        "**** **** **** 1111",
        "4111111111111111",
        "1000000000000000",
        "j.d@example.org",
        "*.*@*******.***");
  }

  @Test
  void statementsOfPostgresStayStatements() {
    byte[] request =
        concat(
            pg('Q', "SELECT 'j.d@example.org', 4111111111111111, '4111-1111-1111-1111'\0"),
            pg('P', "s\0SELECT $1, '4111-1111-1111-1111'\0", (short) 0),
            pg('B', "\0s\0", (short) 0, (short) 2, 15, "j.d@example.org", -1, (short) 0));
    check(
        () -> new PostgresRedactor(masking(), Direction.FROM_CLIENT),
        request,
        "j.d@example.org",
        "*.*@*******.***",
        "4111111111111111",
        "1000000000000000",
        "4111-1111-1111-1111",
        "****-****-****-1111");
  }

  private static byte[] packet(int sequence, Object... parts) {
    byte[] body = parts(parts);
    return concat(
        new byte[] {(byte) body.length, (byte) (body.length >> 8), 0, (byte) sequence}, body);
  }

  private static byte[] text(String value) {
    return parts(new byte[] {(byte) value.length()}, value);
  }

  private static byte[] mysqlAnswer(boolean ends) {
    byte[] end = {(byte) 0xfe, 0, 0, 2, 0};
    byte[] types = {0x0c, 33, 0, 0, 1, 0, 0, (byte) 0xfd, 0, 0, 0, 0, 0};
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(packet(1, new byte[] {2}));
    for (String name : new String[] {"card", "mail"}) {
      answer.writeBytes(
          packet(
              2, text("def"), text("shop"), text("t"), text("t"), text(name), text(name), types));
    }
    if (ends) {
      answer.writeBytes(packet(4, end));
    }
    answer.writeBytes(packet(5, text(CARD), text("j.d@example.org")));
    answer.writeBytes(packet(6, text("4111111111111111"), new byte[] {(byte) 0xfb}));
    answer.writeBytes(packet(7, end));
    return answer.toByteArray();
  }

  @Test
  void rowsOfMysqlKeepTheirLengths() {
    for (boolean ends : new boolean[] {true, false}) {
      check(
          () -> {
            MysqlRedactor exchange = new MysqlRedactor(masking(), masking());
            byte[] query = packet(0, new byte[] {3}, "SELECT 'j.d@example.org'");
            assertThat(through(exchange.request(false), query, 4)).contains("j.d@example.org");
            assertThat(through(exchange.request(true), query, 4)).contains("*.*@*******.***");
            return exchange.answer();
          },
          mysqlAnswer(ends),
          CARD,
          "**** **** **** 1111",
          "4111111111111111",
          "1000000000000000",
          "j.d@example.org",
          "*.*@*******.***");
    }
  }

  @Test
  void messageThatIsTooLargeIsCountedOrRefused() {
    byte[] row = pg('D', (short) 1, 2 << 20, CARD + " ".repeat((2 << 20) - CARD.length()));
    Redacting open = masking();
    assertThat(through(new PostgresRedactor(open, Direction.FROM_SERVER), row, 1 << 16))
        .contains(CARD);
    assertThat(open.unlooked()).isEqualTo(1);
    assertThat(open.replaced()).doesNotContainKey(DataClass.CREDIT_CARD);
    Redacting closed =
        new Redacting(new DigitsFinder(), Replacement.MASKS, RedactionLimits.DEFAULT, true);
    assertThatThrownBy(
            () -> through(new PostgresRedactor(closed, Direction.FROM_SERVER), row, 1 << 16))
        .isInstanceOf(UneditableException.class);
  }
}
