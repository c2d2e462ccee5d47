// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Says no in HTTP/1.1. The session goes on, unless the caller asked for its end, or waits for leave
 * to send its body: after a final status nobody knows whether it does.
 */
final class Http1Refusals implements Refusals {

  /** What of a request's head decides how no is said. */
  private record Asked(
      String method, boolean old, String accept, String type, String connection, boolean expects) {

    boolean last() {
      return old ? !connection.contains("keep-alive") : connection.contains("close");
    }
  }

  @Override
  public Refusal refusal(Refused refused) {
    Asked asked = asked(refused.request());
    HttpDenial denial =
        HttpDenial.of(refused.head().operation(), asked.accept(), asked.type(), refused.denial());
    boolean closes = asked.last() || (asked.expects() && !refused.ended());
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(denial.status()).append(' ');
    head.append(HttpDenial.title(denial.status())).append("\r\n");
    for (HttpDenial.Field field : denial.fields()) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    head.append("content-length: ").append(denial.body().length).append("\r\n");
    if (closes) {
      head.append("connection: close\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream answer = new ByteArrayOutputStream(512);
    answer.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!asked.method().equals("HEAD")) {
      answer.writeBytes(denial.body());
    }
    return new Refusal(answer.toByteArray(), closes);
  }

  /** The reader of the connection has checked the head, so that it can be read simply. */
  private static Asked asked(ByteBuf request) {
    String text = request.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = (end < 0 ? text : text.substring(0, end)).split("\r\n", -1);
    String method = lines[0].substring(0, Math.max(0, lines[0].indexOf(' ')));
    String accept = "";
    String type = "";
    String connection = "";
    boolean expects = false;
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        String value = lines[i].substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "accept" -> accept = accept.isEmpty() ? value : accept + "," + value;
          case "content-type" -> type = value;
          case "connection" -> connection = connection + "," + value;
          case "expect" -> expects = value.contains("100-continue");
          default -> {}
        }
      }
    }
    return new Asked(method, lines[0].endsWith("HTTP/1.0"), accept, type, connection, expects);
  }
}
