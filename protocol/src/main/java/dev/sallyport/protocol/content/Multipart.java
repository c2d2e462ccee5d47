// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.MediaType.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The parts of a multipart body (RFC 2046, 5.1; RFC 7578 for forms). Where a part ends is never
 * guessed: what has no certain end is read to the end of the body and called malformed.
 */
final class Multipart {
  private static final int NESTING_MAX = 3;
  private static final int HEAD_BYTES_MAX = 4096;
  private static final MediaType PLAIN = new MediaType(Shape.TEXT, null, false, "");

  private final Pieces pieces;
  private final byte[] octets;
  private final int nesting;

  Multipart(Pieces pieces, byte[] octets, int nesting) {
    this.pieces = pieces;
    this.octets = octets;
    this.nesting = nesting;
  }

  /**
   * Adds the parts between two indexes.
   *
   * @param outer name of the part that holds them; empty outside of any
   */
  void read(String boundary, String outer, int from, int to, boolean whole) {
    if (boundary.isEmpty() || boundary.length() > 200 || nesting == NESTING_MAX) {
      pieces.problem(nesting == NESTING_MAX ? Problem.DEPTH : Problem.MALFORMED);
      pieces.add(place(outer), Form.PLAIN, octets, from, to, whole);
      return;
    }
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    int at = delimiter(delimiter, from, to);
    if (at < 0) {
      pieces.problem(Problem.MALFORMED);
      pieces.add(place(outer), Form.PLAIN, octets, from, to, whole);
      return;
    }
    while (at >= 0) {
      int line = at + delimiter.length;
      if (ends(line, to)) {
        return;
      }
      int start = lineEnd(line, to);
      int next = start < 0 ? -1 : delimiter(delimiter, start, to);
      if (start >= 0 && !part(outer, start, next < 0 ? to : contentEnd(start, next), next >= 0)) {
        return;
      }
      at = next;
    }
    // No closing delimiter came.
    pieces.problem(whole ? Problem.MALFORMED : Problem.CUT);
  }

  /** Adds one part; false when there are too many. */
  private boolean part(String outer, int from, int to, boolean whole) {
    String disposition = "";
    String type = "";
    String encoding = "";
    int at = from;
    while (true) {
      int end = lineEnd(at, to);
      if (end < 0 || end - from > HEAD_BYTES_MAX) {
        // There is no end of the head: all of it is content.
        pieces.problem(Problem.MALFORMED);
        return pieces.add(place(outer), Form.PLAIN, octets, from, to, whole);
      }
      String line = new String(octets, at, end - at, StandardCharsets.UTF_8).strip();
      at = end;
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> disposition = value;
        case "content-type" -> type = value;
        case "content-transfer-encoding" -> encoding = value;
        default -> {}
      }
    }
    return content(name(outer, disposition), disposition, type, encoding, at, to, whole);
  }

  private boolean content(
      String name,
      String disposition,
      String type,
      String encoding,
      int from,
      int to,
      boolean whole) {
    int before = pieces.contents().size();
    String file = MediaType.parameter(disposition, "filename");
    if (file.isEmpty()) {
      file = MediaType.parameter(disposition, "filename*");
    }
    if (!file.isEmpty()) {
      byte[] text = file.getBytes(StandardCharsets.UTF_8);
      pieces.add(place(name + ".filename"), Form.PLAIN, text, 0, text.length, true);
    }
    MediaType own = type.isEmpty() && file.isEmpty() ? PLAIN : MediaType.of(type);
    boolean coded =
        encoding.equalsIgnoreCase("base64") || encoding.equalsIgnoreCase("quoted-printable");
    if (coded) {
      pieces.problem(Problem.CODING_UNKNOWN);
    }
    switch (own.shape()) {
      case MULTIPART ->
          new Multipart(pieces, octets, nesting + 1).read(own.boundary(), name, from, to, whole);
      case BINARY -> {
        // A label alone does not keep text from being looked at.
        MediaType seen = MediaType.NONE;
        pieces.body(seen, place(name), octets, from, to, whole);
      }
      default -> pieces.body(own, place(name), octets, from, to, whole);
    }
    return pieces.contents().size() < pieces.limits().parts() || before < pieces.limits().parts();
  }

  private static String name(String outer, String disposition) {
    String name = MediaType.parameter(disposition, "name");
    return outer.isEmpty() ? name : outer + "." + name;
  }

  private static Place place(String name) {
    return new Place(Place.Part.MULTIPART, name);
  }

  /** Returns the index of the next delimiter at the start of a line, -1 when there is none. */
  private int delimiter(byte[] delimiter, int from, int to) {
    for (int i = from; i + delimiter.length <= to; i++) {
      if (octets[i] == '-' && (i == from || octets[i - 1] == '\n') && at(delimiter, i, to)) {
        return i;
      }
    }
    return -1;
  }

  /** A longer boundary that starts alike is another one. */
  private boolean at(byte[] expected, int from, int to) {
    for (int i = 0; i < expected.length; i++) {
      if (octets[from + i] != expected[i]) {
        return false;
      }
    }
    int next = from + expected.length;
    return next == to || " \t\r\n".indexOf(octets[next]) >= 0 || ends(next, to);
  }

  private boolean ends(int at, int to) {
    return at + 2 <= to && octets[at] == '-' && octets[at + 1] == '-';
  }

  /** The line break before a delimiter belongs to the delimiter. */
  private int contentEnd(int start, int delimiter) {
    int end = delimiter;
    if (end > start && octets[end - 1] == '\n') {
      end--;
    }
    if (end > start && octets[end - 1] == '\r') {
      end--;
    }
    return end;
  }

  /** Returns the index behind the line, -1 when it does not end. */
  private int lineEnd(int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }
}
