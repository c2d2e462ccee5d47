// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers DNS messages (RFC 1035, queries of one question for A and AAAA) from names that are
 * looked up, and passes all others on. Stateless but for its two sources.
 */
public final class DnsZone {
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;
  private static final int NAME_ERROR = 3;
  private static final int TTL_SECONDS = 5;

  private final Names names;
  private final Upstream upstream;

  /** Builds a zone of its own names and an upstream for the others. */
  public DnsZone(Names names, Upstream upstream) {
    this.names = names;
    this.upstream = upstream;
  }

  /** Returns the answer to a query; empty when the query is not understood. */
  byte[] answer(byte[] query) throws IOException {
    if (query.length < HEADER + 5 || (query[2] & 0x80) != 0) {
      return new byte[0];
    }
    Question question = question(query);
    Optional<List<InetAddress>> known = names.lookup(question.name());
    if (known.isEmpty() && !names.owns(question.name())) {
      byte[] passed = upstream.ask(query);
      return passed.length > 0 ? passed : reply(query, question, List.of(), 2);
    }
    List<InetAddress> matching =
        known.orElse(List.of()).stream().filter(a -> type(a) == question.type()).toList();
    return reply(query, question, matching, known.isEmpty() ? NAME_ERROR : 0);
  }

  private record Question(String name, int type, int end) {}

  private static Question question(byte[] query) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (query[at] != 0) {
      int length = query[at] & 0xff;
      if (length > 63 || at + length + 1 >= query.length) {
        throw new IOException("malformed question");
      }
      name.append(new String(query, at + 1, length, StandardCharsets.US_ASCII)).append('.');
      at += length + 1;
    }
    if (at + 5 > query.length) {
      throw new IOException("short question");
    }
    int type = ByteBuffer.wrap(query).getShort(at + 1) & 0xffff;
    String text = name.isEmpty() ? "" : name.substring(0, name.length() - 1);
    return new Question(text.toLowerCase(Locale.ROOT), type, at + 5);
  }

  private static byte[] reply(
      byte[] query, Question question, List<InetAddress> addresses, int code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(0x8480 | (query[2] & 0x01) << 8 | code);
    out.writeShort(1);
    out.writeShort(addresses.size());
    out.writeInt(0);
    out.write(query, HEADER, question.end() - HEADER);
    for (InetAddress address : addresses) {
      out.writeShort(0xc000 | HEADER);
      out.writeShort(type(address));
      out.writeShort(1);
      out.writeInt(TTL_SECONDS);
      out.writeShort(address.getAddress().length);
      out.write(address.getAddress());
    }
    return bytes.toByteArray();
  }

  private static int type(InetAddress address) {
    return address.getAddress().length == 4 ? TYPE_A : TYPE_AAAA;
  }

  /** The names a zone knows. */
  public interface Names {
    /**
     * Returns the addresses of a name (lower case, no dot at the end); empty when the name does not
     * exist.
     */
    Optional<List<InetAddress>> lookup(String name);

    /** Returns whether a name that does not exist is this zone's to deny. */
    boolean owns(String name);
  }

  /** Where foreign names are asked. */
  public interface Upstream {
    /** Returns the answer, empty when none came in time. */
    byte[] ask(byte[] query);
  }
}
