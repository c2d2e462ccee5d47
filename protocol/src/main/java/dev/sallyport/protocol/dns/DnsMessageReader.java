// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.dns;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message. Compression pointers may only point backwards and every name is bounded, so
 * the work is linear in the size of the message times the records that are kept.
 */
final class DnsMessageReader {
  private static final int NAME_BYTES_MAX = 255;
  private static final int POINTERS_MAX = 32;
  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int SVCB = 64;
  private static final int HTTPS = 65;
  private static final int SVC_PARAM_PORT = 3;

  private final ByteBuf bytes;
  private final int start;
  private final int end;
  private final List<DnsQuestion> questions = new ArrayList<>(1);
  private final List<DnsRecord> answers = new ArrayList<>();
  private final List<String> problems = new ArrayList<>(0);
  private int at;

  DnsMessageReader(ByteBuf bytes) {
    this.bytes = bytes;
    this.start = bytes.readerIndex();
    this.end = bytes.writerIndex();
    this.at = start;
  }

  DnsMessage read() {
    if (end - start < 12) {
      problems.add("shorter than a header");
      return new DnsMessage(0, false, false, 0, questions, answers, problems);
    }
    int id = bytes.getUnsignedShort(start);
    int flags = bytes.getUnsignedShort(start + 2);
    int questionCount = bytes.getUnsignedShort(start + 4);
    int answerCount = bytes.getUnsignedShort(start + 6);
    at = start + 12;
    if (readQuestions(questionCount)) {
      readAnswers(answerCount);
    }
    boolean answer = (flags & 0x8000) != 0;
    boolean truncated = (flags & 0x0200) != 0;
    return new DnsMessage(id, answer, truncated, flags & 0xf, questions, answers, problems);
  }

  private boolean readQuestions(int count) {
    for (int i = 0; i < count; i++) {
      if (i == DnsMessage.QUESTIONS_MAX) {
        problems.add("too many questions");
        return false;
      }
      String name = readName(end);
      if (name == null || end - at < 4) {
        problems.add("question cut short or name invalid");
        return false;
      }
      questions.add(new DnsQuestion(name, typeName(bytes.getUnsignedShort(at))));
      at += 4;
    }
    return true;
  }

  private void readAnswers(int count) {
    for (int i = 0; i < count; i++) {
      if (i == DnsMessage.RECORDS_MAX) {
        problems.add("too many records");
        return;
      }
      String name = readName(end);
      if (name == null || end - at < 10) {
        problems.add("record cut short or name invalid");
        return;
      }
      int type = bytes.getUnsignedShort(at);
      // A life with the top bit set counts as zero (RFC 2181, part 8).
      long ttlSeconds = Math.max(0, bytes.getInt(at + 4));
      int length = bytes.getUnsignedShort(at + 8);
      at += 10;
      if (end - at < length) {
        problems.add("record cut short or name invalid");
        return;
      }
      int next = at + length;
      DnsRecord record = readContent(name, ttlSeconds, type, next);
      if (record == null) {
        problems.add("content of a record is invalid");
      } else {
        answers.add(record);
      }
      at = next;
    }
  }

  private @Nullable DnsRecord readContent(String name, long ttlSeconds, int type, int limit) {
    return switch (type) {
      case A -> readAddress(name, ttlSeconds, limit, 4);
      case AAAA -> readAddress(name, ttlSeconds, limit, 16);
      case CNAME -> readAlias(name, ttlSeconds, limit);
      case SRV -> readLocation(name, ttlSeconds, limit);
      case SVCB, HTTPS -> readBinding(name, ttlSeconds, limit);
      default -> new DnsRecord.Other(name, ttlSeconds, typeName(type));
    };
  }

  private @Nullable DnsRecord readAddress(String name, long ttlSeconds, int limit, int size) {
    if (limit - at != size) {
      return null;
    }
    byte[] address = new byte[size];
    bytes.getBytes(at, address);
    try {
      return new DnsRecord.Address(name, ttlSeconds, InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private @Nullable DnsRecord readAlias(String name, long ttlSeconds, int limit) {
    String target = readName(limit);
    return target == null ? null : new DnsRecord.Alias(name, ttlSeconds, target);
  }

  private @Nullable DnsRecord readLocation(String name, long ttlSeconds, int limit) {
    if (limit - at < 7) {
      return null;
    }
    int port = bytes.getUnsignedShort(at + 4);
    at += 6;
    String target = readName(limit);
    return target == null ? null : new DnsRecord.Location(name, ttlSeconds, target, port);
  }

  /** SVCB and HTTPS (RFC 9460): of the parameters only the port is read. */
  private @Nullable DnsRecord readBinding(String name, long ttlSeconds, int limit) {
    if (limit - at < 3) {
      return null;
    }
    int priority = bytes.getUnsignedShort(at);
    at += 2;
    String target = readName(limit);
    if (target == null) {
      return null;
    }
    if (priority == 0) {
      return new DnsRecord.Alias(name, ttlSeconds, target);
    }
    String host = target.isEmpty() ? name : target;
    int port = 0;
    while (limit - at >= 4) {
      int key = bytes.getUnsignedShort(at);
      int length = bytes.getUnsignedShort(at + 2);
      at += 4;
      if (limit - at < length) {
        return null;
      }
      if (key == SVC_PARAM_PORT && length == 2) {
        port = bytes.getUnsignedShort(at);
      }
      at += length;
    }
    return at == limit ? new DnsRecord.Location(name, ttlSeconds, host, port) : null;
  }

  /** Reads a name and moves behind it; null when it is invalid or leaves {@code limit}. */
  private @Nullable String readName(int limit) {
    StringBuilder name = new StringBuilder(64);
    int position = at;
    int bound = limit;
    int pointers = 0;
    int wireBytes = 0;
    boolean jumped = false;
    while (true) {
      if (position >= bound) {
        return null;
      }
      int length = bytes.getUnsignedByte(position);
      if (length == 0) {
        if (!jumped) {
          at = position + 1;
        }
        return name.toString();
      }
      if ((length & 0xc0) == 0xc0) {
        if (position + 1 >= bound || ++pointers > POINTERS_MAX) {
          return null;
        }
        int target = start + (((length & 0x3f) << 8) | bytes.getUnsignedByte(position + 1));
        if (!jumped) {
          at = position + 2;
          jumped = true;
        }
        // Only backwards, so that no loop can be built.
        if (target >= position || target < start + 12) {
          return null;
        }
        bound = position;
        position = target;
        continue;
      }
      wireBytes += length + 1;
      if ((length & 0xc0) != 0 || wireBytes > NAME_BYTES_MAX || bound - position - 1 < length) {
        return null;
      }
      if (!name.isEmpty()) {
        name.append('.');
      }
      appendLabel(name, position + 1, length);
      position += length + 1;
    }
  }

  /** Bytes that are no plain host name characters are written as {@code \DDD}, as zone files do. */
  private void appendLabel(StringBuilder name, int from, int length) {
    for (int i = from; i < from + length; i++) {
      int each = bytes.getUnsignedByte(i);
      if (each > ' ' && each < 0x7f && each != '.' && each != '\\') {
        name.append(Character.toLowerCase((char) each));
      } else {
        name.append('\\').append(String.format(Locale.ROOT, "%03d", each));
      }
    }
  }

  private static String typeName(int type) {
    return switch (type) {
      case A -> "A";
      case 2 -> "NS";
      case CNAME -> "CNAME";
      case 6 -> "SOA";
      case 12 -> "PTR";
      case 15 -> "MX";
      case 16 -> "TXT";
      case AAAA -> "AAAA";
      case SRV -> "SRV";
      case 35 -> "NAPTR";
      case 41 -> "OPT";
      case 43 -> "DS";
      case 46 -> "RRSIG";
      case 47 -> "NSEC";
      case 48 -> "DNSKEY";
      case SVCB -> "SVCB";
      case HTTPS -> "HTTPS";
      case 255 -> "ANY";
      default -> "TYPE" + type;
    };
  }
}
