// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into events and keeps every byte: server-sent events (HTML, 9.2.6) with their blank
 * line, JSON lines with their line end, and what is neither as text, in pieces that end with a
 * whole character.
 */
final class EventSplitter {
  private static final byte[] DATA = ascii("data:");
  private static final String[] FIRST_WORDS = {"data", "event", "id", "retry"};
  private static final int WORD_MAX = 6;

  /** What there is to look at in an event. */
  enum Kind {
    JSON,
    TEXT,
    NOTHING,
    /** Too long to be looked at. */
    UNLOOKED
  }

  /**
   * Receives events in order; what there is to look at stands from {@code start} to {@code end}.
   */
  interface Owner {
    void event(Kind kind, byte[] octets, int start, int end);
  }

  private enum Form {
    EVENTS,
    LINES,
    TEXT
  }

  private final int eventBytesMax;
  private final Owner owner;
  private final ByteArrayOutputStream event = new ByteArrayOutputStream(256);
  private @Nullable Form form;
  private boolean lineEmpty = true;

  EventSplitter(int eventBytesMax, Owner owner) {
    this.eventBytesMax = eventBytesMax;
    this.owner = owner;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void write(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      event.write(bytes[i]);
      if (form == null) {
        form = form(false);
      }
      Form known = form;
      if (known != null && ended(known, bytes[i])) {
        dispatch(known);
      }
    }
    if (form == Form.TEXT && event.size() > 0) {
      text();
    }
  }

  void end() {
    if (event.size() > 0) {
      Form known = form == null ? form(true) : form;
      dispatch(known == null ? Form.TEXT : known);
    }
  }

  /** Returns what the stream is by how it begins; null while that is open. */
  private @Nullable Form form(boolean whole) {
    String start = event.toString(StandardCharsets.ISO_8859_1).stripLeading();
    if (start.isEmpty()) {
      return event.size() > WORD_MAX ? Form.TEXT : null;
    }
    if (start.charAt(0) == '{' || start.charAt(0) == '[') {
      return Form.LINES;
    }
    if (start.charAt(0) == ':') {
      return Form.EVENTS;
    }
    for (String word : FIRST_WORDS) {
      if (start.startsWith(word + ":")) {
        return Form.EVENTS;
      }
    }
    return whole || start.length() > WORD_MAX ? Form.TEXT : null;
  }

  private boolean ended(Form known, byte octet) {
    if (event.size() > eventBytesMax) {
      return true;
    }
    if (octet == '\n') {
      boolean ends = known == Form.LINES || known == Form.EVENTS && lineEmpty;
      lineEmpty = true;
      return ends;
    }
    lineEmpty &= octet == '\r';
    return false;
  }

  private void dispatch(Form known) {
    byte[] octets = event.toByteArray();
    event.reset();
    if (octets.length > eventBytesMax) {
      owner.event(Kind.UNLOOKED, octets, 0, 0);
      return;
    }
    switch (known) {
      case LINES -> owner.event(Kind.JSON, octets, 0, octets.length);
      case TEXT -> owner.event(Kind.TEXT, octets, 0, octets.length);
      case EVENTS -> events(octets);
    }
  }

  /** Finds the data of an event; that over several lines is looked at as one text. */
  private void events(byte[] octets) {
    int start = -1;
    int end = -1;
    int lines = 0;
    for (int line = 0; line < octets.length; line = next(octets, line)) {
      if (startsWithData(octets, line)) {
        int from = line + DATA.length;
        start = start < 0 ? from : start;
        end = lineEnd(octets, from);
        lines++;
      }
    }
    if (lines == 0) {
      owner.event(Kind.NOTHING, octets, 0, 0);
      return;
    }
    if (start < end && octets[start] == ' ') {
      start++;
    }
    boolean json = start < end && octets[start] == '{';
    owner.event(json ? Kind.JSON : Kind.TEXT, octets, start, end);
  }

  private static boolean startsWithData(byte[] octets, int line) {
    for (int i = 0; i < DATA.length; i++) {
      if (line + i >= octets.length || octets[line + i] != DATA[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lineEnd(byte[] octets, int from) {
    int i = from;
    while (i < octets.length && octets[i] != '\n' && octets[i] != '\r') {
      i++;
    }
    return i;
  }

  private static int next(byte[] octets, int from) {
    int end = lineEnd(octets, from);
    while (end < octets.length && octets[end] != '\n') {
      end++;
    }
    return end + 1;
  }

  /** Lets the text go on as far as its characters are whole. */
  private void text() {
    byte[] octets = event.toByteArray();
    int whole = octets.length;
    int back = 0;
    while (back < 3 && whole - back > 0 && (octets[whole - back - 1] & 0xc0) == 0x80) {
      back++;
    }
    int lead = whole - back > 0 ? octets[whole - back - 1] & 0xff : 0;
    int needed = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (needed > back) {
      whole -= back + 1;
    }
    if (whole == 0) {
      return;
    }
    byte[] piece = Arrays.copyOf(octets, whole);
    event.reset();
    event.write(octets, whole, octets.length - whole);
    owner.event(Kind.TEXT, piece, 0, piece.length);
  }
}
