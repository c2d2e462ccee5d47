// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Direction;
import dev.sallyport.protocol.Dialogue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes both directions of a PostgreSQL connection; a zero in a text is written as {@code ~}. */
public final class PostgresScript {
  private Dialogue dialogue = Dialogue.empty();

  public Dialogue dialogue() {
    return dialogue;
  }

  PostgresScript untyped(int code, String text) {
    ByteBuf packet = Unpooled.buffer();
    byte[] octets = octets(text);
    packet.writeInt(octets.length + 8).writeInt(code).writeBytes(octets);
    dialogue = dialogue.with(Direction.FROM_CLIENT, ByteBufUtil.getBytes(packet));
    return this;
  }

  PostgresScript client(String... messages) {
    return add(Direction.FROM_CLIENT, messages);
  }

  PostgresScript server(String... messages) {
    return add(Direction.FROM_SERVER, messages);
  }

  PostgresScript raw(Direction direction, String text) {
    dialogue = dialogue.with(direction, octets(text));
    return this;
  }

  public PostgresScript login() {
    return untyped(196608, "user~bob~database~shop~~")
        .server("R\0\0\0\0", "Sserver_version~18~", "Kabcdefgh", "ZI");
  }

  private PostgresScript add(Direction direction, String... messages) {
    ByteBuf all = Unpooled.buffer();
    for (String each : messages) {
      byte[] octets = octets(each);
      all.writeByte(octets[0]).writeInt(octets.length + 3).writeBytes(octets, 1, octets.length - 1);
    }
    dialogue = dialogue.with(direction, ByteBufUtil.getBytes(all));
    return this;
  }

  private static byte[] octets(String text) {
    return text.replace('~', '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Simple and extended queries, an error, and a copy. */
  public static Dialogue sample() {
    return new PostgresScript()
        .login()
        .client("QSELECT * FROM orders WHERE id = 5~")
        .server("Tcolumns", "Drow", "Drow", "CSELECT 2~", "ZI")
        .client("Ps1~INSERT INTO items VALUES ($1)~\0\0", "B~s1~\0\0", "D\0P~", "E~\0\0\0\0", "S")
        .server("1", "2", "n", "CINSERT 0 1~", "ZI")
        .client("B~s1~\0\0", "E~\0\0\0\0", "B~s1~\0\0", "E~\0\0\0\0", "S")
        .server("2", "ESERROR~~", "ZI")
        .client("QCOPY items FROM STDIN~")
        .server("Gformat")
        .client("d1\t2\n", "d3\t4\n", "c")
        .server("CCOPY 2~", "ZI")
        .client("X")
        .dialogue();
  }
}
