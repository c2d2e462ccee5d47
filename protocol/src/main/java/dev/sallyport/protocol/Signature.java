// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import static dev.sallyport.protocol.Signature.Match.MAYBE;
import static dev.sallyport.protocol.Signature.Match.NO;
import static dev.sallyport.protocol.Signature.Match.YES;

import java.nio.charset.StandardCharsets;

/** How the first bytes of protocols look. Each check is pure and says maybe until it is certain. */
final class Signature {

  enum Match {
    YES,
    NO,
    /** The bytes so far fit, but are too few to be certain. */
    MAYBE
  }

  private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  private static final byte[] SSH = ascii("SSH-");
  private static final byte[] AMQP = ascii("AMQP");
  private static final byte[] MQTT_3_1_1 = {0, 4, 'M', 'Q', 'T', 'T'};
  private static final byte[] MQTT_3_1 = {0, 6, 'M', 'Q', 'I', 's', 'd', 'p'};
  private static final byte[] EHLO = ascii("EHLO ");
  private static final byte[] HELO = ascii("HELO ");
  private static final byte[] HTTP = ascii("http://");
  private static final byte[] HTTPS = ascii("https://");
  private static final int METHOD_BYTES_MAX = 24;
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;

  private Signature() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A TLS record that holds a ClientHello. */
  static Match tls(byte[] octets, int size) {
    if (at(octets, size, 0, 0x16) && at(octets, size, 1, 3) && below(octets, size, 2, 5)) {
      if (size < 6) {
        return MAYBE;
      }
      int length = uint16(octets, 3);
      return length >= 4 && length <= 16640 && octets[5] == 1 ? YES : NO;
    }
    return NO;
  }

  /** The HTTP/2 connection preface. */
  static Match http2(byte[] octets, int size) {
    return prefix(octets, size, 0, PREFACE);
  }

  /** The settings that an HTTP/2 server may send before the client has said anything. */
  static Match http2Settings(byte[] octets, int size) {
    if (!at(octets, size, 0, 0) || !below(octets, size, 1, 4) || !at(octets, size, 3, 4)) {
      return NO;
    }
    for (int i = 4; i < 9; i++) {
      if (!at(octets, size, i, 0)) {
        return NO;
      }
    }
    if (size < 3) {
      return MAYBE;
    }
    return uint16(octets, 1) % 6 != 0 ? NO : size < 9 ? MAYBE : YES;
  }

  /** The start of an HTTP/1.x request line: a method and the start of a target. */
  static Match http1(byte[] octets, int size) {
    int i = 0;
    while (i < 4 && i < size && octets[i] == (i % 2 == 0 ? '\r' : '\n')) {
      i++;
    }
    int method = i;
    while (i < size && (octets[i] >= 'A' && octets[i] <= 'Z' || octets[i] == '-' && i > method)) {
      i++;
    }
    if (i - method > METHOD_BYTES_MAX) {
      return NO;
    }
    if (i == size) {
      return MAYBE;
    }
    if (octets[i] != ' ' || i - method < 3) {
      return NO;
    }
    if (i + 1 == size) {
      return MAYBE;
    }
    byte first = octets[i + 1];
    if (first == '/') {
      return YES;
    }
    if (i - method == 7 && octets[method] == 'O' && first == '*') {
      return YES;
    }
    if (i - method == 7 && prefix(octets, size, method, ascii("CONNECT")) == YES) {
      return Character.isLetterOrDigit(first) || first == '[' ? YES : NO;
    }
    return either(prefix(octets, size, i + 1, HTTP), prefix(octets, size, i + 1, HTTPS));
  }

  /** A Redis command: an array of bulk strings. */
  static Match redis(byte[] octets, int size) {
    int line = number(octets, size, 0, '*');
    if (line <= 0) {
      return line == 0 ? MAYBE : NO;
    }
    int bulk = number(octets, size, line, '$');
    return bulk > 0 ? YES : bulk == 0 ? MAYBE : NO;
  }

  /** An inline Redis command; looks like nothing in particular, so only where Redis is expected. */
  static Match redisInline(byte[] octets, int size) {
    int i = 0;
    while (i < size && Character.isLetter(octets[i])) {
      i++;
    }
    if (i == size) {
      return size > 16 ? NO : MAYBE;
    }
    return i >= 3 && (octets[i] == ' ' || octets[i] == '\r' || octets[i] == '\n') ? YES : NO;
  }

  /** A PostgreSQL start-up packet, or a request for encryption or cancellation. */
  static Match postgresql(byte[] octets, int size) {
    if (!at(octets, size, 0, 0) || !at(octets, size, 1, 0)) {
      return NO;
    }
    if (size < 8) {
      return MAYBE;
    }
    int length = int32(octets, 0);
    int code = int32(octets, 4);
    if (code == SSL_REQUEST || code == GSS_REQUEST) {
      return length == 8 ? YES : NO;
    }
    if (code == CANCEL_REQUEST) {
      return length >= 16 && length <= 268 ? YES : NO;
    }
    if (code >> 16 != 3 || (code & 0xffff) > 2 || length < 13 || length > 10_000) {
      return NO;
    }
    // Other protocols count requests here; PostgreSQL sends the name of a setting.
    return size < 9 ? MAYBE : Character.isLetter(octets[8]) || octets[8] == '_' ? YES : NO;
  }

  /** A MongoDB message header with an operation in use since version 3.6, or the first query. */
  static Match mongodb(byte[] octets, int size) {
    if (size >= 4) {
      int length = Integer.reverseBytes(int32(octets, 0));
      if (length < 21 || length > 48_000_000) {
        return NO;
      }
    }
    for (int i = 8; i < 12 && i < size; i++) {
      if (octets[i] != 0) {
        return NO;
      }
    }
    if (size < 16) {
      return MAYBE;
    }
    int code = Integer.reverseBytes(int32(octets, 12));
    return code == 2013 || code == 2012 || code == 2004 ? YES : NO;
  }

  /**
   * A Kafka request. Clients start with one of three requests; others count only where Kafka is
   * expected.
   */
  static Match kafka(byte[] octets, int size, boolean expected) {
    if (!at(octets, size, 0, 0) || !at(octets, size, 4, 0) || !at(octets, size, 6, 0)) {
      return NO;
    }
    if (!below(octets, size, 5, expected ? 100 : 19) || !below(octets, size, 7, 26)) {
      return NO;
    }
    if (size >= 4 && int32(octets, 0) < 10) {
      return NO;
    }
    if (size < 14) {
      return MAYBE;
    }
    int length = int32(octets, 0);
    int key = octets[5];
    int client = (short) uint16(octets, 12);
    boolean opening = key == 18 || key == 3 || key == 17;
    if (client < -1 || client > 249 || 10 + client > length) {
      return NO;
    }
    if (!expected && (!opening || client <= 0)) {
      return NO;
    }
    for (int i = 14; i < 14 + client; i++) {
      if (i == size) {
        return MAYBE;
      }
      if (octets[i] <= ' ' || octets[i] == 0x7f) {
        return NO;
      }
    }
    return YES;
  }

  /** An AMQP protocol header. */
  static Match amqp(byte[] octets, int size) {
    Match name = prefix(octets, size, 0, AMQP);
    return name == YES && size < 8 ? MAYBE : name;
  }

  /** An MQTT CONNECT packet. */
  static Match mqtt(byte[] octets, int size) {
    if (!at(octets, size, 0, 0x10)) {
      return NO;
    }
    int i = 1;
    while (i < 5 && i < size && octets[i] < 0) {
      i++;
    }
    if (i == 5) {
      return NO;
    }
    return i + 1 >= size
        ? MAYBE
        : either(prefix(octets, size, i + 1, MQTT_3_1_1), prefix(octets, size, i + 1, MQTT_3_1));
  }

  /** An SSH identification line. */
  static Match ssh(byte[] octets, int size) {
    return prefix(octets, size, 0, SSH);
  }

  /** A DNS query with the length prefix of TCP; only where DNS is expected. */
  static Match dns(byte[] octets, int size) {
    if (size >= 2 && (uint16(octets, 0) < 17 || uint16(octets, 0) > 4096)) {
      return NO;
    }
    boolean query = below(octets, size, 4, 8) && at(octets, size, 6, 0) && at(octets, size, 7, 1);
    boolean empty = at(octets, size, 8, 0) && at(octets, size, 9, 0) && at(octets, size, 10, 0);
    if (!query || !empty || !at(octets, size, 11, 0)) {
      return NO;
    }
    return size < 14 ? MAYBE : YES;
  }

  /** The greeting of a MySQL server, protocol version 10. */
  static Match mysql(byte[] octets, int size) {
    if (!at(octets, size, 3, 0) || !at(octets, size, 4, 10)) {
      return NO;
    }
    if (size < 6) {
      return MAYBE;
    }
    int length = (octets[0] & 0xff) | (octets[1] & 0xff) << 8 | (octets[2] & 0xff) << 16;
    if (length < 32 || length > 1024 || !Character.isDigit(octets[5])) {
      return NO;
    }
    for (int i = 6; i < size; i++) {
      if (octets[i] == 0) {
        return YES;
      }
      if (octets[i] < ' ' || i > 96) {
        return NO;
      }
    }
    return MAYBE;
  }

  /** The greeting of a mail server; FTP and others greet alike, so the word must be there. */
  static Match smtpGreeting(byte[] octets, int size) {
    if (!at(octets, size, 0, '2') || !at(octets, size, 1, '2') || !at(octets, size, 2, '0')) {
      return NO;
    }
    if (size < 4) {
      return MAYBE;
    }
    if (octets[3] != ' ' && octets[3] != '-') {
      return NO;
    }
    for (int i = 4; i + 4 <= size; i++) {
      if (prefix(octets, size, i, ascii("SMTP")) == YES) {
        return YES;
      }
    }
    return MAYBE;
  }

  /** What a mail client says after a greeting that did not say enough. */
  static Match smtpHello(byte[] octets, int size) {
    return either(prefix(octets, size, 0, EHLO), prefix(octets, size, 0, HELO));
  }

  private static Match either(Match one, Match other) {
    if (one == YES || other == YES) {
      return YES;
    }
    return one == MAYBE || other == MAYBE ? MAYBE : NO;
  }

  private static Match prefix(byte[] octets, int size, int from, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (from + i >= size) {
        return MAYBE;
      }
      if (octets[from + i] != expected[i]) {
        return NO;
      }
    }
    return YES;
  }

  /** Returns whether the octet has the value or is not there yet. */
  private static boolean at(byte[] octets, int size, int index, int value) {
    return index >= size || (octets[index] & 0xff) == value;
  }

  private static boolean below(byte[] octets, int size, int index, int bound) {
    return index >= size || (octets[index] & 0xff) < bound;
  }

  /** Returns the index behind a line of {@code mark}, digits, CR LF; 0 for maybe, -1 for no. */
  private static int number(byte[] octets, int size, int from, char mark) {
    if (from >= size) {
      return 0;
    }
    if (octets[from] != mark) {
      return -1;
    }
    int i = from + 1;
    while (i < size && Character.isDigit(octets[i]) && i - from < 10) {
      i++;
    }
    if (i == size) {
      return 0;
    }
    if (i == from + 1 || octets[i] != '\r') {
      return -1;
    }
    if (i + 1 == size) {
      return 0;
    }
    return octets[i + 1] == '\n' ? i + 2 : -1;
  }

  private static int uint16(byte[] octets, int index) {
    return (octets[index] & 0xff) << 8 | (octets[index + 1] & 0xff);
  }

  private static int int32(byte[] octets, int index) {
    return uint16(octets, index) << 16 | uint16(octets, index + 2);
  }
}
