// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The address plan of a lab without namespaces: everything has a loopback address of its own, which
 * needs no privilege. Labs side by side differ in the third number, taken while they run.
 *
 * @param slot the third number of all addresses
 * @param lock holds the slot as long as this process lives
 */
public record Loopback(int slot, ServerSocket lock) {
  private static final int SLOTS = 256;
  private static final int PRIVILEGED_BELOW = 1024;

  /** What is added to a port that only root may listen on: 80 becomes 8080, 443 becomes 8443. */
  private static final int OFFSET = 8000;

  /** Takes the lowest free slot; throws {@link LabFailure} when there is none. */
  public static Loopback claim() {
    for (int slot = 0; slot < SLOTS; slot++) {
      try {
        InetAddress address = InetAddress.ofLiteral("127.79." + slot + ".254");
        ServerSocket lock = new ServerSocket();
        lock.bind(new InetSocketAddress(address, Addresses.API_PORT), 1);
        return new Loopback(slot, lock);
      } catch (IOException e) {
        // Another lab has it.
        continue;
      }
    }
    throw new LabFailure(
        "no address between 127.79.0.254 and 127.79.255.254 can be listened on; are there so many"
            + " labs, or is IPv4 switched off?");
  }

  /** Returns the only node. */
  public NodeNetwork node() {
    return new NodeNetwork(
        "this-machine", 1, "127.79." + slot + ".2", "", podNet(), "", new NumberPool(2, 254));
  }

  /** Returns where the Kubernetes API listens. */
  public String api() {
    return "127.79." + slot + ".1";
  }

  /** Returns the address of a pod by its number. */
  public String pod(int number) {
    return "127.77." + slot + "." + number;
  }

  /** Returns the address of a Service by its number, 1 to 254. */
  public String service(int number) {
    if (number > 254) {
      throw new LabFailure("a lab on loopback addresses has room for 235 Services");
    }
    return "127.78." + slot + "." + number;
  }

  /** Returns the address at which a name outside the cluster is dialled, 1 to 200. */
  public String egress(int number) {
    return "127.79." + slot + "." + (10 + number);
  }

  /** Returns the address of a host outside, 1 to 254. */
  public String outside(int number) {
    return "127.80." + slot + "." + number;
  }

  /** Returns the port that stands for another one which only root may listen on. */
  public static int port(int wanted) {
    return wanted < PRIVILEGED_BELOW ? wanted + OFFSET : wanted;
  }

  private String podNet() {
    return "127.77." + slot + ".0/24";
  }
}
