// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.Place.Part;
import java.nio.charset.StandardCharsets;

/**
 * Replaces values in what PostgreSQL (protocol 3.0) says: in rows and copied rows, under the names
 * of their columns as far as the server has said them, in its messages to people; and in statements
 * and their parameters. Values in binary form are looked at where they read as text.
 */
public final class PostgresRedactor extends FrameRedactor {
  private static final int HEAD_BYTES = 5;
  private static final int MESSAGE_BYTES_MAX = 1 << 20;
  private static final int COLUMNS_MAX = 1664;
  private static final Place STATEMENT = Place.of(Part.STATEMENT);
  private static final Place MESSAGE = Place.of(Part.MESSAGE);
  private static final Place UNNAMED = Place.of(Part.COLUMN);

  private final Direction direction;
  private final Pieces pieces;
  private Place[] columns = {};

  /** Makes the redactor of one side of an exchange. */
  public PostgresRedactor(Redacting redacting, Direction direction) {
    super(redacting, HEAD_BYTES, MESSAGE_BYTES_MAX);
    this.direction = direction;
    this.pieces = new Pieces(redacting);
  }

  @Override
  long follow(byte[] head) {
    return int32(head, 1) - 4L;
  }

  @Override
  boolean wanted(byte[] head) {
    boolean client = direction == Direction.FROM_CLIENT;
    return switch (head[0]) {
      case 'Q', 'P', 'B' -> client;
      case 'T', 'D', 'E', 'N' -> !client;
      case 'd' -> true;
      default -> false;
    };
  }

  @Override
  void redact(byte[] message, int length) {
    switch (message[0]) {
      case 'Q' -> statement(message, HEAD_BYTES, length);
      case 'P' -> statement(message, textEnd(message, HEAD_BYTES, length) + 1, length);
      case 'B' -> parameters(message, length);
      case 'T' -> columns(message, length);
      case 'D' -> row(message, HEAD_BYTES, length);
      case 'E', 'N' -> fields(message, length);
      case 'd' -> copied(message, length);
      default -> {}
    }
  }

  private void statement(byte[] message, int from, int length) {
    int end = textEnd(message, Math.min(from, length), length);
    if (end > from) {
      pieces.redact(new Content(STATEMENT, Form.SQL, message, from, end - from, true));
    }
  }

  /** Names of portal and statement, formats, then the parameters as a row has its columns. */
  private void parameters(byte[] message, int length) {
    int at = textEnd(message, HEAD_BYTES, length) + 1;
    at = textEnd(message, Math.min(at, length), length) + 1;
    if (at + 2 <= length) {
      at += 2 + 2 * int16(message, at);
      values(message, at, length, new Place[0], STATEMENT);
    }
  }

  private void columns(byte[] message, int length) {
    if (length < HEAD_BYTES + 2) {
      return;
    }
    int count = Math.min(int16(message, HEAD_BYTES), COLUMNS_MAX);
    Place[] found = new Place[count];
    int at = HEAD_BYTES + 2;
    for (int i = 0; i < count && at < length; i++) {
      int end = textEnd(message, at, length);
      found[i] = new Place(Part.COLUMN, new String(message, at, end - at, StandardCharsets.UTF_8));
      at = end + 19;
    }
    columns = found;
  }

  private void row(byte[] message, int from, int length) {
    values(message, from, length, columns, UNNAMED);
  }

  private void values(byte[] message, int from, int length, Place[] places, Place other) {
    if (from + 2 > length) {
      return;
    }
    int count = int16(message, from);
    int at = from + 2;
    for (int i = 0; i < count && at + 4 <= length; i++) {
      int size = int32(message, at);
      at += 4;
      if (size > 0 && size <= length - at) {
        Place place = i < places.length && places[i] != null ? places[i] : other;
        pieces.redact(place, message, at, at + size);
        at += size;
      } else if (size > 0) {
        return;
      }
    }
  }

  /** Each field: a letter and a text. */
  private void fields(byte[] message, int length) {
    int at = HEAD_BYTES;
    while (at + 1 < length && message[at] != 0) {
      int end = textEnd(message, at + 1, length);
      pieces.redact(MESSAGE, message, at + 1, end);
      at = end + 1;
    }
  }

  /** Rows of COPY in text form: cells between tabs. */
  private void copied(byte[] message, int length) {
    int start = HEAD_BYTES;
    for (int i = HEAD_BYTES; i <= length; i++) {
      if (i == length || message[i] == '\t' || message[i] == '\n') {
        pieces.redact(UNNAMED, message, start, i);
        start = i + 1;
      }
    }
  }
}
