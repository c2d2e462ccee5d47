// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The top level of a BSON document (bsonspec.org) of which perhaps only the start is held. Values
 * inside are skipped by their length, never read.
 */
final class Document {
  private static final int ELEMENTS_MAX = 200;
  private static final int NAME_MAX = 64;

  private final byte[] bytes;
  private final int from;
  private final int end;

  /** An element: its name, its type, and where its value begins. */
  private record Element(String name, int type, int value) {}

  /** Receives elements until it says that it has enough. */
  private interface Seeker {
    boolean found(Element element);
  }

  /** A document that begins at {@code from}; bytes behind {@code end} are not held. */
  Document(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.from = from;
    this.end = end;
  }

  /** Returns the name of the first element: of a command, what it does. */
  Optional<String> firstName() {
    return find(element -> true).map(Element::name);
  }

  /** Returns the text of an element, when it is one. */
  Optional<String> text(String name) {
    return find(element -> element.name.equals(name)).flatMap(this::text);
  }

  /** Returns the text of the first element, when it is one: of a command, what it is done to. */
  Optional<String> firstText() {
    return find(element -> true).flatMap(this::text);
  }

  /** Returns the number of an element as a whole one, when it is one. */
  Optional<Integer> number(String name) {
    return find(element -> element.name.equals(name)).flatMap(this::number);
  }

  /** Returns whether an element of that name is there. */
  boolean has(String name) {
    return find(element -> element.name.equals(name)).isPresent();
  }

  private Optional<Element> find(Seeker seeker) {
    int at = from + 4;
    for (int count = 0; count < ELEMENTS_MAX && at < end && bytes[at] != 0; count++) {
      int type = bytes[at];
      int nameEnd = zero(at + 1);
      if (nameEnd < 0 || nameEnd - at - 1 > NAME_MAX) {
        return Optional.empty();
      }
      Element element =
          new Element(
              new String(bytes, at + 1, nameEnd - at - 1, StandardCharsets.UTF_8),
              type,
              nameEnd + 1);
      if (seeker.found(element)) {
        return Optional.of(element);
      }
      long size = size(element);
      if (size < 0 || element.value + size > end) {
        return Optional.empty();
      }
      at = element.value + (int) size;
    }
    return Optional.empty();
  }

  /** Returns the length of a value; -1 when it is not known. */
  private long size(Element element) {
    return switch (element.type) {
      case 0x06, 0x0a, -1, 0x7f -> 0;
      case 0x08 -> 1;
      case 0x10 -> 4;
      case 0x01, 0x09, 0x11, 0x12 -> 8;
      case 0x07 -> 12;
      case 0x13 -> 16;
      case 0x02, 0x0d, 0x0e -> prefixed(element.value, 4);
      case 0x03, 0x04, 0x0f -> prefixed(element.value, 0);
      case 0x05 -> prefixed(element.value, 5);
      case 0x0b -> {
        int first = zero(element.value);
        int second = first < 0 ? -1 : zero(first + 1);
        yield second < 0 ? -1 : second + 1 - element.value;
      }
      default -> -1;
    };
  }

  private long prefixed(int at, int more) {
    int length = at + 4 > end ? -1 : int32(at);
    return length < 0 ? -1 : (long) length + more;
  }

  private Optional<String> text(Element element) {
    if (element.type != 0x02 || element.value + 4 > end) {
      return Optional.empty();
    }
    int length = int32(element.value) - 1;
    if (length < 0 || length > 255 || element.value + 4 + length > end) {
      return Optional.empty();
    }
    return Optional.of(new String(bytes, element.value + 4, length, StandardCharsets.UTF_8));
  }

  private Optional<Integer> number(Element element) {
    int at = element.value;
    return switch (element.type) {
      case 0x10 -> at + 4 > end ? Optional.empty() : Optional.of(int32(at));
      case 0x12 -> at + 8 > end ? Optional.empty() : Optional.of((int) int64(at));
      case 0x01 ->
          at + 8 > end ? Optional.empty() : Optional.of((int) Double.longBitsToDouble(int64(at)));
      case 0x08 -> at + 1 > end ? Optional.empty() : Optional.of((int) bytes[at]);
      default -> Optional.empty();
    };
  }

  private int zero(int at) {
    for (int i = at; i < end; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private int int32(int at) {
    return int32(bytes, at);
  }

  static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  private long int64(int at) {
    return int32(at) & 0xffff_ffffL | (long) int32(at + 4) << 32;
  }
}
