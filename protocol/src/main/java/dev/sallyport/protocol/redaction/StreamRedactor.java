// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.TextPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masks values in one stream of a body while it passes: server-sent events, JSON lines, or text. A
 * value may be split over events in any way, since the texts of events are joined as their readers
 * join them. Events in which nothing is masked pass byte by byte as they came, in their order, as
 * soon as nothing in them can become part of a value any more. Not thread-safe; one for a stream.
 *
 * <p>What replaces a value is as long as it, so that every event keeps its share of the text and
 * its bytes their number.
 */
public final class StreamRedactor {
  private static final Place TEXT = Place.of(Place.Part.STREAM);
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS_OF_A_VALUE = 9;
  private static final int CHARS_OF_A_VALUE = 6;

  /** Receives what may pass. */
  public interface Out {
    /** Takes bytes that may be read; they are not used again. */
    void write(byte[] bytes);
  }

  private final GrowingText.Streamed by;
  private final @Nullable ContentFinder structure;
  private final RedactionLimits limits;
  private final Out out;
  private final EventSplitter splitter;
  private final ArrayDeque<WaitingEvent> waiting = new ArrayDeque<>();
  private final Map<String, GrowingText> texts = new HashMap<>();
  private long masked;
  private long unlooked;

  /**
   * Makes the redactor of one stream.
   *
   * @param finder knows what must not pass
   * @param limits bounds
   * @param out receives what may pass
   */
  public StreamRedactor(ValueFinder finder, RedactionLimits limits, Out out) {
    this(
        new GrowingText.Streamed(
            requireNonNull(finder, "finder"),
            StreamRedactor::mask,
            dataClass -> {},
            requireNonNull(limits, "limits")),
        null,
        requireNonNull(out, "out"));
  }

  /** Makes the redactor of a stream in a body; events are looked at as documents as well. */
  StreamRedactor(Redacting redacting, Out out) {
    this(
        new GrowingText.Streamed(
            redacting.finder(), redacting.replacement(), redacting::count, redacting.limits()),
        redacting.finder(),
        out);
  }

  private StreamRedactor(GrowingText.Streamed by, @Nullable ContentFinder structure, Out out) {
    this.by = by;
    this.structure = structure;
    this.limits = by.limits();
    this.out = out;
    this.splitter = new EventSplitter(limits.eventBytes(), this::event);
  }

  private static void mask(DataClass dataClass, char[] value, boolean number) {
    if (number) {
      Mask.shown(dataClass, value, true);
    } else {
      Mask.apply(dataClass, value, 0, value.length);
    }
  }

  /** Takes the next bytes, however the network cut them. */
  public void write(byte[] bytes, int from, int length) {
    splitter.write(bytes, from, length);
    release();
  }

  /** Takes one message of several, which is JSON or text and complete. */
  void message(byte[] octets) {
    boolean json = octets.length > 0 && (octets[0] == '{' || octets[0] == '[');
    event(
        octets.length > limits.eventBytes()
            ? EventSplitter.Kind.UNLOOKED
            : json ? EventSplitter.Kind.JSON : EventSplitter.Kind.TEXT,
        octets,
        0,
        octets.length);
  }

  /** Nothing came for a while: lets all pass that waits; what follows is looked at with it. */
  void pause() {
    settle(true);
    release();
  }

  /** The stream ended: lets all pass that waits. */
  public void end() {
    splitter.end();
    settle(true);
    release();
  }

  /** Returns how many events were changed. */
  public long masked() {
    return masked;
  }

  /** Returns how many events or texts passed without having been looked at whole. */
  public long unlooked() {
    long all = unlooked;
    for (GrowingText text : texts.values()) {
      all += text.overflowed() ? 1 : 0;
    }
    return all;
  }

  private void event(EventSplitter.Kind kind, byte[] octets, int start, int end) {
    WaitingEvent event = new WaitingEvent(octets);
    waiting.add(event);
    boolean whole = false;
    switch (kind) {
      case UNLOOKED -> unlooked++;
      case NOTHING -> {}
      case TEXT -> whole = text(event, octets, start, end);
      case JSON -> whole = json(event, octets, start, end);
    }
    settle(whole);
    if (waiting.size() > limits.waitingEvents() && !waiting.peek().settled()) {
      unlooked++;
      settle(true);
    }
    release();
  }

  private boolean text(WaitingEvent event, byte[] octets, int start, int end) {
    if (end - start == DONE.length && octets[start] == '[') {
      return true;
    }
    String piece = new String(octets, start, end - start, StandardCharsets.UTF_8);
    if (piece.getBytes(StandardCharsets.UTF_8).length != end - start) {
      unlooked++;
      return false;
    }
    grow(event, text("", TEXT, false), piece, start, end, false);
    return false;
  }

  private boolean json(WaitingEvent event, byte[] octets, int start, int end) {
    EventStrings strings = new EventStrings(octets, start, end);
    for (EventStrings.Found found : strings.found()) {
      TextPath grows = found.grows();
      Place place = grows == null ? null : grows.place();
      if (grows != null && place != null && found.quoted()) {
        boolean escapes = grows.form() == Form.JSON || strings.name(found).contains("arguments");
        grow(
            event,
            text(strings.name(found), place, escapes),
            JsonStrings.read(octets, found.start(), found.end()),
            found.start(),
            found.end(),
            true);
      } else if (structure == null && found.end() - found.start() >= least(found)) {
        alone(event, octets, found);
      }
    }
    if (structure != null) {
      document(structure, event, octets, start, end);
    }
    return strings.ends();
  }

  /** Looks at the event as a document, but for its texts that grow. */
  private void document(ContentFinder all, WaitingEvent event, byte[] octets, int start, int end) {
    Spans found = new Spans();
    all.find(new Content(TEXT, Form.JSON, octets, start, end - start, true), found);
    Written written = new Written();
    JsonState walk = new JsonState(false);
    int walked = start;
    for (Spans.Span span : found.apart()) {
      int from = start + span.start();
      int to = start + span.end();
      if (event.grows(from, to)) {
        continue;
      }
      written.readJson(octets, from, to, true);
      char[] before = written.chars();
      char[] after = before.clone();
      walk.advance(octets, walked, from);
      walked = from;
      by.replacement().replace(span.dataClass(), after, !walk.inString());
      for (int i = 0; i < after.length; i++) {
        if (after[i] != before[i]) {
          written.put(i, after[i], event.into(), 0);
        }
      }
      by.replaced().accept(span.dataClass());
    }
  }

  private static int least(EventStrings.Found found) {
    return found.quoted() ? CHARS_OF_A_VALUE : DIGITS_OF_A_VALUE;
  }

  /** A text that stands whole in its event. */
  private void alone(WaitingEvent event, byte[] octets, EventStrings.Found found) {
    GrowingText text = new GrowingText(new Place(Place.Part.JSON, found.path()), true, by);
    String value =
        found.quoted()
            ? JsonStrings.read(octets, found.start(), found.end())
            : new String(
                octets, found.start(), found.end() - found.start(), StandardCharsets.US_ASCII);
    long to = text.add(value);
    text.settle(true);
    if (!text.same(0, to)) {
      String shown = found.quoted() ? text.shown(0, to) : number(value);
      event.rewrite(found.start(), found.end(), found.quoted(), value, shown);
    }
  }

  private String number(String value) {
    char[] digits = value.toCharArray();
    by.replacement().replace(DataClass.CREDIT_CARD, digits, true);
    return new String(digits);
  }

  private void grow(
      WaitingEvent event, GrowingText text, String piece, int start, int end, boolean quoted) {
    long to = text.add(piece);
    if (!texts.containsValue(text)) {
      text.settle(true);
    }
    event.add(new WaitingEvent.Piece(text, to - piece.length(), to, start, end, quoted));
  }

  private GrowingText text(String name, Place place, boolean escapes) {
    GrowingText text = texts.get(name);
    if (text == null) {
      text = new GrowingText(place, escapes, by);
      if (texts.size() < limits.texts()) {
        texts.put(name, text);
      } else {
        unlooked++;
      }
    }
    return text;
  }

  private void settle(boolean whole) {
    for (GrowingText text : texts.values()) {
      text.settle(whole);
    }
  }

  private void release() {
    while (!waiting.isEmpty() && waiting.peek().settled()) {
      WaitingEvent event = waiting.remove();
      byte[] shown = event.shown();
      masked += shown == event.sent() ? 0 : 1;
      out.write(shown);
    }
    forget();
  }

  private void forget() {
    Map<GrowingText, Long> needed = new HashMap<>();
    for (WaitingEvent event : waiting) {
      for (WaitingEvent.Piece piece : event.pieces()) {
        needed.putIfAbsent(piece.text(), piece.from());
      }
    }
    for (GrowingText text : texts.values()) {
      text.forget(needed.getOrDefault(text, Long.MAX_VALUE));
    }
  }
}
