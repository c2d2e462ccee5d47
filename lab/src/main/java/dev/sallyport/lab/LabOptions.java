// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How a lab is to be.
 *
 * @param name its name; labs with different names run side by side
 * @param state its directory on disk
 * @param home the checkout whose built programs run in it
 * @param variables values for {@code ${NAME}} in YAML, such as {@code RATE}
 * @param tier what it stands on
 */
public record LabOptions(
    String name, Path state, Path home, Map<String, String> variables, Tier tier) {

  /** Checks the name: small letters, digits and dashes, at most 30. */
  public LabOptions {
    if (!name.matches("[a-z0-9-]{1,30}")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name for a lab: small letters, digits and dashes");
    }
    variables = Map.copyOf(variables);
  }

  /** Returns options for a lab on namespaces. */
  public LabOptions(String name, Path state, Path home, Map<String, String> variables) {
    this(name, state, home, variables, Tier.NODE);
  }

  /** Returns the usual options for a lab of this name. */
  public static LabOptions named(String name) {
    return new LabOptions(
        name, directory().resolve(name), home(Path.of("").toAbsolutePath()), Map.of());
  }

  /** Returns the same with one more variable. */
  public LabOptions with(String variable, String value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(variable, value);
    return new LabOptions(name, state, home, more, tier);
  }

  /** Returns the same on another ground. */
  public LabOptions with(Tier other) {
    return new LabOptions(name, state, home, variables, other);
  }

  Path socket() {
    return state.resolve("admin.sock");
  }

  /** Where labs are kept: as everywhere for root, in the user's own place for others. */
  static Path directory() {
    if (isRoot()) {
      return Path.of("/var/lib/sallyport/lab");
    }
    Path home = Path.of(System.getenv().getOrDefault("HOME", "/nonexistent"));
    String told = System.getenv().getOrDefault("XDG_STATE_HOME", "");
    Path state = told.isEmpty() ? home.resolve(".local/state") : Path.of(told);
    return Files.isWritable(home) || Files.isWritable(state)
        ? state.resolve("sallyport/lab")
        : Path.of(System.getProperty("java.io.tmpdir"), "sallyport-" + user());
  }

  static boolean isRoot() {
    return user().equals("0");
  }

  /** Returns the number of the user that runs this. */
  static String user() {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return System.getProperty("user.name");
    }
  }

  /**
   * The launcher and the tests say where the checkout is; otherwise the nearest directory above
   * with modules.
   */
  private static Path home(Path here) {
    String told =
        System.getProperty("sallyport.root", System.getenv().getOrDefault("SALLYPORT_HOME", ""));
    if (!told.isEmpty()) {
      return Path.of(told);
    }
    Path at = here;
    while (at.getParent() != null && !at.resolve("lab/pom.xml").toFile().exists()) {
      at = at.getParent();
    }
    return at;
  }
}
