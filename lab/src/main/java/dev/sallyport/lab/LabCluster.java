// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A lab cluster for tests and tools of this machine: start it, apply YAML, look at objects, run
 * programs in pods, reach its services by loopback ports. Needs root, but for tier steer. Safe for
 * any thread; close it at the end.
 */
public final class LabCluster implements AutoCloseable {
  private final LabProcess process;
  private final AdminClient admin;
  private final List<PortForward> forwards = new ArrayList<>();

  private LabCluster(LabProcess process) {
    this.process = process;
    this.admin = process.admin();
  }

  /**
   * Starts a cluster and returns when its API answers.
   *
   * @throws dev.sallyport.lab.network.LabFailure when this machine lacks something; the message
   *     says what
   */
  public static LabCluster start(LabOptions options) {
    return new LabCluster(LabProcess.start(options));
  }

  /** Creates or changes the objects of a YAML text. */
  public void apply(String yaml) {
    admin.ask(Json.object().put("op", "apply").put("yaml", yaml));
  }

  /** Deletes an object; pods end within their grace period. */
  public void delete(String kind, String namespace, String name) {
    admin.ask(request("delete", kind, namespace).put("name", name));
  }

  /**
   * Returns all objects of a kind (any spelling kubectl knows) in a namespace, empty for all
   * namespaces.
   */
  public List<JsonNode> list(String kind, String namespace) {
    List<JsonNode> items = new ArrayList<>();
    admin.ask(request("list", kind, namespace)).path("items").forEach(items::add);
    return items;
  }

  /** Returns one object. */
  public Optional<JsonNode> get(String kind, String namespace, String name) {
    return list(kind, namespace).stream()
        .filter(o -> o.at("/metadata/name").asText().equals(name))
        .findFirst();
  }

  /** Returns the pods whose name starts with the given text and that are not being deleted. */
  public List<JsonNode> pods(String namespace, String prefix) {
    return list("pods", namespace).stream()
        .filter(p -> p.at("/metadata/name").asText().startsWith(prefix))
        .filter(p -> p.at("/metadata/deletionTimestamp").isMissingNode())
        .toList();
  }

  /**
   * Waits until every long-running pod of the namespace is ready (at least one); false when time is
   * up.
   */
  public boolean awaitReady(String namespace, Duration patience) {
    return await(
        patience,
        () -> {
          List<JsonNode> pods =
              pods(namespace, "").stream()
                  .filter(p -> p.at("/spec/restartPolicy").asText().equals("Always"))
                  .toList();
          return !pods.isEmpty() && pods.stream().allMatch(LabCluster::ready);
        });
  }

  /** Polls until the condition holds; false when time is up. */
  public static boolean await(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Returns whether the pod's condition Ready holds. */
  public static boolean ready(JsonNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /**
   * Runs a program in a pod's first container (pod by name or by prefix) and returns what it wrote
   * and its code.
   */
  public Ended exec(String namespace, String pod, String... command) {
    return run(Json.object().put("namespace", namespace).put("pod", pod), command);
  }

  /**
   * Runs a program in a network namespace of the lab: {@code node-a}, {@code node-b} or {@code
   * out-NAME}.
   */
  public Ended execIn(String netns, String... command) {
    return run(Json.object().put("netns", netns), command);
  }

  /** Returns what a container (empty: the first) wrote. */
  public String log(String namespace, String pod, String container) {
    ObjectNode request = Json.object().put("op", "log").put("namespace", namespace).put("pod", pod);
    return admin.ask(request.put("container", container)).path("text").asText();
  }

  /** Opens a loopback port to a service and returns its address. */
  public URI forward(String namespace, String service, int port) {
    return open(Json.object().put("service", namespace + "/" + service).put("port", port));
  }

  /** Opens a loopback port to the Kubernetes API and returns its address. */
  public URI api() {
    return open(Json.object().put("port", dev.sallyport.lab.network.Addresses.API_PORT));
  }

  /**
   * Takes the Kubernetes API away with all connections to it, or brings it back. Pods live on, and
   * objects can be changed and seen through this class all the time.
   */
  public void serveApi(boolean up) {
    admin.ask(Json.object().put("op", "api").put("up", up));
  }

  /** Returns the id of the process that cleans up after the lab. */
  public long janitorPid() {
    return process.pid();
  }

  @Override
  public void close() {
    forwards.forEach(PortForward::close);
    process.close();
  }

  private URI open(ObjectNode target) {
    PortForward forward = PortForward.open(0, admin, target);
    forwards.add(forward);
    return URI.create("http://127.0.0.1:" + forward.port());
  }

  private Ended run(ObjectNode request, String... command) {
    request.put("op", "exec");
    var words = request.putArray("command");
    List.of(command).forEach(words::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = admin.execute(request, InputStream.nullInputStream(), out, err);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static ObjectNode request(String op, String kind, String namespace) {
    return Json.object().put("op", op).put("kind", kind).put("namespace", namespace);
  }

  /**
   * How a program ended.
   *
   * @param code its exit code
   * @param out its standard output
   * @param err its standard error
   */
  public record Ended(int code, String out, String err) {}
}
