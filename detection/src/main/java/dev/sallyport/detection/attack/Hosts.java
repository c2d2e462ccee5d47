// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.util.HashSet;
import java.util.Set;

/** What a host in an address reaches, however it is spelled. */
final class Hosts {
  /** Where a host leads. */
  enum Reach {
    /** A name like any other. */
    NAMED,
    /** A public address without a name. */
    NUMERIC,
    /** An address of a private network. */
    PRIVATE,
    /** The machine itself. */
    LOCAL,
    /** The address that clouds answer with credentials. */
    METADATA,
    /** An address spelled so that filters miss it. */
    DISGUISED,
    /** A name whose owner lets it lead to any address. */
    REBOUND
  }

  private static final Set<String> LOCAL =
      Set.of(
          "localhost",
          "localhost.localdomain",
          "localdomain",
          "ip6-localhost",
          "ip6-loopback",
          "loopback",
          "host.docker.internal",
          "gateway.docker.internal",
          "host.containers.internal",
          "broadcasthost",
          "kubernetes.docker.internal",
          "host.minikube.internal",
          "0",
          "0.0.0.0",
          "[::]",
          "[::1]",
          "[0:0:0:0:0:0:0:1]",
          "localhost4",
          "localhost4.localdomain4",
          "localhost6.localdomain6",
          "localhost6",
          "docker.internal");
  private static final Set<String> METADATA =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.azure.com",
          "instance-data",
          "metadata.packet.net",
          "metadata.platformequinix.com",
          "metadata.tencentyun.com",
          "metadata.oraclecloud.com",
          "instance-data.ec2.internal",
          "rancher-metadata",
          "metadata.nicob.net",
          "[fd00:ec2::254]");
  private static final String[] REBINDING = {
    "nip.io",
    "xip.io",
    "sslip.io",
    "lvh.me",
    "localtest.me",
    "vcap.me",
    "lacolhost.com",
    "yoogle.com",
    "burpcollaborator.net",
    "oastify.com",
    "interact.sh",
    "oast.pro",
    "oast.live",
    "oast.fun",
    "oast.me",
    "oast.site",
    "dnslog.cn",
    "ceye.io",
    "requestbin.net",
    "webhook.site",
    "rbndr.us",
    "1u.ms",
    "canarytokens.com",
    "pipedream.net",
    "beeceptor.com",
    "dnsbin.zhack.ca",
    "localh.st",
    "bugbounty.click",
    "spoofed.burpcollaborator.net",
    "readme.localtest.me",
    "fbi.com.local",
    "fuf.me",
    "fuf.me.",
    "lcl.host",
    "traefik.me",
    "localho.st",
    "ngrok-free.app"
  };

  /** All names above, and the last two labels of those that have more. */
  private static final ByteNames SPECIAL = special();

  private Hosts() {}

  private static ByteNames special() {
    Set<String> names = new HashSet<>(LOCAL);
    names.addAll(METADATA);
    for (String domain : REBINDING) {
      String[] labels = domain.split("\\.", -1);
      names.add(domain);
      names.add(labels[labels.length - 2] + "." + labels[labels.length - 1]);
    }
    return new ByteNames(names);
  }

  /** Returns where a host in lower case leads; those of version 6 stand in brackets. */
  static Reach reach(String host) {
    if (host.isEmpty()) {
      return Reach.NAMED;
    }
    if (LOCAL.contains(host)) {
      return Reach.LOCAL;
    }
    if (METADATA.contains(host)) {
      return Reach.METADATA;
    }
    if (host.startsWith("[")) {
      return sixth(host);
    }
    for (String domain : REBINDING) {
      int before = host.length() - domain.length();
      if (host.endsWith(domain) && (before == 0 || host.charAt(before - 1) == '.')) {
        return Reach.REBOUND;
      }
    }
    return Ascii.digit(host.charAt(0)) ? numbers(host) : Reach.NAMED;
  }

  /**
   * Returns whether a host in any case is a name like any other, by its last two labels; when in
   * doubt it is not.
   */
  static boolean ordinary(byte[] bytes, int start, int end) {
    if (start == end || !Ascii.letter((char) (bytes[start] & 0xff)) || bytes[end - 1] == '.') {
      return false;
    }
    int from = start;
    int dots = 0;
    for (int i = end - 1; i > start && dots < 2; i--) {
      if (bytes[i] == '.' && ++dots == 2) {
        from = i + 1;
      }
    }
    return !SPECIAL.holds(bytes, from, end) && (from == start || !SPECIAL.holds(bytes, start, end));
  }

  private static Reach sixth(String host) {
    boolean mapped = host.contains("ffff:") || host.indexOf('.') > 0;
    if (mapped) {
      int last = host.lastIndexOf(':');
      String tail = host.substring(last + 1).replace("]", "");
      boolean metadata = tail.startsWith("169.254") || host.contains("a9fe");
      return metadata ? Reach.METADATA : Reach.DISGUISED;
    }
    boolean local = host.startsWith("[fe80") || host.startsWith("[fc") || host.startsWith("[fd");
    return local ? Reach.PRIVATE : Reach.NUMERIC;
  }

  /** Reads one to four numbers in any of the bases that C libraries take. */
  private static Reach numbers(String host) {
    String[] parts =
        host.endsWith(".")
            ? host.substring(0, host.length() - 1).split("\\.", -1)
            : host.split("\\.", 6);
    if (parts.length > 4) {
      return Reach.NAMED;
    }
    boolean odd = parts.length < 4;
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean hex = part.startsWith("0x");
      boolean octal = !hex && part.length() > 1 && part.charAt(0) == '0';
      long value = number(part, hex ? 16 : octal ? 8 : 10, hex ? 2 : 0);
      if (value < 0) {
        return Reach.NAMED;
      }
      odd |= hex || octal || value > 255;
      boolean last = i == parts.length - 1;
      address = last ? (address << 8 * (5 - parts.length)) + value : address << 8 | (value & 255);
    }
    address &= 0xffffffffL;
    Reach reach = reach(address);
    return odd ? reach == Reach.METADATA ? Reach.METADATA : Reach.DISGUISED : reach;
  }

  private static Reach reach(long address) {
    long first = address >> 24;
    long two = address >> 16;
    if (two == 169 * 256 + 254 || address == 0x646464c8L || address == 0xc0000_0c0L) {
      return Reach.METADATA;
    }
    if (first == 127 || first == 0) {
      return Reach.LOCAL;
    }
    boolean own = first == 10 || two == 192 * 256 + 168 || (two & 0xfff0) == 172 * 256 + 16;
    return own ? Reach.PRIVATE : Reach.NUMERIC;
  }

  private static long number(String part, int base, int from) {
    long value = 0;
    if (part.length() <= from || part.length() > 40) {
      return -1;
    }
    for (int i = from; i < part.length(); i++) {
      int digit = Ascii.hex(part.charAt(i));
      if (digit < 0 || digit >= base) {
        return -1;
      }
      value = (value * base + digit) & 0xffffffffffL;
    }
    return value;
  }
}
