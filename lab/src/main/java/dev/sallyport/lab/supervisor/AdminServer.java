// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.ApiProblem;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.kubelet.Kubelet;
import dev.sallyport.lab.network.LabFailure;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door into the lab: a unix socket that takes one JSON line per connection ({@code {"op":
 * ...}}), answers with one JSON line and, for {@code exec} and {@code forward}, goes on with a
 * stream. Serves on virtual threads.
 */
public final class AdminServer {
  private static final Logger logger = LoggerFactory.getLogger(AdminServer.class);

  private final Supervisor supervisor;

  private AdminServer(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** Opens the socket and serves until the process ends. */
  public static void serve(Supervisor supervisor, Path socket) throws IOException {
    Files.deleteIfExists(socket);
    AdminServer server = new AdminServer(supervisor);
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      while (true) {
        SocketChannel client = listener.accept();
        Thread.ofVirtual().start(() -> server.serve(client));
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = Channels.newInputStream(client);
      OutputStream out = Channels.newOutputStream(client);
      try {
        answer(Json.parse(line(in)), client, in, out);
      } catch (ApiProblem | LabFailure e) {
        say(out, Json.object().put("error", String.valueOf(e.getMessage())));
      }
    } catch (IOException e) {
      logger.debug("admin client went away: {}", e.toString());
    }
  }

  private void answer(ObjectNode request, SocketChannel client, InputStream in, OutputStream out)
      throws IOException {
    switch (request.path("op").asText()) {
      case "ping" -> say(out, Json.object());
      case "apply" -> {
        ObjectNode answer = Json.object();
        ArrayNode lines = answer.putArray("lines");
        supervisor.apply(request.path("yaml").asText()).forEach(lines::add);
        say(out, answer);
      }
      case "list" -> list(request, out);
      case "delete" -> {
        Resource gone =
            supervisor
                .store()
                .delete(
                    kind(request),
                    namespace(request),
                    request.path("name").asText(),
                    request.path("grace").asLong(-1));
        say(out, Json.object().put("deleted", gone.path()));
      }
      case "summary" -> say(out, summary());
      case "log" ->
          say(
              out,
              Json.object()
                  .put("text", supervisor.log(pod(request), request.path("container").asText(""))));
      case "exec" -> execute(request, in, out);
      case "forward" -> forward(request, client, out);
      case "api" -> {
        supervisor.serveApi(request.path("up").asBoolean());
        say(out, Json.object());
      }
      case "stop" -> {
        say(out, Json.object());
        Supervisor.halt();
      }
      default -> throw new LabFailure("unknown operation " + request.path("op"));
    }
  }

  private void list(ObjectNode request, OutputStream out) throws IOException {
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    supervisor
        .store()
        .list(kind(request), request.path("namespace").asText(""))
        .forEach(r -> items.add(r.json()));
    say(out, answer);
  }

  private dev.sallyport.lab.api.ResourceKind kind(ObjectNode request) {
    String word = request.path("kind").asText();
    return supervisor
        .store()
        .kinds()
        .named(word)
        .orElseThrow(() -> new LabFailure("the API knows no kind '" + word + "'"));
  }

  private ObjectNode summary() {
    List<Resource> wanted =
        supervisor.store().list(Kinds.POD).stream()
            .filter(p -> !p.deleting() && !p.text("/spec/restartPolicy").matches("Never|OnFailure"))
            .toList();
    ObjectNode summary = Json.object().put("pods", wanted.size());
    ArrayNode waiting = summary.putArray("waiting");
    wanted.stream().filter(p -> !ready(p)).forEach(p -> waiting.add(p.path() + trouble(p)));
    return summary;
  }

  private static boolean ready(Resource pod) {
    return pod.items("/status/conditions").stream()
        .anyMatch(
            c ->
                c.path("type").asText().equals("Ready")
                    && c.path("status").asText().equals("True"));
  }

  private static String trouble(Resource pod) {
    String reason = pod.text("/status/containerStatuses/0/state/waiting/reason");
    return reason.isEmpty() || reason.equals("ContainerCreating") ? "" : " (" + reason + ")";
  }

  private void execute(ObjectNode request, InputStream in, OutputStream out) throws IOException {
    List<String> command = new ArrayList<>();
    request.path("command").forEach(word -> command.add(word.asText()));
    Kubelet.Entry entry =
        request.has("netns")
            ? supervisor.ground().enter(request.path("netns").asText(), command)
            : supervisor
                .entry(pod(request), request.path("container").asText(""), command)
                .orElseThrow(
                    () -> new LabFailure("pod " + request.path("pod").asText() + " does not run"));
    say(out, Json.object());
    ProcessBuilder builder = new ProcessBuilder(entry.words());
    builder.environment().clear();
    builder.environment().putAll(entry.environment());
    Process process = builder.start();
    Thread.ofVirtual().start(() -> feed(in, process));
    DataOutputStream frames = new DataOutputStream(out);
    Thread errors = Thread.ofVirtual().start(() -> copy(2, process.getErrorStream(), frames));
    copy(1, process.getInputStream(), frames);
    try {
      errors.join();
      int code = process.waitFor();
      frames.writeByte(0);
      frames.writeInt(code);
      frames.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroy();
    }
  }

  /** Input until its end goes to the program; a client that goes away ends the program. */
  private static void feed(InputStream in, Process process) {
    try (OutputStream stdin = process.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        stdin.write(buffer, 0, count);
        stdin.flush();
      }
    } catch (IOException e) {
      logger.debug("exec input ended: {}", e.toString());
    }
  }

  private static void copy(int stream, InputStream from, DataOutputStream frames) {
    byte[] buffer = new byte[8192];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        synchronized (frames) {
          frames.writeByte(stream);
          frames.writeInt(count);
          frames.write(buffer, 0, count);
          frames.flush();
        }
      }
    } catch (IOException e) {
      logger.debug("exec output ended: {}", e.toString());
    }
  }

  private void forward(ObjectNode request, SocketChannel client, OutputStream out)
      throws IOException {
    InetSocketAddress target = target(request);
    Path netns = request.has("service") ? supervisor.firstNode() : Path.of("/proc/self/ns/net");
    try (SocketChannel server =
        supervisor.ground().threads().inside(netns, () -> SocketChannel.open())) {
      server.connect(target);
      say(out, Json.object());
      Tunnel.run(client, server);
    } catch (IOException e) {
      throw new LabFailure("cannot connect to " + target + ": " + e.getMessage(), e);
    }
  }

  private InetSocketAddress target(ObjectNode request) {
    int port = request.path("port").asInt();
    if (!request.has("service")) {
      return new InetSocketAddress(supervisor.ground().apiAddresses().getFirst(), port);
    }
    String[] path = request.path("service").asText().split("/");
    return supervisor
        .store()
        .get(Kinds.SERVICE, path[0], path[1])
        .map(s -> supervisor.ground().reach(supervisor.store(), s, port))
        .orElseThrow(
            () -> new LabFailure("there is no service " + request.path("service").asText()));
  }

  private Resource pod(ObjectNode request) {
    String name = request.path("pod").asText();
    String namespace = namespace(request);
    return supervisor.store().list(Kinds.POD, namespace).stream()
        .filter(p -> p.name().equals(name) || p.path().equals(name))
        .findFirst()
        .or(
            () ->
                supervisor.store().list(Kinds.POD, namespace).stream()
                    .filter(
                        p ->
                            !p.deleting()
                                && (p.name().startsWith(name + "-")
                                    || p.path().startsWith(name + "-")))
                    .findFirst())
        .orElseThrow(() -> new LabFailure("there is no pod " + name));
  }

  private static String namespace(JsonNode request) {
    return request.path("namespace").asText("");
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  private static void say(OutputStream out, ObjectNode answer) throws IOException {
    out.write((Json.text(answer) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
