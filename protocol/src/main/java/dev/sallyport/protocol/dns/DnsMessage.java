// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A DNS message (RFC 1035) as far as it was understood.
 *
 * @param id number that joins question and answer
 * @param answer whether it is an answer
 * @param truncated whether the sender cut it short (TC)
 * @param responseCode 0 no error, 2 server failure, 3 no such name, …; extended codes are not
 *     joined
 * @param questions what was asked, at most {@link #QUESTIONS_MAX}
 * @param answers the answer section, at most {@link #RECORDS_MAX}; other sections are not kept
 * @param problems what was wrong with it, short stable sentences; empty when it was read whole
 */
public record DnsMessage(
    int id,
    boolean answer,
    boolean truncated,
    int responseCode,
    List<DnsQuestion> questions,
    List<DnsRecord> answers,
    List<String> problems) {

  /** Questions read from one message; more are a problem. Real messages have one. */
  public static final int QUESTIONS_MAX = 4;

  /** Records read from one answer section; more are a problem. */
  public static final int RECORDS_MAX = 256;

  /** Aliases followed from the name that was asked for to its addresses. */
  public static final int ALIASES_MAX = 16;

  public DnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    problems = List.copyOf(problems);
  }

  /**
   * Reads the readable bytes as one message, without the length prefix of TCP, and without moving
   * an index. Never throws on what the bytes are: what is wrong stands in {@link #problems()}.
   */
  public static DnsMessage read(ByteBuf bytes) {
    requireNonNull(bytes, "bytes");
    return new DnsMessageReader(bytes).read();
  }

  /**
   * Returns the addresses that this answer gives for {@code name}, aliases followed; each record
   * carries {@code name} and the shortest life on the way, and so can be joined to what the client
   * dials next. Records that do not hang together with the name are left out.
   */
  public List<DnsRecord.Address> addressesOf(String name) {
    List<DnsRecord.Address> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String owner = name;
    long ttlSeconds = Integer.MAX_VALUE;
    while (seen.size() < ALIASES_MAX && seen.add(owner)) {
      String next = owner;
      for (DnsRecord each : answers) {
        if (each instanceof DnsRecord.Address address && address.name().equals(owner)) {
          found.add(
              new DnsRecord.Address(
                  name, Math.min(ttlSeconds, address.ttlSeconds()), address.address()));
        } else if (each instanceof DnsRecord.Alias alias && alias.name().equals(owner)) {
          next = alias.target();
          ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds());
        }
      }
      owner = next;
    }
    return found;
  }
}
