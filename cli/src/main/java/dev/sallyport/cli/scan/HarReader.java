// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.model.ExternalHost;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Message;
import dev.sallyport.model.OutsideClient;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.MessageAssembler;
import dev.sallyport.protocol.http.PathTemplate;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** HTTP archives of browsers and proxies (HAR 1.2). */
final class HarReader {
  private static final int SERVER_ERROR = 500;

  private final Recorded recorded;
  private final Inspection inspection;
  private final MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);

  HarReader(Recorded recorded, Inspection inspection) {
    this.recorded = recorded;
    this.inspection = inspection;
  }

  static boolean reads(JsonNode root) {
    return root.path("log").path("entries").isArray();
  }

  /** Reads all entries; returns how many had no address and were left out. */
  int read(JsonNode root) {
    int leftOut = 0;
    for (JsonNode entry : root.path("log").path("entries")) {
      try {
        read(entry, URI.create(entry.path("request").path("url").asText()));
      } catch (IllegalArgumentException e) {
        leftOut++;
      }
    }
    return leftOut;
  }

  private void read(JsonNode entry, URI url) {
    String host = url.getHost();
    if (host == null) {
      throw new IllegalArgumentException("without a host");
    }
    JsonNode request = entry.path("request");
    JsonNode response = entry.path("response");
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    String method = request.path("method").asText("GET").toUpperCase(Locale.ROOT);
    int status = Math.max(0, response.path("status").asInt());
    byte[] asked =
        request.path("postData").path("text").asText("").getBytes(StandardCharsets.UTF_8);
    byte[] answered = body(response.path("content"));
    Inspection.Found found = new Inspection.Found();
    inspection.inspect(assembler.of(method, target, 0, fields(request), asked), found);
    if (status > 0) {
      inspection.inspect(assembler.of("", "", status, fields(response), answered), found);
    }
    recorded.add(
        new Recorded.Call(
            new OutsideClient(),
            new ExternalHost(host, true),
            new HttpOperation(method, PathTemplate.of(path), protocol(request)),
            status,
            status == 0 || status >= SERVER_ERROR,
            millis(entry.path("startedDateTime").asText()),
            (long) (entry.path("time").asDouble(-1) * 1_000_000),
            asked.length,
            answered.length),
        Visibility.full(),
        found.contents());
  }

  /** Bodies in an archive have lost their coding, so the field that names it must not count. */
  private static List<Message.Field> fields(JsonNode message) {
    List<Message.Field> fields = new ArrayList<>();
    for (JsonNode field : message.path("headers")) {
      String name = field.path("name").asText();
      if (!name.equalsIgnoreCase("content-encoding") && !name.startsWith(":")) {
        fields.add(new Message.Field(name, field.path("value").asText()));
      }
    }
    return fields;
  }

  private static byte[] body(JsonNode content) {
    String text = content.path("text").asText("");
    if (content.path("encoding").asText().equals("base64")) {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Protocol protocol(JsonNode request) {
    String version = request.path("httpVersion").asText().toLowerCase(Locale.ROOT);
    return version.contains("2") || version.contains("3") ? Protocol.HTTP2 : Protocol.HTTP1;
  }

  private static long millis(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
