// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.nft.RuleFeatures;
import dev.sallyport.node.capture.nft.RuleMarks;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text of all rules. They are set once for a pod; afterwards only elements of the sets change,
 * because taking rules away resets connections that passed them.
 *
 * <ul>
 *   <li>{@code gate} holds the families that are to be captured; without an element all goes
 *       direct.
 *   <li>{@code alive} holds the families whose heartbeat was seen in the last three seconds.
 *   <li>{@code resolvers4} and {@code resolvers6} lead each resolver of the pod to a listener.
 * </ul>
 *
 * @param marks marks of this boot
 * @param ports ports in the pod's namespace
 * @param mode what happens while the program is dead
 * @param features what the kernel can do
 * @param markToo whether sockets are exempt by their mark also where the cgroup can be seen: those
 *     of the program that capture was taken over from are in another one
 */
record RuleText(
    RuleMarks marks, CapturePorts ports, FailMode mode, RuleFeatures features, boolean markToo) {

  /** Name of the table, in family inet. */
  static final String TABLE = "sallyport";

  /** Seconds without a heartbeat after which the program counts as dead. */
  static final int ALIVE_SECONDS = 3;

  private static final String SYN = "tcp flags & (fin|syn|rst|ack) == syn ";

  RuleText(RuleMarks marks, CapturePorts ports, FailMode mode, RuleFeatures features) {
    this(marks, ports, mode, features, false);
  }

  /** Returns one transaction that replaces whatever an earlier run left by the whole table. */
  String replace(boolean ipv4, boolean ipv6, List<InetAddress> resolvers) {
    return "table inet %s\ndelete table inet %s\n".formatted(TABLE, TABLE)
        + create(ipv4, ipv6, resolvers);
  }

  /** Returns one transaction that makes the whole table where there is none, which is quicker. */
  String create(boolean ipv4, boolean ipv6, List<InetAddress> resolvers) {
    return "table inet %s {\n%s%s%s%s%s%s}\n"
        .formatted(
            TABLE,
            sets(ipv4, ipv6, resolvers),
            beat(),
            returning(),
            outbound(),
            inbound(),
            refuse());
  }

  /** Returns one transaction that captures exactly the families named. */
  static String gate(boolean ipv4, boolean ipv6) {
    String elements = families(ipv4, ipv6, "");
    return "flush set inet %s gate\n".formatted(TABLE)
        + (elements.isEmpty()
            ? ""
            : "add element inet %s gate { %s }\n".formatted(TABLE, elements));
  }

  /** Returns one transaction that sets the resolvers whose lookups are observed. */
  String resolvers(List<InetAddress> resolvers) {
    StringBuilder text = new StringBuilder();
    for (int family : new int[] {4, 6}) {
      text.append("flush map inet %s resolvers%d\n".formatted(TABLE, family));
      String elements = resolverElements(resolvers, family);
      if (!elements.isEmpty()) {
        text.append("add element inet %s resolvers%d { %s }\n".formatted(TABLE, family, elements));
      }
    }
    return text.toString();
  }

  private String sets(boolean ipv4, boolean ipv6, List<InetAddress> resolvers) {
    return set("set gate", "type ether_type", families(ipv4, ipv6, ""))
        + set(
            "set alive",
            "type ether_type; flags timeout, dynamic; timeout " + ALIVE_SECONDS + "s",
            families(ipv4, ipv6, " timeout " + ALIVE_SECONDS + "s"))
        + set("map resolvers4", "type ipv4_addr : inet_service", resolverElements(resolvers, 4))
        + set("map resolvers6", "type ipv6_addr : inet_service", resolverElements(resolvers, 6));
  }

  /** Before connection tracking, so that heartbeats leave no entries. */
  private String beat() {
    return chain(
        "beat",
        "filter hook output priority -300",
        "oifname \"lo\" udp dport %d meta mark %s update @alive { meta protocol timeout %ds } drop"
            .formatted(ports.heartbeat(), hex(marks.own()), ALIVE_SECONDS));
  }

  private String returning() {
    return chain(
        "returning",
        "route hook output priority -150",
        "oifname \"lo\" meta mark %s ct mark set %s"
            .formatted(hex(marks.own()), hex(marks.relayed())),
        "ct direction reply ct mark %s meta mark set %s"
            .formatted(hex(marks.relayed()), hex(marks.returning())));
  }

  private String outbound() {
    return chain(
        "outbound",
        "nat hook output priority -110",
        exempt("return"),
        "oifname \"lo\" return",
        "meta protocol != @gate return",
        "meta protocol != @alive return",
        features.ipv4() ? "udp dport 53 redirect to :ip daddr map @resolvers4" : "",
        features.ipv6() ? "udp dport 53 redirect to :ip6 daddr map @resolvers6" : "",
        SYN + "redirect to :" + ports.outbound());
  }

  private String inbound() {
    return chain(
        "inbound",
        "filter hook prerouting priority -110",
        "iifname \"lo\" return",
        "meta l4proto != tcp return",
        takeOver(true, "ct mark " + hex(marks.accepted()), ""),
        takeOver(false, "ct mark " + hex(marks.accepted()), ""),
        "tcp flags & (fin|syn|rst|ack) != syn return",
        "meta protocol != @gate return",
        "meta protocol != @alive " + (mode == FailMode.CLOSED ? "reject with tcp reset" : "return"),
        takeOver(true, "tcp dport " + ports.canary(), accepted()),
        takeOver(false, "tcp dport " + ports.canary(), accepted()),
        takeOver(true, listens(), accepted()),
        takeOver(false, listens(), accepted()),
        mode == FailMode.CLOSED ? "reject with tcp reset" : "");
  }

  /** What goes direct in open mode is refused in closed mode. */
  private String refuse() {
    if (mode == FailMode.OPEN) {
      return "";
    }
    return chain(
        "refuse",
        "filter hook output priority 0",
        exempt("return"),
        "oifname \"lo\" return",
        "ct status dnat return",
        "meta protocol != @gate return",
        "meta protocol @alive return",
        SYN + "reject with tcp reset",
        "udp dport 53 reject");
  }

  private String exempt(String verdict) {
    String byMark = "meta mark %s %s".formatted(hex(marks.own()), verdict);
    String cgroup = features.cgroup();
    if (cgroup == null) {
      return byMark;
    }
    long level = cgroup.chars().filter(c -> c == '/').count() + 1;
    return "meta mark != %s socket cgroupv2 level %d \"%s\" %s%s"
        .formatted(hex(marks.canary()), level, cgroup, verdict, markToo ? "\n" + byMark : "");
  }

  private String accepted() {
    return "ct mark set " + hex(marks.accepted()) + " ";
  }

  private String listens() {
    return features.listenerMatch() ? "socket wildcard { 0, 1 }" : "";
  }

  private String takeOver(boolean ipv4, String match, String action) {
    if (ipv4 ? !features.ipv4() : !features.ipv6()) {
      return "";
    }
    return "%s meta nfproto %s meta l4proto tcp %stproxy %s:%d accept"
        .formatted(
            match,
            ipv4 ? "ipv4" : "ipv6",
            action,
            ipv4 ? "ip to 127.0.0.1" : "ip6 to [::1]",
            ports.inbound());
  }

  private String resolverElements(List<InetAddress> resolvers, int family) {
    return IntStream.range(0, resolvers.size())
        .filter(i -> resolvers.get(i).getAddress().length == (family == 4 ? 4 : 16))
        .mapToObj(i -> resolvers.get(i).getHostAddress() + " : " + (ports.dns() + i))
        .collect(Collectors.joining(", "));
  }

  private static String families(boolean ipv4, boolean ipv6, String suffix) {
    return (ipv4 ? "ip" + suffix : "") + (ipv4 && ipv6 ? ", " : "") + (ipv6 ? "ip6" + suffix : "");
  }

  private static String set(String head, String type, String elements) {
    return elements.isEmpty()
        ? "%s { %s\n}\n".formatted(head, type)
        : "%s { %s; elements = { %s }\n}\n".formatted(head, type, elements);
  }

  private static String chain(String name, String hook, String... rules) {
    StringBuilder text =
        new StringBuilder("chain " + name + " { type " + hook + "; policy accept;\n");
    for (String rule : rules) {
      if (!rule.isBlank()) {
        text.append(rule).append('\n');
      }
    }
    return text.append("}\n").toString();
  }

  private static String hex(int mark) {
    return "0x" + Integer.toHexString(mark);
  }
}
