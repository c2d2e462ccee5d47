// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.config;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlConfig.Key;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How several programs of one installation agree on which of them leads.
 *
 * @param shared whether there may be others; when not, this program leads from its start
 * @param namespace namespace of the Lease
 * @param lease name of the Lease
 * @param pod name of this pod, as the Lease shows it
 * @param address address under which others reach this program's API; empty to not tell them
 * @param duration how long a leader that is not heard of any more keeps its place; 3 to 60 seconds
 */
public record LeaderSettings(
    boolean shared, String namespace, String lease, String pod, String address, Duration duration) {
  private static final Key SHARED =
      new Key(
          "SALLYPORT_LEADER_ELECTION",
          "off",
          "on or off: whether several of this program run and a Lease says which one leads;"
              + " needs SALLYPORT_DATABASE_URL");
  private static final Key NAMESPACE =
      new Key("SALLYPORT_NAMESPACE", "sallyport", "namespace that this program runs in");
  private static final Key LEASE =
      new Key("SALLYPORT_LEASE_NAME", "sallyport-control", "name of the Lease in that namespace");
  private static final Key POD = new Key("SALLYPORT_POD_NAME", "control", "name of this pod");
  private static final Key ADDRESS =
      new Key(
          "SALLYPORT_POD_ADDRESS",
          "",
          "address of this pod, to which those that do not lead pass on requests to the API");
  private static final Key DURATION =
      new Key(
          "SALLYPORT_LEASE_SECONDS",
          "8",
          "seconds after which a leader that is not heard of is replaced, 3 to 60");

  static final List<Key> KEYS = List.of(SHARED, NAMESPACE, LEASE, POD, ADDRESS, DURATION);

  private static final int SECONDS_MIN = 3;
  private static final int SECONDS_MAX = 60;

  public LeaderSettings {
    requireNonNull(namespace, "namespace");
    requireNonNull(lease, "lease");
    requireNonNull(pod, "pod");
    requireNonNull(address, "address");
    requireNonNull(duration, "duration");
  }

  static LeaderSettings from(Map<String, String> set) {
    return new LeaderSettings(
        shared(set),
        value(NAMESPACE, set),
        value(LEASE, set),
        value(POD, set),
        address(set),
        duration(set));
  }

  private static boolean shared(Map<String, String> set) {
    String text = value(SHARED, set).toLowerCase(Locale.ROOT);
    if (!List.of("on", "off").contains(text)) {
      throw wrong(SHARED, text, "on or off");
    }
    if (text.equals("on") && set.getOrDefault("SALLYPORT_DATABASE_URL", "").isEmpty()) {
      throw wrong(
          SHARED, text, "off, or SALLYPORT_DATABASE_URL: what one stores the others must read");
    }
    return text.equals("on");
  }

  private static String address(Map<String, String> set) {
    String text = value(ADDRESS, set);
    try {
      return text.isEmpty() ? text : InetAddress.ofLiteral(text).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw wrong(ADDRESS, text, "an address of this pod");
    }
  }

  private static Duration duration(Map<String, String> set) {
    String text = value(DURATION, set);
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= SECONDS_MIN && seconds <= SECONDS_MAX) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(DURATION, text, "3 to 60");
  }

  private static String value(Key key, Map<String, String> set) {
    return set.getOrDefault(key.name(), key.standard());
  }

  private static IllegalArgumentException wrong(Key key, String value, String expected) {
    return new IllegalArgumentException(
        key.name() + ": '" + value + "' (expected: " + expected + ")");
  }
}
