// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Messages for tests, and what is found in them. */
final class Requests {
  private static final AttackInspector INSPECTOR = new Attacks(AttackLimits.DEFAULT).inspector();

  private Requests() {}

  static Message get(String target, String... fields) {
    return request("GET", target, List.of(), fields);
  }

  static Message query(String value) {
    return get("/find?q=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  static Message form(String body) {
    return body(
        Content.Form.URL_ENCODED,
        Place.Part.FORM,
        body,
        "content-type",
        "application/x-www-form-urlencoded");
  }

  static Message json(String body, String... fields) {
    return body(Content.Form.JSON, Place.Part.JSON, body, fields);
  }

  static Message chat(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + escaped + "\"}]}";
    return request(
        "POST", "/v1/chat/completions", content(Content.Form.JSON, Place.Part.JSON, body));
  }

  static Message answer(String body) {
    return answer(body, "text/html");
  }

  static Message answer(String body, String type) {
    return new Message(
        Direction.FROM_SERVER,
        "",
        "",
        200,
        List.of(new Message.Field("Content-Type", type)),
        content(Content.Form.HTML, Place.Part.TEXT, body));
  }

  static Message body(Content.Form form, Place.Part part, String body, String... fields) {
    return request("POST", "/orders", content(form, part, body), fields);
  }

  private static Message request(
      String method, String target, List<Content> contents, String... fields) {
    List<Message.Field> all = new ArrayList<>();
    all.add(new Message.Field("Host", "shop.example"));
    if (!List.of(fields).contains("User-Agent")) {
      all.add(new Message.Field("User-Agent", "okhttp/4.12.0"));
    }
    for (int i = 0; i < fields.length; i += 2) {
      all.add(new Message.Field(fields[i], fields[i + 1]));
    }
    return new Message(Direction.FROM_CLIENT, method, target, 0, all, contents);
  }

  private static List<Content> content(Content.Form form, Place.Part part, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return List.of(new Content(Place.of(part), form, bytes, 0, bytes.length, true));
  }

  static List<AttackAttempt> found(Message message) {
    List<AttackAttempt> found = new ArrayList<>();
    INSPECTOR.inspect(message, found::add);
    return found;
  }

  static Set<AttackFamily> families(Message message) {
    return found(message).stream().map(AttackAttempt::family).collect(Collectors.toSet());
  }
}
