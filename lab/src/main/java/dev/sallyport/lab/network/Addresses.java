// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

/**
 * The address plan of the lab. Everything lives in the lab's own namespaces, so the plan is the
 * same for every lab on a machine.
 */
public final class Addresses {
  /** The lab's root namespace on the nodes' network: the Kubernetes API listens here. */
  public static final String ROOT4 = "192.168.200.1";

  public static final String ROOT6 = "fd00:c8::1";

  /** Port of the Kubernetes API. */
  public static final int API_PORT = 6443;

  /** The cluster IP of {@code kubernetes.default}. */
  public static final String API_SERVICE4 = "10.96.0.1";

  public static final String API_SERVICE6 = "fd00:10:96::1";

  /** The cluster IP of the cluster's DNS. */
  public static final String DNS_SERVICE4 = "10.96.0.10";

  public static final String DNS_SERVICE6 = "fd00:10:96::a";

  /** The resolver of the outside world. */
  public static final String OUTSIDE_DNS = "203.0.113.53";

  /** The address at which the Ingress is reached from outside. */
  public static final String INGRESS4 = "198.51.100.10";

  public static final String INGRESS6 = "2001:db8:51::10";

  /** First hop of every pod, IPv4: answered by its node. */
  static final String HOP4 = "169.254.1.1";

  /** First hop of every pod, IPv6. */
  static final String HOP6 = "fe80::1";

  private Addresses() {}

  static String node4(int index) {
    return "192.168.200." + (10 + index);
  }

  static String node6(int index) {
    return "fd00:c8::" + (10 + index);
  }

  static String podNet4(int index) {
    return "10.244." + index + ".0/24";
  }

  static String podNet6(int index) {
    return "fd00:10:244:" + index + "::/64";
  }

  static String pod4(int node, int number) {
    return "10.244." + node + "." + number;
  }

  static String pod6(int node, int number) {
    return "fd00:10:244:" + node + "::" + Integer.toHexString(number);
  }

  /** Returns the IPv4 cluster IP with this number (1 to 65534). */
  public static String service4(int number) {
    return "10.96." + (number >> 8) + "." + (number & 255);
  }

  /** Returns the IPv6 cluster IP with this number (1 to 65534). */
  public static String service6(int number) {
    return "fd00:10:96::" + Integer.toHexString(number);
  }

  /** Returns the IPv6 address that goes with an outside host's IPv4 address. */
  static String outside6(String address4) {
    String[] parts = address4.split("\\.");
    return "2001:db8:" + parts[0] + ":" + parts[1] + ":" + parts[2] + "::" + parts[3];
  }
}
