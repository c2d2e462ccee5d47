// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.protocol.checkpoint.RefusalText;
import dev.sallyport.protocol.gate.Denial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Messages of PostgreSQL that are said instead of others (its documentation, "Message Formats").
 */
final class PostgresWords {
  private PostgresWords() {}

  /** Returns the error of somebody who lacks a privilege. */
  static byte[] refusal(Denial why) {
    return error("ERROR", "42501", RefusalText.of(why));
  }

  static byte[] error(String severity, String state, String text) {
    ByteBuf message = message('E');
    field(message, 'S', severity);
    field(message, 'V', severity);
    field(message, 'C', state);
    field(message, 'M', text);
    return ended(message.writeByte(0));
  }

  /** Returns a query that no server can parse. */
  static byte[] query(String mark) {
    return ended(text(message('Q'), mark));
  }

  static byte[] parse(String name, String mark) {
    return ended(text(text(message('P'), name), mark).writeShort(0));
  }

  /** Returns the binding of a statement that was never prepared. */
  static byte[] bind(String mark) {
    ByteBuf message = text(message('B'), "").writeBytes(mark.getBytes(StandardCharsets.US_ASCII));
    return ended(message.writeByte(0).writeShort(0).writeShort(0).writeShort(0));
  }

  /** Returns the execution of something that was never bound. */
  static byte[] execute(String mark) {
    return ended(text(message('E'), mark).writeInt(0));
  }

  private static ByteBuf message(char type) {
    return Unpooled.buffer(64).writeByte(type).writeInt(0);
  }

  private static void field(ByteBuf message, char type, String value) {
    text(message.writeByte(type), value);
  }

  private static ByteBuf text(ByteBuf message, String text) {
    return message.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1)).writeByte(0);
  }

  private static byte[] ended(ByteBuf message) {
    message.setInt(1, message.readableBytes() - 1);
    return ByteBufUtil.getBytes(message);
  }
}
