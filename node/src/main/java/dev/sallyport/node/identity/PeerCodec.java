// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.Peers.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;

/**
 * The datagrams of nodes. Big-endian; strings and addresses have a length before them; the last 32
 * bytes are the HMAC-SHA256 of all before.
 *
 * <pre>
 * question: "SPV1" 1 stamp:8 nonce:8 attempt:1 claim:16 source target age:4 padding hmac:32 = 448
 * answer:   "SPV1" 2 nonce:8 claim:16 kind:1 [counted:1 uid namespace kind name account] hmac:32
 * </pre>
 *
 * A question is padded to a fixed length of which no answer is more than twice, so that a forged
 * sender address gains nothing. Confined to one thread, as the MAC is.
 */
final class PeerCodec {
  static final int QUESTION_BYTES = 448;
  static final int ANSWER_BYTES_MAX = 2 * QUESTION_BYTES;
  private static final int MAC_BYTES = 32;
  private static final int MAGIC = 0x53505631;
  private static final byte QUESTION = 1;
  private static final byte ANSWER = 2;
  private static final byte DENIED = 0;
  private static final byte VOUCHED = 1;
  private static final byte HOLDER = 2;
  private static final byte CLAIMED = 3;
  private static final int STRING_MAX = 253;

  private final Mac mac;

  PeerCodec(PeerKey key) {
    this.mac = key.mac();
  }

  byte[] write(PeerMessage.Ask ask) {
    ByteBuffer out = ByteBuffer.allocate(QUESTION_BYTES);
    out.putInt(MAGIC).put(QUESTION).putLong(ask.stampMillis()).putLong(ask.nonce());
    out.put((byte) ask.attempt());
    putClaim(out, ask.claim());
    putSocket(out, ask.source());
    putSocket(out, ask.target());
    out.putInt(ask.ageMillis());
    return sealed(out, QUESTION_BYTES - MAC_BYTES);
  }

  /** Returns the datagram, empty when the names in it are too long to be said. */
  Optional<byte[]> write(PeerMessage.Tell tell) {
    ByteBuffer out = ByteBuffer.allocate(ANSWER_BYTES_MAX);
    out.limit(ANSWER_BYTES_MAX - MAC_BYTES);
    try {
      out.putInt(MAGIC).put(ANSWER).putLong(tell.nonce());
      putClaim(out, tell.claim());
      putAnswer(out, tell.answer());
    } catch (BufferOverflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(sealed(out, out.position()));
  }

  /** Returns the message, empty for anything that no node with the key has sent. */
  Optional<PeerMessage> read(byte[] datagram) {
    if (datagram.length < MAC_BYTES + 5 || datagram.length > ANSWER_BYTES_MAX) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(datagram, 0, datagram.length - MAC_BYTES);
    if (in.getInt() != MAGIC || !authentic(datagram)) {
      return Optional.empty();
    }
    try {
      return switch (in.get()) {
        case QUESTION ->
            datagram.length == QUESTION_BYTES ? Optional.of(readAsk(in)) : Optional.empty();
        case ANSWER -> Optional.of(readTell(in));
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException | IllegalArgumentException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static PeerMessage readAsk(ByteBuffer in) throws UnknownHostException {
    return new PeerMessage.Ask(
        in.getLong(),
        in.getLong(),
        in.get(),
        readClaim(in),
        readSocket(in),
        readSocket(in),
        in.getInt());
  }

  private static PeerMessage readTell(ByteBuffer in) {
    return new PeerMessage.Tell(in.getLong(), readClaim(in), readAnswer(in));
  }

  private static void putAnswer(ByteBuffer out, Answer answer) {
    switch (answer) {
      case Answer.Vouched(String uid, Workload workload, boolean counted) -> {
        out.put(VOUCHED).put((byte) (counted ? 1 : 0));
        putWorkload(out, uid, workload);
      }
      case Answer.Holder(String uid, Workload workload) -> {
        out.put(HOLDER).put((byte) 0);
        putWorkload(out, uid, workload);
      }
      case Answer.Claimed(String uid, boolean counted) -> {
        out.put(CLAIMED).put((byte) (counted ? 1 : 0));
        putString(out, uid);
      }
      case Answer.Denied() -> out.put(DENIED);
      case Answer.Silent() -> throw new IllegalArgumentException("silence is not said");
    }
  }

  private static Answer readAnswer(ByteBuffer in) {
    byte kind = in.get();
    if (kind == DENIED) {
      return new Answer.Denied();
    }
    boolean counted = in.get() != 0;
    String uid = readString(in);
    if (kind == CLAIMED) {
      return new Answer.Claimed(uid, counted);
    }
    Workload workload =
        new Workload(
            readString(in), readString(in), readString(in), readString(in), new TreeMap<>());
    return switch (kind) {
      case VOUCHED -> new Answer.Vouched(uid, workload, counted);
      case HOLDER -> new Answer.Holder(uid, workload);
      default -> throw new IllegalArgumentException("answer: " + kind);
    };
  }

  private static void putWorkload(ByteBuffer out, String uid, Workload workload) {
    putString(out, uid);
    putString(out, workload.namespace());
    putString(out, workload.kind());
    putString(out, workload.name());
    putString(out, workload.serviceAccount());
  }

  private static void putString(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > STRING_MAX) {
      throw new IllegalArgumentException("name: " + bytes.length + " bytes");
    }
    out.put((byte) bytes.length).put(bytes);
  }

  private static String readString(ByteBuffer in) {
    byte[] bytes = new byte[in.get() & 0xff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void putClaim(ByteBuffer out, ClaimId claim) {
    out.putLong(claim.high()).putLong(claim.low());
  }

  private static ClaimId readClaim(ByteBuffer in) {
    return new ClaimId(in.getLong(), in.getLong());
  }

  private static void putSocket(ByteBuffer out, InetSocketAddress socket) {
    byte[] address = socket.getAddress().getAddress();
    out.put((byte) address.length).put(address).putShort((short) socket.getPort());
  }

  private static InetSocketAddress readSocket(ByteBuffer in) throws UnknownHostException {
    byte[] address = new byte[in.get() & 0x1f];
    in.get(address);
    return new InetSocketAddress(InetAddress.getByAddress(address), in.getShort() & 0xffff);
  }

  private byte[] sealed(ByteBuffer out, int length) {
    mac.update(out.array(), 0, length);
    byte[] datagram = Arrays.copyOf(out.array(), length + MAC_BYTES);
    System.arraycopy(mac.doFinal(), 0, datagram, length, MAC_BYTES);
    return datagram;
  }

  private boolean authentic(byte[] datagram) {
    int length = datagram.length - MAC_BYTES;
    mac.update(datagram, 0, length);
    return MessageDigest.isEqual(
        mac.doFinal(), Arrays.copyOfRange(datagram, length, datagram.length));
  }
}
