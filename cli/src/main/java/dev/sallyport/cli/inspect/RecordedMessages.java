// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.ContentLimits;
import dev.sallyport.protocol.content.MessageAssembler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes messages of recorded ones, written as JSON. Confined to one thread. */
final class RecordedMessages {
  private static final int OK = 200;

  private final MessageAssembler assembler = new MessageAssembler(ContentLimits.DEFAULT);

  /** Returns the message of one line; valid until the next is made. */
  Message of(JsonNode line) {
    boolean answer = line.path("response").asBoolean(false);
    List<Message.Field> fields = fields(line.path("headers"));
    byte[] body = body(line.path("body"));
    String method = answer ? "" : line.path("method").asText("GET").toUpperCase(Locale.ROOT);
    String target = answer ? "" : bytes(line.path("uri").asText(line.path("url").asText("/")));
    int status = answer ? line.path("status").asInt(OK) : 0;
    Message message = assembler.of(method, target, status, fields, body);
    return withWhole(message, body);
  }

  /**
   * Adds the body as it was sent where its parts alone do not tell all: the heads of the parts of a
   * form, and bodies that are not in the coding their fields claim.
   */
  private static Message withWhole(Message message, byte[] body) {
    boolean coding =
        message.problems().contains(Message.Problem.CODING_MALFORMED)
            || message.problems().contains(Message.Problem.CODING_UNKNOWN);
    boolean parts = body.length > 2 && body[0] == '-' && body[1] == '-' && multipart(message);
    if (body.length == 0 || !(coding || parts || message.contents().isEmpty())) {
      return message;
    }
    Place place = Place.of(parts ? Place.Part.MULTIPART : Place.Part.TEXT);
    List<Content> contents = new ArrayList<>(message.contents());
    contents.add(new Content(place, Content.Form.PLAIN, body, 0, body.length, true));
    return new Message(
        message.direction(),
        message.method(),
        message.target(),
        message.status(),
        message.fields(),
        contents,
        message.problems());
  }

  private static boolean multipart(Message message) {
    for (Message.Field field : message.fields()) {
      if (field.name().equalsIgnoreCase("content-type")) {
        return field.value().toLowerCase(Locale.ROOT).startsWith("multipart/");
      }
    }
    return false;
  }

  private static List<Message.Field> fields(JsonNode headers) {
    List<Message.Field> fields = new ArrayList<>();
    if (headers.isObject()) {
      headers
          .properties()
          .forEach(
              entry -> {
                if (entry.getValue().isArray()) {
                  entry.getValue().forEach(value -> fields.add(field(entry.getKey(), value)));
                } else {
                  fields.add(field(entry.getKey(), entry.getValue()));
                }
              });
    } else {
      for (JsonNode pair : headers) {
        if (pair.isArray()) {
          fields.add(field(pair.path(0).asText(), pair.path(1)));
        } else if (pair.isObject()) {
          fields.add(field(pair.path("name").asText(), pair.path("value")));
        }
      }
    }
    return fields;
  }

  private static Message.Field field(String name, JsonNode value) {
    return new Message.Field(bytes(name), bytes(value.asText("")).strip());
  }

  private static byte[] body(JsonNode body) {
    if (body.isNull() || body.isMissingNode()) {
      return new byte[0];
    }
    String text = body.isTextual() ? body.asText() : body.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns text as it travels: one character for each byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
