// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One container of a pod: its program, started again and again as its pod's policy says. One thread
 * runs it; its state may be read by others.
 */
final class Container {
  /**
   * What runtimes leave a container by default; everything else is dropped unless it is privileged.
   */
  private static final String DEFAULT_CAPABILITIES =
      "+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,"
          + "+mknod,+audit_write,+setfcap";

  private final JsonNode spec;
  private final JsonNode podSecurity;
  private final Sandbox sandbox;
  private final Map<String, String> environment;
  private final Path log;
  private volatile ContainerState state = new ContainerState.Waiting("ContainerCreating", "");
  private volatile ContainerState last = new ContainerState.Waiting("", "");
  private volatile String id = "";
  private volatile int restarts;
  private volatile boolean ready;
  private volatile long pid;

  Container(
      JsonNode spec,
      JsonNode podSecurity,
      Sandbox sandbox,
      Map<String, String> environment,
      Path log) {
    this.spec = spec;
    this.podSecurity = podSecurity;
    this.sandbox = sandbox;
    this.environment = environment;
    this.log = log;
  }

  String name() {
    return spec.path("name").asText();
  }

  JsonNode spec() {
    return spec;
  }

  ContainerState state() {
    return state;
  }

  boolean everStarted() {
    return !id.isEmpty();
  }

  boolean ready() {
    return ready && state instanceof ContainerState.Running;
  }

  void setReady(boolean now) {
    ready = now;
  }

  void waiting(String reason, String message) {
    state = new ContainerState.Waiting(reason, message);
  }

  /** Starts the program; throws {@link IOException} when it cannot be started. */
  Process start() throws IOException {
    if (state instanceof ContainerState.Terminated || last instanceof ContainerState.Terminated) {
      restarts++;
    }
    id = newId();
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(words(command()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    pid = process.pid();
    state = new ContainerState.Running(Instant.now());
    return process;
  }

  /** Notes that a built-in program runs. */
  void runs() {
    id = newId();
    state = new ContainerState.Running(Instant.now());
    ready = true;
  }

  /** Notes how the program ended and clears up what it left running. */
  void ended(int exitCode) {
    Instant from = state instanceof ContainerState.Running(Instant since) ? since : Instant.now();
    state = new ContainerState.Terminated(exitCode, from, Instant.now());
    last = state;
    ready = false;
    long ended = pid;
    pid = 0;
    sandbox.clear(group(), ended);
  }

  /** Asks the program to end. */
  void terminate() {
    long now = pid;
    if (now > 0) {
      ProcessHandle.of(now).ifPresent(ProcessHandle::destroy);
    }
  }

  void kill() {
    sandbox.kill(group(), pid);
  }

  /** Runs another program beside the container's own; returns whether it ended with 0 in time. */
  boolean run(List<String> command, Duration timeout) {
    try {
      ProcessBuilder builder = new ProcessBuilder(words(command));
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Returns the words that run a command as this container would: its namespaces, cgroup, user and
   * directory.
   */
  List<String> words(List<String> command) {
    List<String> words = sandbox.enter(group());
    words.addAll(
        List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", spec.path("workingDir").asText("/")));
    words.addAll(identity());
    words.addAll(command);
    return words;
  }

  Map<String, String> environment() {
    return environment;
  }

  ObjectNode status() {
    ObjectNode status = Json.object().put("name", name());
    status.set("state", state.json());
    status.set(
        "lastState",
        restarts > 0 && !(state instanceof ContainerState.Terminated)
            ? last.json()
            : Json.object());
    status.put("ready", ready());
    status.put("started", state instanceof ContainerState.Running);
    status.put("restartCount", restarts);
    status.put("image", spec.path("image").asText("lab"));
    status.put("imageID", "");
    if (!id.isEmpty()) {
      status.put("containerID", "lab://" + id);
    }
    return status;
  }

  private String group() {
    return id.isEmpty() ? "created" : id;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    spec.path("command")
        .forEach(word -> command.add(ContainerEnvironment.expand(word.asText(), environment)));
    spec.path("args")
        .forEach(word -> command.add(ContainerEnvironment.expand(word.asText(), environment)));
    return command;
  }

  private List<String> identity() {
    if (!sandbox.confines()) {
      return List.of();
    }
    JsonNode own = spec.path("securityContext");
    List<String> words = new ArrayList<>(List.of("setpriv"));
    JsonNode user = own.has("runAsUser") ? own.path("runAsUser") : podSecurity.path("runAsUser");
    JsonNode group =
        own.has("runAsGroup") ? own.path("runAsGroup") : podSecurity.path("runAsGroup");
    if (group.isNumber() || user.isNumber()) {
      words.addAll(
          List.of(
              "--regid=" + (group.isNumber() ? group.asInt() : user.asInt()), "--clear-groups"));
    }
    if (user.isNumber()) {
      words.add("--reuid=" + user.asInt());
    }
    if (own.path("allowPrivilegeEscalation").isBoolean()
        && !own.path("allowPrivilegeEscalation").asBoolean()) {
      words.add("--no-new-privs");
    }
    if (!own.path("privileged").asBoolean()) {
      words.add("--bounding-set=-all," + capabilities(own.path("capabilities")));
    }
    return words.size() == 1 ? List.of() : words;
  }

  private static String capabilities(JsonNode wanted) {
    boolean dropAll = wanted.path("drop").toString().contains("ALL");
    StringBuilder kept = new StringBuilder(dropAll ? "-all" : DEFAULT_CAPABILITIES);
    wanted
        .path("add")
        .forEach(
            c ->
                kept.append(
                    ",+"
                        + c.asText().toLowerCase(java.util.Locale.ROOT).replaceFirst("^cap_", "")));
    return kept.toString();
  }

  private static String newId() {
    byte[] bytes = new byte[32];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
