// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.content.MediaType.Shape;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pieces of one message, and what went wrong with it. */
final class Pieces {
  private final ContentLimits limits;
  private final List<Content> contents = new ArrayList<>(1);
  private final Set<Problem> problems = EnumSet.noneOf(Problem.class);

  Pieces(ContentLimits limits) {
    this.limits = limits;
  }

  ContentLimits limits() {
    return limits;
  }

  List<Content> contents() {
    return contents;
  }

  Set<Problem> problems() {
    return problems;
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** Adds a piece as it is; false when there are too many. */
  boolean add(Place place, Form form, byte[] octets, int from, int to, boolean whole) {
    if (contents.size() == limits.parts()) {
      problems.add(Problem.PARTS);
      return false;
    }
    contents.add(new Content(place, form, octets, from, to - from, whole));
    return true;
  }

  /** Adds a body or a part of one, read as its type says. */
  void body(MediaType type, Place place, byte[] octets, int from, int to, boolean whole) {
    Shape shape = type.shape() == Shape.UNKNOWN ? Text.shape(octets, from, to) : type.shape();
    if (shape == Shape.BINARY) {
      binary(place);
      return;
    }
    if (from == to) {
      return;
    }
    if (type.charsetUnknown()) {
      problems.add(Problem.CHARSET);
    }
    int mark = mark(octets, from, to);
    Charset charset = charset(type.charset(), octets, from, to);
    if (charset == null) {
      add(place, form(shape), octets, from + mark, to, whole);
    } else {
      byte[] text =
          new String(octets, from + mark, to - from - mark, charset)
              .getBytes(StandardCharsets.UTF_8);
      add(place, form(shape), text, 0, text.length, whole);
    }
  }

  /** Says that there is something without text. */
  void binary(Place place) {
    add(place, Form.BINARY, ContentBuffers.NOTHING, 0, 0, false);
  }

  /** Returns where a body of that shape stands. */
  static Place place(Shape shape) {
    return switch (shape) {
      case JSON, NDJSON -> JSON;
      case FORM -> FORM;
      case XML -> XML;
      case GRAPHQL -> GRAPHQL;
      case PROTOBUF, GRPC -> PROTOBUF;
      case MULTIPART -> MULTIPART;
      case EVENTS, AWS_EVENTS -> STREAM;
      case TEXT, HTML, UNKNOWN, BINARY -> TEXT;
    };
  }

  private static final Place JSON = Place.of(Place.Part.JSON);
  private static final Place FORM = Place.of(Place.Part.FORM);
  private static final Place XML = Place.of(Place.Part.XML);
  private static final Place GRAPHQL = Place.of(Place.Part.GRAPHQL);
  private static final Place PROTOBUF = Place.of(Place.Part.PROTOBUF);
  private static final Place MULTIPART = Place.of(Place.Part.MULTIPART);
  private static final Place STREAM = Place.of(Place.Part.STREAM);
  private static final Place TEXT = Place.of(Place.Part.TEXT);

  static Form form(Shape shape) {
    return switch (shape) {
      case JSON -> Form.JSON;
      case NDJSON -> Form.NDJSON;
      case FORM -> Form.URL_ENCODED;
      case XML -> Form.XML;
      case HTML -> Form.HTML;
      case GRAPHQL -> Form.GRAPHQL;
      case TEXT, UNKNOWN, MULTIPART, EVENTS, AWS_EVENTS, GRPC, PROTOBUF, BINARY -> Form.PLAIN;
    };
  }

  /** Returns the length of a byte order mark. */
  private static int mark(byte[] octets, int from, int to) {
    int size = to - from;
    if (size >= 3 && octets[from] == -17 && octets[from + 1] == -69 && octets[from + 2] == -65) {
      return 3;
    }
    boolean wide =
        size >= 2
            && (octets[from] == -2 && octets[from + 1] == -1
                || octets[from] == -1 && octets[from + 1] == -2);
    return wide ? 2 : 0;
  }

  /** Returns the character set to convert from, null when the bytes are UTF-8 or as good as it. */
  private static @Nullable Charset charset(
      @Nullable Charset declared, byte[] octets, int from, int to) {
    if (to - from >= 2) {
      int first = octets[from] & 0xff;
      int second = octets[from + 1] & 0xff;
      if (first == 0xfe && second == 0xff || first == 0 && second != 0) {
        return StandardCharsets.UTF_16BE;
      }
      if (first == 0xff && second == 0xfe || first != 0 && second == 0) {
        return StandardCharsets.UTF_16LE;
      }
    }
    if (declared == null || declared.equals(StandardCharsets.UTF_8)) {
      return null;
    }
    return declared.name().startsWith("UTF") || !isAscii(octets, from, to) ? declared : null;
  }

  private static boolean isAscii(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      // An escape starts another character set where a set has several.
      if (octets[i] < 0 || octets[i] == 0x1b) {
        return false;
      }
    }
    return true;
  }
}
