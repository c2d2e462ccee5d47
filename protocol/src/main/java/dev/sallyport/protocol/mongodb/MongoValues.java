// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The values of one MongoDB connection under the paths of their fields. Documents that are stored
 * or returned stand on their own, so that a field has the same path on both ways.
 */
final class MongoValues {
  private static final int HEAD_BYTES = 16;
  private static final int MESSAGE = 2013;
  private static final int DEPTH_MAX = 24;
  private static final int NUMBER_LEAST = 100_000;
  private static final int NAME_MAX = 128;

  /** Lists of documents as they are stored. */
  private static final Set<String> STORED = Set.of("documents", "firstBatch", "nextBatch");

  /** Credentials of the connection itself. */
  private static final Set<String> SKIPPED = Set.of("saslStart", "saslContinue", "authenticate");

  /** What proves who logs in, also inside of other commands and in answers; never text. */
  private static final String PROOF = "payload";

  private final Values values;
  private byte[] bytes = {};
  private int end;
  private boolean cut;
  private int[] stored = new int[16];
  private int storedCount;

  MongoValues(ContentListener listener) {
    this.values = new Values(listener, Place.Part.DOCUMENT);
  }

  boolean wanted() {
    return values.wanted();
  }

  void flush() {
    values.flush();
  }

  void ended(long stream) {
    values.ended(stream);
  }

  /** A message was read, as much of it as is held. */
  void message(long stream, Direction direction, byte[] start, int held, int at, boolean whole) {
    if (!values.wanted(stream) || at < 0) {
      return;
    }
    bytes = start;
    end = held;
    cut = !whole;
    storedCount = 0;
    Document first = new Document(start, at, held);
    if (!SKIPPED.contains(first.firstName().orElse(""))) {
      line(stream, direction, at);
      if (Document.int32(start, 12) == MESSAGE) {
        sections(stream, direction, at);
      }
      for (int i = 0; i < storedCount; i++) {
        line(stream, direction, stored[i]);
      }
    }
    bytes = new byte[0];
  }

  private void line(long stream, Direction direction, int at) {
    values.open(stream, direction);
    document(at, 0);
    if (cut) {
      values.cut();
      cut = false;
    }
    values.close();
  }

  /** Behind the first document of a message may come lists of others. */
  private void sections(long stream, Direction direction, int first) {
    int at = next(first);
    while (at > HEAD_BYTES && at + 5 < end && bytes[at] == 1) {
      int length = Document.int32(bytes, at + 1);
      int sectionEnd = length < 5 || length > end - at - 1 ? end : at + 1 + length;
      int document = at + 5;
      while (document < sectionEnd && bytes[document] != 0) {
        document++;
      }
      document++;
      while (document > 0 && document + 5 <= sectionEnd) {
        line(stream, direction, document);
        document = next(document);
      }
      at = sectionEnd;
    }
  }

  /** Returns where the bytes behind a document begin; -1 when it does not end here. */
  private int next(int at) {
    int length = at + 4 <= end ? Document.int32(bytes, at) : 0;
    return length < 5 || length > end - at ? -1 : at + length;
  }

  /** Walks over the elements of a document or list. */
  private void document(int from, int depth) {
    int at = from + 4;
    while (at < end && bytes[at] != 0) {
      int type = bytes[at] & 0xff;
      int nameEnd = zero(at + 1);
      if (nameEnd < 0) {
        cut = true;
        return;
      }
      String name =
          new String(bytes, at + 1, Math.min(NAME_MAX, nameEnd - at - 1), StandardCharsets.UTF_8);
      at = element(name, type, nameEnd + 1, depth);
      if (at < 0) {
        cut = true;
        return;
      }
    }
    cut |= at >= end;
  }

  /** Returns where the next element begins; -1 when that is not held or not known. */
  private int element(String name, int type, int at, int depth) {
    switch (type) {
      case 0x02, 0x0d, 0x0e -> {
        int size = at + 4 <= end ? Document.int32(bytes, at) : -1;
        if (size < 1) {
          return -1;
        }
        int to = (int) Math.min(end, (long) at + 4 + size - 1);
        values.value(name, bytes, Math.min(at + 4, to), to);
        return size > end - at - 4 ? -1 : at + 4 + size;
      }
      case 0x03, 0x04 -> {
        int next = next(at);
        if (depth == DEPTH_MAX || at + 4 > end) {
          return -1;
        }
        if (type == 0x04 && STORED.contains(name) && depth <= 1) {
          keep(at);
        } else if (type == 0x04) {
          list(name, at, depth + 1);
        } else {
          values.down(name);
          document(at, depth + 1);
          values.up();
        }
        return next;
      }
      case 0x10, 0x12 -> {
        int size = type == 0x10 ? 4 : 8;
        if (size > end - at) {
          return -1;
        }
        number(name, at, size);
        return at + size;
      }
      default -> {
        int size = size(type, at);
        if (size < 0 || size > end - at) {
          return -1;
        }
        if (!name.equals(PROOF)) {
          MongoScalars.text(type, bytes, at, size)
              .ifPresent(text -> values.value(name, text, 0, text.length));
        }
        return at + size;
      }
    }
  }

  private void number(String name, int at, int size) {
    long low = Document.int32(bytes, at);
    long value = size == 4 ? low : low & 0xffff_ffffL | (long) Document.int32(bytes, at + 4) << 32;
    if (Math.abs(value) >= NUMBER_LEAST) {
      byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      values.value(name, text, 0, text.length);
    }
  }

  /** The elements of a list are named by their number, which says nothing. */
  private void list(String name, int from, int depth) {
    values.downList(name);
    int at = from + 4;
    while (at >= 0 && at < end && bytes[at] != 0) {
      int type = bytes[at] & 0xff;
      int nameEnd = zero(at + 1);
      at = nameEnd < 0 ? -1 : element(Values.ELEMENT, type, nameEnd + 1, depth);
    }
    cut |= at < 0 || at >= end;
    values.upList();
  }

  private void keep(int list) {
    int at = list + 4;
    while (at < end && bytes[at] == 0x03) {
      int nameEnd = zero(at + 1);
      if (nameEnd < 0 || nameEnd + 5 > end) {
        cut = true;
        return;
      }
      if (storedCount == stored.length) {
        stored = Arrays.copyOf(stored, 2 * storedCount);
      }
      stored[storedCount++] = nameEnd + 1;
      int next = next(nameEnd + 1);
      if (next < 0) {
        cut = true;
        return;
      }
      at = next;
    }
  }

  /** Returns the length of a value that is not written as text; -1 when it is not known. */
  private int size(int type, int at) {
    return switch (type) {
      case 0x06, 0x0a, 0xff, 0x7f -> 0;
      case 0x08 -> 1;
      case 0x01, 0x09, 0x11 -> 8;
      case 0x07 -> 12;
      case 0x13 -> 16;
      case 0x0f -> at + 4 <= end ? Document.int32(bytes, at) : -1;
      case 0x05 -> binary(at);
      case 0x0b -> {
        int first = zero(at);
        int second = first < 0 ? -1 : zero(first + 1);
        yield second < 0 ? -1 : second + 1 - at;
      }
      default -> -1;
    };
  }

  private int binary(int at) {
    int length = at + 4 <= end ? Document.int32(bytes, at) : -1;
    return length < 0 || length > end - at ? -1 : length + 5;
  }

  private int zero(int at) {
    for (int i = at; i < end; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
