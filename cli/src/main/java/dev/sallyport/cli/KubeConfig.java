// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sallyport.wire.api.ApiJson;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * The user of a kubeconfig's current context, as far as it has a token: one that is written there,
 * in a file, or given by a command (client.authentication.k8s.io, {@code ExecCredential}). A client
 * certificate cannot be shown to control.
 *
 * @param file where it is written
 * @param user what it says of its user
 */
record KubeConfig(Path file, JsonNode user) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final int COMMAND_SECONDS = 60;
  private static final int ANSWER_BYTES_MAX = 1 << 20;

  /** Returns the one that kubectl would take; empty where there is none. */
  static Optional<KubeConfig> find(Map<String, String> environment) {
    String named = environment.getOrDefault("KUBECONFIG", "");
    List<Path> files = new ArrayList<>();
    if (named.isEmpty()) {
      files.add(Path.of(environment.getOrDefault("HOME", "/"), ".kube/config"));
    } else {
      for (String each : named.split(File.pathSeparator, -1)) {
        if (!each.isEmpty()) {
          files.add(Path.of(each));
        }
      }
    }
    return files.stream().filter(Files::isReadable).findFirst().flatMap(KubeConfig::read);
  }

  private static Optional<KubeConfig> read(Path file) {
    try {
      JsonNode config = YAML.readTree(Files.readString(file));
      JsonNode context =
          named(config.path("contexts"), config.path("current-context").asText("")).path("context");
      JsonNode user = named(config.path("users"), context.path("user").asText("")).path("user");
      return user.isObject() ? Optional.of(new KubeConfig(file, user)) : Optional.empty();
    } catch (IOException e) {
      // Its text may hold secrets, and so may what the parser says of it.
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, "the kubeconfig " + file + " cannot be read");
    }
  }

  /** Never says what it holds. */
  @Override
  public String toString() {
    return "kubeconfig " + file;
  }

  /** Returns the token of the user; empty where they have none. */
  Optional<String> token() {
    String written = user.path("token").asText("");
    if (!written.isEmpty()) {
      return Optional.of(written);
    }
    String place = user.path("tokenFile").asText("");
    if (!place.isEmpty()) {
      try {
        return Optional.of(Files.readString(file.resolveSibling(place)).strip());
      } catch (IOException e) {
        throw new CommandFailure(
            CommandFailure.WRONG_USAGE, "the token file " + place + " of " + file + " is missing");
      }
    }
    JsonNode command = user.path("exec");
    return command.isObject() ? Optional.of(run(command)) : Optional.empty();
  }

  private String run(JsonNode exec) {
    String name = exec.path("command").asText();
    List<String> line = new ArrayList<>();
    line.add(name.contains("/") ? file.resolveSibling(name).toString() : name);
    exec.path("args").forEach(each -> line.add(each.asText()));
    ProcessBuilder start =
        new ProcessBuilder(line)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    exec.path("env")
        .forEach(
            each ->
                start.environment().put(each.path("name").asText(), each.path("value").asText()));
    start.environment().put("KUBERNETES_EXEC_INFO", info(exec));
    try {
      Process process = start.start();
      byte[] said = process.getInputStream().readNBytes(ANSWER_BYTES_MAX);
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(name, "does not end");
      }
      String token =
          process.exitValue() == 0
              ? ApiJson.mapper()
                  .readTree(new String(said, StandardCharsets.UTF_8))
                  .at("/status/token")
                  .asText("")
              : "";
      if (token.isEmpty()) {
        throw failed(name, "gives no token");
      }
      return token;
    } catch (IOException e) {
      throw failed(name, "cannot be run, or does not answer with a credential");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(name, "was interrupted");
    }
  }

  private CommandFailure failed(String command, String why) {
    return new CommandFailure(
        CommandFailure.NOT_ALLOWED,
        "the command '"
            + command
            + "' of the kubeconfig "
            + file
            + " "
            + why
            + "; give a token with --token");
  }

  private static String info(JsonNode exec) {
    return ApiJson.mapper()
        .createObjectNode()
        .put("apiVersion", exec.path("apiVersion").asText("client.authentication.k8s.io/v1"))
        .put("kind", "ExecCredential")
        .set("spec", ApiJson.mapper().createObjectNode().put("interactive", false))
        .toString();
  }

  private static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> each.path("name").asText().equals(name))
        .findFirst()
        .orElse(YAML.nullNode());
  }
}
