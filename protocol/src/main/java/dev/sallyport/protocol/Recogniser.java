// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.Signature.Match;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a connection speaks from the first bytes of either side. Keeps those bytes, up to
 * a bound, so that they can be read again by the decoder. A claim rests on bytes alone; the port
 * and what was seen before only admit signatures that would be too weak by themselves.
 */
final class Recogniser {
  private static final byte[] NOTHING = new byte[0];

  private final int bytesMax;
  private final boolean redisExpected;
  private final boolean kafkaExpected;
  private final boolean dnsExpected;
  private byte[] client = NOTHING;
  private byte[] server = NOTHING;
  private @Nullable Direction first;
  private @Nullable Protocol recognised;
  private @Nullable String givenUp;
  private boolean limitHit;
  private boolean maybe;

  Recogniser(int dialledPort, Optional<Protocol> hint, int bytesMax) {
    this.bytesMax = bytesMax;
    this.redisExpected = dialledPort == 6379 || hint.filter(Protocol.REDIS::equals).isPresent();
    this.kafkaExpected =
        (dialledPort >= 9092 && dialledPort <= 9094)
            || hint.filter(Protocol.KAFKA::equals).isPresent();
    this.dnsExpected = dialledPort == 53 || hint.filter(Protocol.DNS::equals).isPresent();
  }

  @Nullable Protocol recognised() {
    return recognised;
  }

  /** Returns why it will never be recognised, or null. */
  @Nullable String givenUp() {
    return givenUp;
  }

  boolean limitHit() {
    return limitHit;
  }

  boolean nothingSeen() {
    return first == null;
  }

  /** Adds bytes and judges what there is. */
  void look(Direction direction, ByteBuf bytes, int index, int length) {
    if (first == null) {
      first = direction;
    }
    byte[] before = direction == Direction.FROM_CLIENT ? client : server;
    int taken = Math.min(length, bytesMax - before.length);
    byte[] all = Arrays.copyOf(before, before.length + taken);
    bytes.getBytes(index, all, before.length, taken);
    if (direction == Direction.FROM_CLIENT) {
      client = all;
    } else {
      server = all;
    }
    judge();
    if (recognised == null && givenUp == null && taken < length) {
      limitHit = true;
      givenUp = "protocol not recognised within the bytes allowed";
    }
  }

  /** Hands out the bytes kept of the calls before the last one, the side that spoke first first. */
  void replay(Direction last, int lastTaken, BiConsumer<Direction, ByteBuf> reader) {
    Direction start = first == null ? last : first;
    replayOne(start, start == last ? lastTaken : 0, reader);
    replayOne(start.opposite(), start == last ? 0 : lastTaken, reader);
    client = NOTHING;
    server = NOTHING;
  }

  /** Returns how many bytes of that direction are kept. */
  int kept(Direction direction) {
    return direction == Direction.FROM_CLIENT ? client.length : server.length;
  }

  void forget() {
    client = NOTHING;
    server = NOTHING;
  }

  private void replayOne(Direction direction, int without, BiConsumer<Direction, ByteBuf> reader) {
    byte[] octets = direction == Direction.FROM_CLIENT ? client : server;
    if (octets.length > without) {
      reader.accept(direction, Unpooled.wrappedBuffer(octets, 0, octets.length - without));
    }
  }

  private void judge() {
    maybe = false;
    if (first == Direction.FROM_CLIENT) {
      judgeClient();
    } else {
      judgeServer();
    }
    if (recognised == null && !maybe) {
      givenUp = "protocol not recognised";
    }
  }

  private void judgeClient() {
    int size = client.length;
    weigh(Protocol.HTTP2, Signature.http2(client, size));
    weigh(Protocol.HTTP1, Signature.http1(client, size));
    weigh(Protocol.TLS, Signature.tls(client, size));
    weigh(Protocol.POSTGRESQL, Signature.postgresql(client, size));
    weigh(Protocol.REDIS, Signature.redis(client, size));
    weigh(Protocol.MONGODB, Signature.mongodb(client, size));
    weigh(Protocol.KAFKA, Signature.kafka(client, size, kafkaExpected));
    weigh(Protocol.AMQP, Signature.amqp(client, size));
    weigh(Protocol.MQTT, Signature.mqtt(client, size));
    weigh(Protocol.SSH, Signature.ssh(client, size));
    if (redisExpected) {
      weigh(Protocol.REDIS, Signature.redisInline(client, size));
    }
    if (dnsExpected) {
      weigh(Protocol.DNS, Signature.dns(client, size));
    }
  }

  private void judgeServer() {
    int size = server.length;
    weigh(Protocol.MYSQL, Signature.mysql(server, size));
    weigh(Protocol.SSH, Signature.ssh(server, size));
    Match greeting = Signature.smtpGreeting(server, size);
    weigh(Protocol.SMTP, greeting);
    boolean settings = Signature.http2Settings(server, size) != Match.NO;
    maybe |= settings;
    if (maybe && client.length > 0) {
      // The server has not said enough; now the client decides.
      maybe = false;
      if (settings) {
        weigh(Protocol.HTTP2, Signature.http2(client, client.length));
      }
      if (greeting != Match.NO) {
        weigh(Protocol.SMTP, Signature.smtpHello(client, client.length));
      }
    }
  }

  private void weigh(Protocol protocol, Match match) {
    if (recognised == null && match == Match.YES) {
      recognised = protocol;
    }
    maybe |= match == Match.MAYBE;
  }
}
