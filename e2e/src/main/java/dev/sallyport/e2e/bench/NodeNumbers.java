// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.lab.LabCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the node programs of a lab say of themselves, and which processes they are. */
final class NodeNumbers {
  private static final String MAIN = "\0dev.sallyport.node.Main\0";

  private final LabCluster cluster;
  private final URI control;
  private final HttpClient http = HttpClient.newHttpClient();

  NodeNumbers(LabCluster cluster) {
    this.cluster = cluster;
    this.control = cluster.forward("sallyport", "sallyport-control", 7080);
  }

  /** Returns the process id of the node program of a node. */
  long pid(String node) {
    return ProcessHandle.of(cluster.janitorPid()).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .filter(pid -> read(pid, "cmdline").endsWith(MAIN))
        .filter(pid -> read(pid, "environ").contains("SALLYPORT_NODE_NAME=" + node + "\0"))
        .filter(pid -> !read(pid, "cmdline").startsWith("sh\0"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node program on " + node));
  }

  /** Returns a metric by its name and labels, 0 when it is not there. */
  double value(String node, String metric) {
    return read(metrics(node), metric);
  }

  Flow flow(String node) {
    String metrics = metrics(node);
    return new Flow(
        read(metrics, "sallyport_capture_bytes_from_client_total")
            + read(metrics, "sallyport_capture_bytes_from_server_total"),
        read(metrics, "sallyport_link_summary_bytes_total"),
        exchanges());
  }

  /**
   * Running totals.
   *
   * @param bytesSeen bytes carried, each once per captured end
   * @param summaryBytes bytes of summaries sent
   * @param exchanges exchanges over HTTP that control counts for the callers of the crowd
   */
  record Flow(double bytesSeen, double summaryBytes, double exchanges) {
    Flow since(Flow before) {
      return new Flow(
          bytesSeen - before.bytesSeen,
          summaryBytes - before.summaryBytes,
          exchanges - before.exchanges);
    }
  }

  private double exchanges() {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(control.resolve("/api/v1/edges?namespace=crowd")).build(),
              HttpResponse.BodyHandlers.ofString());
      double sum = 0;
      for (JsonNode edge : new ObjectMapper().readTree(answer.body()).path("edges")) {
        boolean http = edge.path("protocol").asText().equals("http");
        sum += http ? edge.path("exchanges").asDouble() : 0;
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String metrics(String node) {
    LabCluster.Ended ended =
        cluster.execIn(node, "curl", "-sf", "-m", "5", "http://127.0.0.1:15020/metrics");
    return ended.code() == 0 ? ended.out() : "";
  }

  private static double read(String metrics, String metric) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
