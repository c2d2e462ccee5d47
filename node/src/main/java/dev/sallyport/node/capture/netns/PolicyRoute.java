// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.netns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The rule and route that bring marked packets back to local sockets: {@code ip rule fwmark MARK
 * lookup TABLE} and {@code local default dev lo table TABLE}. Without it the answers of a server to
 * an address that is not the pod's own would leave the pod. The message format is that of
 * rtnetlink(7).
 */
public final class PolicyRoute {

  /** Address families as the kernel numbers them. */
  public enum Family {
    IPV4(2),
    IPV6(10);

    private final byte number;

    Family(int number) {
      this.number = (byte) number;
    }
  }

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_NEWRULE = 32;
  private static final int REQUEST_ACK = 0x1 | 0x4;
  private static final int REQUEST_ACK_CREATE = REQUEST_ACK | 0x400;
  private static final int IFF_UP = 1;
  private static final int EXCLUSIVE = 0x200;
  private static final int REPLACE = 0x100;
  private static final int NLMSG_ERROR = 2;
  private static final int EEXIST = 17;
  private static final byte RT_SCOPE_HOST = (byte) 254;
  private static final byte RTN_LOCAL = 2;
  private static final byte RTPROT_STATIC = 4;
  private static final byte FR_ACT_TO_TBL = 1;
  private static final short FRA_PRIORITY = 6;
  private static final short FRA_FWMARK = 10;
  private static final short FRA_TABLE = 15;
  private static final short FRA_FWMASK = 16;
  private static final short RTA_OIF = 4;
  private static final short RTA_TABLE = 15;
  private static final int LOOPBACK_INDEX = 1;

  private PolicyRoute() {}

  /**
   * Makes sure that both exist in the namespace of the calling thread.
   *
   * @throws IOException when the kernel refuses, for example because the family is switched off
   */
  public static void ensure(Family family, int mark, int table) throws IOException {
    int socket = LinuxCalls.netlinkSocket();
    try {
      send(socket, rule(family, mark, table));
      send(socket, route(family, table));
    } finally {
      LinuxCalls.close(socket);
    }
  }

  /** Switches the loopback interface of the calling thread's namespace on. */
  public static void loopbackUp() throws IOException {
    int socket = LinuxCalls.netlinkSocket();
    try {
      ByteBuffer message = header(RTM_NEWLINK, REQUEST_ACK);
      message.put((byte) 0).put((byte) 0).putShort((short) 0);
      message.putInt(LOOPBACK_INDEX).putInt(IFF_UP).putInt(IFF_UP);
      send(socket, finish(message));
    } finally {
      LinuxCalls.close(socket);
    }
  }

  private static byte[] rule(Family family, int mark, int table) {
    ByteBuffer message = header(RTM_NEWRULE, REQUEST_ACK_CREATE | EXCLUSIVE);
    message.put(family.number).put((byte) 0).put((byte) 0).put((byte) 0);
    message.put((byte) 0).put((byte) 0).put((byte) 0).put(FR_ACT_TO_TBL).putInt(0);
    attribute(message, FRA_FWMARK, mark);
    attribute(message, FRA_FWMASK, -1);
    attribute(message, FRA_TABLE, table);
    attribute(message, FRA_PRIORITY, 99);
    return finish(message);
  }

  private static byte[] route(Family family, int table) {
    ByteBuffer message = header(RTM_NEWROUTE, REQUEST_ACK_CREATE | REPLACE);
    message.put(family.number).put((byte) 0).put((byte) 0).put((byte) 0);
    message.put((byte) 0).put(RTPROT_STATIC).put(RT_SCOPE_HOST).put(RTN_LOCAL).putInt(0);
    attribute(message, RTA_OIF, LOOPBACK_INDEX);
    attribute(message, RTA_TABLE, table);
    return finish(message);
  }

  private static ByteBuffer header(int type, int flags) {
    ByteBuffer message = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
    return message.putInt(0).putShort((short) type).putShort((short) flags).putInt(1).putInt(0);
  }

  private static void attribute(ByteBuffer message, short type, int value) {
    message.putShort((short) 8).putShort(type).putInt(value);
  }

  private static byte[] finish(ByteBuffer message) {
    message.putInt(0, message.position());
    byte[] bytes = new byte[message.position()];
    message.get(0, bytes);
    return bytes;
  }

  private static void send(int socket, byte[] message) throws IOException {
    LinuxCalls.send(socket, message);
    ByteBuffer answer =
        ByteBuffer.wrap(LinuxCalls.receive(socket, 4096)).order(ByteOrder.nativeOrder());
    if (answer.limit() < 20 || answer.getShort(4) != NLMSG_ERROR) {
      throw new IOException("rtnetlink: unexpected answer of " + answer.limit() + " bytes");
    }
    int error = -answer.getInt(16);
    if (error != 0 && error != EEXIST) {
      throw new IOException("rtnetlink: errno " + error);
    }
  }
}
