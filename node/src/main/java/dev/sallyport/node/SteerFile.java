// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.node.capture.SteerListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the list of listeners:
 *
 * <pre>{@code
 * {"listeners": [
 *   {"service": "shop/catalog", "port": 8080, "listen": "127.78.0.20:8080",
 *    "upstreams": [{"address": "127.77.0.3:8080", "pod": "UID"}]},
 *   {"host": "api.example", "port": 443, "listen": "127.79.0.2:8443",
 *    "upstreams": [{"address": "192.0.2.7:443"}]}]}
 * }</pre>
 *
 * <p>{@code port} is the one clients know; without it that of {@code listen}. {@code pod} may be
 * absent. IPv6 addresses are written in brackets.
 */
final class SteerFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SteerFile() {}

  /**
   * Returns the listeners of a file.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException naming the place, what was found and what was expected
   */
  static List<SteerListener> read(Path file) throws IOException {
    JsonNode listeners = JSON.readTree(Files.readAllBytes(file)).path("listeners");
    List<SteerListener> all = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      all.add(listener("listeners[" + i + "]", listeners.get(i)));
    }
    return all;
  }

  private static SteerListener listener(String place, JsonNode told) {
    InetSocketAddress listen = socket(place + ".listen", told.path("listen").asText());
    List<SteerListener.Upstream> upstreams = new ArrayList<>();
    for (JsonNode each : told.path("upstreams")) {
      upstreams.add(
          new SteerListener.Upstream(
              socket(place + ".upstreams.address", each.path("address").asText()),
              each.path("pod").asText("")));
    }
    return new SteerListener(
        destination(place, told), told.path("port").asInt(listen.getPort()), listen, upstreams);
  }

  private static SteerListener.Destination destination(String place, JsonNode told) {
    String[] service = told.path("service").asText("").split("/", 2);
    if (service.length == 2 && !service[0].isEmpty() && !service[1].isEmpty()) {
      return new SteerListener.Service(service[0], service[1]);
    }
    String host = told.path("host").asText("");
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          place + ": " + told + " (expected: service as NAMESPACE/NAME, or host)");
    }
    return new SteerListener.Host(host.toLowerCase(Locale.ROOT));
  }

  /** Never asks DNS: an address is a literal. */
  private static InetSocketAddress socket(String place, String text) {
    int colon = text.lastIndexOf(':');
    try {
      String address = text.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
      return new InetSocketAddress(
          InetAddress.ofLiteral(address), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          place + ": '" + text + "' (expected: ADDRESS:PORT, an address and no name)", e);
    }
  }
}
