// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.OnFailure;
import dev.sallyport.model.Redaction;
import dev.sallyport.model.Response;
import dev.sallyport.protocol.redaction.RedactionLimits;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redaction on HTTP/2 between curl and nghttpd, at many sizes of what is read at once. */
class Http2RedactionIT {
  private static final int[] PIECES = {17, 1460, 65536};
  private static final String CARD = "4111 1111 1111 1111";
  private static final String MAIL = "jane.doe@example.com";

  private final Enforcement enforcement =
      new Enforcement(
          EnforceLimits.DEFAULT,
          new DataRedactor(
              StandardData.sensitiveData(DataLimits.DEFAULT), RedactionLimits.DEFAULT));

  private void redact(Direction direction) {
    enforcement.apply(
        List.of(
            Policies.inbound(
                OnFailure.CLOSED,
                false,
                Policies.onAny(
                    new Response.Redact(
                        new Redaction(
                            Set.of(DataClass.CREDIT_CARD, DataClass.EMAIL_ADDRESS),
                            Set.of(direction),
                            Redaction.Method.MASK))))));
  }

  private static String masked(String text) {
    return text.replace(MAIL, "****.***@*******.***").replace(CARD, "**** **** **** 1111");
  }

  private static byte[] grpc() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      byte[] text = ("row " + i + " " + MAIL + " " + CARD).getBytes(UTF_8);
      body.writeBytes(new byte[] {0, 0, 0, 0, (byte) (text.length + 2), 0x0a, (byte) text.length});
      body.writeBytes(text);
    }
    return body.toByteArray();
  }

  @Test
  void bodiesAndMessagesAreMaskedAndAllElseStays(@TempDir Path directory) throws Exception {
    String nghttpd = RealProgram.path("/usr/bin/nghttpd", "/usr/sbin/nghttpd");
    String curl = RealProgram.path("/usr/bin/curl");
    StringBuilder rows = new StringBuilder("[0");
    for (int i = 0; i < 1000; i++) {
      rows.append(",{\"id\":").append(i).append(",\"email\":\"").append(MAIL);
      rows.append("\",\"card\":\"").append(CARD).append("\"}\n");
    }
    Files.writeString(directory.resolve("rows.json"), rows.append(']').toString());
    Path message = directory.resolve("message");
    Files.write(message, grpc());
    Path types = Files.writeString(directory.resolve("types"), "application/json json\n");
    int port = RealProgram.freePort();
    Process server =
        RealProgram.start(
            port,
            List.of(
                nghttpd,
                "--no-tls",
                "--echo-upload",
                "--mime-types-file=" + types,
                "-d",
                directory.toString(),
                "" + port));
    try {
      for (int piece : PIECES) {
        try (GuardedRelay relay = new GuardedRelay(enforcement, port, piece)) {
          String at = "http://127.0.0.1:" + relay.port();
          redact(Direction.FROM_SERVER);
          assertThat(
                  RealProgram.run(
                      "",
                      curl,
                      "-s",
                      "--http2-prior-knowledge",
                      "--max-time",
                      "50",
                      at + "/rows.json"))
              .as("rows in pieces of %d", piece)
              .isEqualTo(masked(rows.toString()));
          redact(Direction.FROM_CLIENT);
          String echoed =
              RealProgram.run(
                  "",
                  curl,
                  "-s",
                  "--http2-prior-knowledge",
                  "--max-time",
                  "50",
                  "-H",
                  "Content-Type: application/grpc",
                  "--data-binary",
                  "@" + message,
                  at + "/shop.Orders/List");
          assertThat(echoed)
              .as("messages in pieces of %d", piece)
              .isEqualTo(masked(new String(grpc(), ISO_8859_1)));
        }
      }
    } finally {
      RealProgram.stop(server);
    }
  }
}
