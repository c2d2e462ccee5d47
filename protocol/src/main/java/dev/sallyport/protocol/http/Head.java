// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Message;
import dev.sallyport.protocol.HeadView;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One parsed head: places in a byte array, and what its fields say about framing. Reused for one
 * head after the other, so that an ordinary head costs no object.
 */
final class Head implements HeadView {
  static final long NO_LENGTH = -1;
  static final long BAD_LENGTH = -2;

  private static final byte[] HOST = Octets.of("host");
  private static final byte[] UPGRADE = Octets.of("upgrade");
  private static final byte[] CONNECTION = Octets.of("connection");
  private static final byte[] CONTENT_LENGTH = Octets.of("content-length");
  private static final byte[] TRANSFER_ENCODING = Octets.of("transfer-encoding");
  private static final byte[] CLOSE = Octets.of("close");
  private static final byte[] KEEP_ALIVE = Octets.of("keep-alive");
  private static final byte[] CHUNKED = Octets.of("chunked");
  private static final byte[] WEBSOCKET = Octets.of("websocket");
  private static final byte[] H2C = Octets.of("h2c");

  byte[] octets = new byte[0];
  int methodStart;
  int methodEnd;
  int targetStart;
  int targetEnd;
  int status;
  boolean http10;

  int hosts;
  int hostStart;
  int hostEnd;
  int lengths;
  long length;
  int codings;
  boolean chunked;
  boolean close;
  boolean keepAlive;
  boolean upgrade;
  boolean websocket;
  boolean http2;

  private int fields;
  private int[] places = new int[64];

  void clear(byte[] holder) {
    octets = holder;
    methodStart = methodEnd = targetStart = targetEnd = 0;
    status = 0;
    http10 = false;
    hosts = 0;
    hostStart = hostEnd = 0;
    lengths = 0;
    length = NO_LENGTH;
    codings = 0;
    chunked = false;
    close = false;
    keepAlive = false;
    upgrade = false;
    websocket = false;
    http2 = false;
    fields = 0;
  }

  /** Adds a field; the value comes without surrounding white space. */
  void field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int place = fields * 4;
    if (place == places.length) {
      places = Arrays.copyOf(places, places.length * 2);
    }
    places[place] = nameStart;
    places[place + 1] = nameEnd;
    places[place + 2] = valueStart;
    places[place + 3] = valueEnd;
    fields++;
    switch (nameEnd - nameStart) {
      case 4 -> {
        if (Octets.equalsLower(octets, nameStart, nameEnd, HOST)) {
          hosts++;
          hostStart = valueStart;
          hostEnd = valueEnd;
        }
      }
      case 7 -> {
        if (Octets.equalsLower(octets, nameStart, nameEnd, UPGRADE)) {
          upgrade = true;
          websocket |= Octets.equalsLower(octets, valueStart, valueEnd, WEBSOCKET);
          http2 |= Octets.equalsLower(octets, valueStart, valueEnd, H2C);
        }
      }
      case 10 -> {
        if (Octets.equalsLower(octets, nameStart, nameEnd, CONNECTION)) {
          close |= lists(valueStart, valueEnd, CLOSE);
          keepAlive |= lists(valueStart, valueEnd, KEEP_ALIVE);
        }
      }
      case 14 -> {
        if (Octets.equalsLower(octets, nameStart, nameEnd, CONTENT_LENGTH)) {
          lengths++;
          length = number(valueStart, valueEnd);
        }
      }
      case 17 -> {
        if (Octets.equalsLower(octets, nameStart, nameEnd, TRANSFER_ENCODING)) {
          codings++;
          chunked = Octets.equalsLower(octets, valueStart, valueEnd, CHUNKED);
        }
      }
      default -> {}
    }
  }

  /** Returns whether the fields speak of framing, which a trailer must not. */
  boolean framing() {
    return hosts > 0 || lengths > 0 || codings > 0;
  }

  /** Returns whether the sender says that this is its last message on the connection. */
  boolean last() {
    return close || (http10 && !keepAlive);
  }

  @Override
  public String method() {
    return Octets.text(octets, methodStart, methodEnd);
  }

  @Override
  public String target() {
    return Octets.text(octets, targetStart, targetEnd);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public int fields() {
    return fields;
  }

  @Override
  public String name(int index) {
    return Octets.text(octets, place(index, 0), place(index, 1));
  }

  @Override
  public String value(int index) {
    return Octets.text(octets, place(index, 2), place(index, 3));
  }

  @Override
  public boolean is(int index, Message.Field field) {
    return Octets.equals(octets, place(index, 2), place(index, 3), field.value())
        && Octets.equals(octets, place(index, 0), place(index, 1), field.name());
  }

  @Override
  public Optional<String> first(String name) {
    byte[] lower = Octets.of(name.toLowerCase(Locale.ROOT));
    for (int i = 0; i < fields; i++) {
      if (Octets.equalsLower(octets, place(i, 0), place(i, 1), lower)) {
        return Optional.of(value(i));
      }
    }
    return Optional.empty();
  }

  private int place(int index, int part) {
    if (index < 0 || index >= fields) {
      throw new IndexOutOfBoundsException("field: " + index + " (expected: below " + fields + ")");
    }
    return places[index * 4 + part];
  }

  /** Returns whether a comma-separated list names the token. */
  private boolean lists(int from, int to, byte[] token) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || octets[i] == ',') {
        int first = start;
        int end = i;
        while (first < end && Octets.isBlank(octets[first])) {
          first++;
        }
        while (end > first && Octets.isBlank(octets[end - 1])) {
          end--;
        }
        if (Octets.equalsLower(octets, first, end, token)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /** Only digits, no sign, no list; 18 digits never overflow. */
  private long number(int from, int to) {
    if (from == to || to - from > 18) {
      return BAD_LENGTH;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return BAD_LENGTH;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
