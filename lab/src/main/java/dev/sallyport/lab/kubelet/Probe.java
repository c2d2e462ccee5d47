// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.lab.network.LabFailure;
import dev.sallyport.lab.network.NamespaceThread;
import dev.sallyport.lab.network.NodeNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Asks a container whether it is well: by TCP or HTTP from the node's namespace, or by a command
 * inside.
 */
final class Probe {
  private final JsonNode spec;
  private final JsonNode container;
  private final String address;
  private final NodeNetwork node;
  private final NamespaceThread threads;
  private final Exec exec;

  Probe(
      JsonNode spec,
      JsonNode container,
      String address,
      NodeNetwork node,
      NamespaceThread threads,
      Exec exec) {
    this.spec = spec;
    this.container = container;
    this.address = address;
    this.node = node;
    this.threads = threads;
    this.exec = exec;
  }

  Duration period() {
    return Duration.ofSeconds(Math.max(1, spec.path("periodSeconds").asLong(10)));
  }

  Duration initialDelay() {
    return Duration.ofSeconds(spec.path("initialDelaySeconds").asLong(0));
  }

  int failuresMax() {
    return spec.path("failureThreshold").asInt(3);
  }

  boolean passes() {
    try {
      if (spec.has("httpGet")) {
        return httpOk(spec.path("httpGet"));
      }
      if (spec.has("tcpSocket")) {
        connect(port(spec.at("/tcpSocket/port"))).close();
        return true;
      }
      if (spec.has("grpc")) {
        connect(spec.at("/grpc/port").asInt()).close();
        return true;
      }
      List<String> command = new ArrayList<>();
      spec.at("/exec/command").forEach(word -> command.add(word.asText()));
      return exec.run(command, timeout());
    } catch (IOException | LabFailure e) {
      return false;
    }
  }

  private Duration timeout() {
    return Duration.ofSeconds(Math.max(1, spec.path("timeoutSeconds").asLong(1)));
  }

  private boolean httpOk(JsonNode get) throws IOException {
    try (SocketChannel channel = connect(port(get.path("port")))) {
      String host = get.path("host").asText(address);
      String head =
          "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: kube-probe/1.34\r\nAccept: */*\r\nConnection: close\r\n\r\n"
              .formatted(
                  get.path("path").asText("/"), host.contains(":") ? "[" + host + "]" : host);
      channel.socket().setSoTimeout((int) timeout().toMillis());
      channel.socket().getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      var in =
          new InputStreamReader(channel.socket().getInputStream(), StandardCharsets.ISO_8859_1);
      String status = Optional.ofNullable(new BufferedReader(in).readLine()).orElse("");
      String[] words = status.split(" ");
      return words.length > 1 && words[1].compareTo("200") >= 0 && words[1].compareTo("400") < 0;
    }
  }

  private SocketChannel connect(int port) throws IOException {
    SocketChannel channel = threads.inside(node.netns(), () -> SocketChannel.open());
    try {
      channel.socket().connect(new InetSocketAddress(address, port), (int) timeout().toMillis());
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private int port(JsonNode port) {
    return port.isInt()
        ? port.asInt()
        : StreamSupport.stream(container.path("ports").spliterator(), false)
            .filter(p -> p.path("name").asText().equals(port.asText()))
            .findFirst()
            .map(p -> p.path("containerPort").asInt())
            .orElse(0);
  }

  /** Runs a command inside the container. */
  interface Exec {
    /** Returns whether the command ended with 0 in time. */
    boolean run(List<String> command, Duration timeout);
  }
}
