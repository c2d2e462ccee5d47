// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.detection.attack.Sample.Role;
import dev.sallyport.detection.text.Decoded;
import dev.sallyport.detection.text.Decoders;
import dev.sallyport.detection.text.FormWalk;
import dev.sallyport.detection.text.JsonCompanion;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.MarkupWalk;
import dev.sallyport.detection.text.Outline;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes the arguments out of the bodies of a request. */
final class BodyReader {
  /** Longest key of JSON that counts as an argument. */
  private static final int KEY_MAX = 80;

  private final AttackInspector inspector;
  private final Decoded decoded = new Decoded(TextLimits.DEFAULT);
  private final Outline outline;
  private final Outline decodedOutline;
  private final JsonWalk json = new JsonWalk(TextLimits.DEFAULT);
  private final FormWalk form = new FormWalk(TextLimits.DEFAULT);
  private final MarkupWalk markup = new MarkupWalk();
  private final Octets octets = new Octets();
  private final ModelCalls modelCalls = new ModelCalls();
  private final PartReader parts;

  /**
   * @param outlined whether outlines of bodies are made; findings are the same
   */
  BodyReader(AttackInspector inspector, boolean outlined) {
    this.inspector = inspector;
    this.outline = new Outline(outlined);
    this.decodedOutline = new Outline(outlined);
    this.parts = new PartReader(inspector, this);
  }

  void request(Message message, JsonCompanion companion) {
    List<Content> contents = message.contents();
    for (int i = 0; i < contents.size(); i++) {
      Content content = contents.get(i);
      if (content.form() == Content.Form.JSON) {
        json(message, content, companion);
      } else {
        content(message, content);
      }
    }
  }

  void content(Message message, Content content) {
    int from = content.offset();
    int to = from + content.length();
    byte[] bytes = content.bytes();
    switch (content.form()) {
      case JSON, NDJSON -> json(message, bytes, from, to);
      case URL_ENCODED -> form(content.place(), bytes, from, to);
      case XML, HTML -> markup(content.place(), bytes, from, to);
      case PLAIN, GRAPHQL, SQL -> plain(message, content, bytes, from, to);
      case BINARY -> binary(content.place(), bytes, from, to);
    }
  }

  private void plain(Message message, Content content, byte[] bytes, int from, int to) {
    if (PartReader.begins(bytes, from, to) && content.place().part() == Place.Part.MULTIPART) {
      parts.read(message, bytes, from, to);
    } else if (JsonWalk.looksLikeJson(bytes, from, to)) {
      json(message, bytes, from, to);
    } else if (FormWalk.looksLikeForm(bytes, from, to) || named(bytes, from, to)) {
      form(content.place(), bytes, from, to);
    } else {
      value(content.place(), bytes, from, to, Channel.ARGUMENT);
    }
  }

  /** Returns whether text of no type starts as a form does: with a name, or escaped throughout. */
  private static boolean named(byte[] bytes, int from, int to) {
    boolean escaped = false;
    for (int i = from; i < Math.min(to, from + 200); i++) {
      char c = (char) bytes[i];
      if (c == '=' && i > from) {
        return true;
      }
      escaped |= c == '%' || c == '+';
      if (!Ascii.word(c) && "-.[]%+*".indexOf(c) < 0) {
        return false;
      }
    }
    return escaped;
  }

  private void value(Place place, byte[] bytes, int from, int to, Channel channel) {
    outline.of(bytes, from, to);
    if (inspector.spares(bytes, from, to, channel, Role.VALUE, outline)) {
      return;
    }
    inspector.glance().look(octets.over(bytes, from, to), 0, to - from);
    if (inspector.glance().remarkable()) {
      inspector.argument(place, text(bytes, from, to), channel, Role.VALUE);
    }
  }

  private void json(Message message, byte[] bytes, int from, int to) {
    begin(bytes, from, to);
    walk(message, bytes, from, to, JsonCompanion.NOBODY);
  }

  /** The same beside somebody else, if he wants. */
  private void json(Message message, Content content, JsonCompanion companion) {
    byte[] bytes = content.bytes();
    int from = content.offset();
    int to = from + content.length();
    begin(bytes, from, to);
    boolean wanted = companion.begin(content, json, outline);
    walk(message, bytes, from, to, wanted ? companion : JsonCompanion.NOBODY);
  }

  private void walk(Message message, byte[] bytes, int from, int to, JsonCompanion companion) {
    boolean read = false;
    while (json.next()) {
      companion.step();
      JsonWalk.Token token = json.token();
      if (token == JsonWalk.Token.STRING || token == JsonWalk.Token.KEY) {
        read = true;
        string(message, bytes, from, to);
      }
    }
    companion.end();
    if (!read) {
      value(Place.of(Place.Part.JSON), bytes, from, to, Channel.DOCUMENT);
    }
  }

  private void begin(byte[] bytes, int from, int to) {
    outline.of(bytes, from, to);
    json.start(bytes, from, to - from, outline);
    modelCalls.start();
  }

  /** Looks at the key or string that the walk stands on. */
  private void string(Message message, byte[] bytes, int from, int to) {
    int start = json.start();
    int end = json.end();
    boolean key = json.token() == JsonWalk.Token.KEY;
    Channel channel = key && end - start <= KEY_MAX ? Channel.ARGUMENT : Channel.DOCUMENT;
    Role role = key ? Role.NAME : Role.VALUE;
    boolean prose = !key && inspector.mayBeLong(end - start) && isProse(message, bytes, from, to);
    boolean escaped = json.escaped();
    if (escaped && prose && inspector.sparesLongEscaped(bytes, start, end, outline)) {
      return;
    }
    if (escaped) {
      Decoders.json(bytes, start, end, decoded);
      escaped = !decoded.cut();
    }
    byte[] plain = escaped ? decoded.bytes() : bytes;
    int plainStart = escaped ? 0 : start;
    int plainEnd = escaped ? decoded.length() : end;
    if (escaped) {
      decodedOutline.of(plain, plainStart, plainEnd);
    }
    Outline known = escaped ? decodedOutline : outline;
    if (prose && inspector.sparesLong(plain, plainStart, plainEnd, known)
        || inspector.spares(plain, plainStart, plainEnd, channel, role, known)) {
      return;
    }
    inspector.glance().look(octets.over(bytes, start, end), 0, end - start);
    if (!inspector.glance().remarkable()) {
      return;
    }
    prose = prose || !key && isProse(message, bytes, from, to);
    if (prose && !json.escaped() && inspector.sparesProse()) {
      return;
    }
    String raw = text(bytes, start, end);
    String text = json.escaped() ? JsonText.unescaped(raw) : raw;
    inspector.argument(json.place(), text, prose ? Channel.PROSE : channel, role);
  }

  private boolean isProse(Message message, byte[] bytes, int from, int to) {
    return modelCalls.prose(message, json, bytes, from, to, outline);
  }

  private void form(Place place, byte[] bytes, int from, int to) {
    if (place.part() == Place.Part.FORM || place.part() == Place.Part.TEXT) {
      Place all = Place.of(Place.Part.FORM);
      String whole = text(bytes, from, Math.min(to, from + 4096));
      if (whole.indexOf('<') >= 0 || whole.startsWith(";") || whole.indexOf("&(") >= 0) {
        inspector.argument(all, Codings.percent(whole, true), Channel.PATH, Role.VALUE);
      }
    }
    outline.of(bytes, from, to);
    form.start(bytes, from, to - from);
    while (form.next()) {
      field(bytes, form.nameStart(), form.nameEnd(), Role.NAME);
      field(bytes, form.valueStart(), form.valueEnd(), Role.VALUE);
    }
  }

  private void field(byte[] bytes, int start, int end, Role role) {
    if (!coded(bytes, start, end)
        && inspector.spares(bytes, start, end, Channel.ARGUMENT, role, outline)) {
      return;
    }
    inspector.glance().look(octets.over(bytes, start, end), 0, end - start);
    if (inspector.glance().remarkable()) {
      Place place =
          role == Role.NAME ? new Place(Place.Part.FORM, "{name}") : form.place(Place.Part.FORM);
      String raw = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
      String text = Codings.utf8(Codings.percent(raw, true));
      inspector.argument(place, text, Channel.ARGUMENT, role);
    }
  }

  private static boolean coded(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '+' || bytes[i] == '%') {
        return true;
      }
    }
    return false;
  }

  private void markup(Place place, byte[] bytes, int from, int to) {
    verdictOnProlog(place, bytes, from, to);
    outline.of(bytes, from, to);
    markup.start(bytes, from, to - from, outline);
    while (markup.next()) {
      int start = markup.start();
      int end = markup.end();
      if (inspector.spares(bytes, start, end, Channel.ARGUMENT, Role.VALUE, outline)) {
        continue;
      }
      inspector.glance().look(octets.over(bytes, start, end), 0, end - start);
      if (inspector.glance().remarkable()) {
        String raw = text(bytes, start, end);
        String text = markup.escaped() ? Codings.entities(raw) : raw;
        inspector.argument(markup.place(), text, Channel.ARGUMENT, Role.VALUE);
      }
    }
  }

  private void verdictOnProlog(Place place, byte[] bytes, int from, int to) {
    String head = text(bytes, from, Math.min(to, from + 8192));
    inspector.verdicts().at(place, 0.5);
    XmlProlog.examine(head, inspector.verdicts());
  }

  private void binary(Place place, byte[] bytes, int from, int to) {
    inspector.verdicts().at(place, 0.5);
    SerialisedDetector.magic(bytes, from, to, inspector.verdicts());
  }

  static String text(byte[] bytes, int start, int end) {
    return Codings.utf8(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
  }
}
