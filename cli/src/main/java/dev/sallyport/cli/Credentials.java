// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the tool shows to control. A token that was given is shown at once. That of the kubeconfig,
 * or of the pod that the tool runs in, only when control asks for one, and only to this machine or
 * over HTTPS: nobody else shall get it.
 *
 * @param given what {@code --token} or SALLYPORT_TOKEN says; null for nothing
 * @param environment variables of the environment
 */
record Credentials(@Nullable String given, Map<String, String> environment) {
  private static final Path POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  Credentials {
    environment = Map.copyOf(environment);
  }

  /** Never says a token. */
  @Override
  public String toString() {
    return given == null ? "none given" : "a token";
  }

  /** Returns the token that was given: itself, or behind an at sign the file that holds it. */
  Optional<String> explicit() {
    String text = given;
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (!text.startsWith("@")) {
      return Optional.of(text.strip());
    }
    try {
      return Optional.of(Files.readString(Path.of(text.substring(1))).strip());
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE,
          "--token: the file " + text.substring(1) + " cannot be read (expected: a token in it)");
    }
  }

  /** Returns a token that was not given but is at hand, for a server that asks for one. */
  Optional<String> atHand(URI server) {
    if (!trusted(server)) {
      return Optional.empty();
    }
    Optional<String> configured = KubeConfig.find(environment).flatMap(KubeConfig::token);
    return configured.isPresent() || !environment.containsKey("KUBERNETES_SERVICE_HOST")
        ? configured
        : pod();
  }

  /** Returns whether what is sent there stays on this machine or is encrypted. */
  static boolean trusted(URI server) {
    if ("https".equals(server.getScheme())) {
      return true;
    }
    String host = String.valueOf(server.getHost());
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static Optional<String> pod() {
    try {
      return Files.isReadable(POD) ? Optional.of(Files.readString(POD).strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
