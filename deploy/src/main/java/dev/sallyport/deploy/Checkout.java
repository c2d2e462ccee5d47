// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things are in a checkout of Sallyport.
 *
 * @param root its directory
 */
public record Checkout(Path root) {
  public Checkout {
    requireNonNull(root, "root");
  }

  /**
   * Returns the checkout that {@code SALLYPORT_HOME} names; the current directory when nothing
   * does.
   */
  public static Checkout here() {
    String home = System.getenv("SALLYPORT_HOME");
    return new Checkout(Path.of(home == null || home.isBlank() ? "" : home).toAbsolutePath());
  }

  /** Returns the directory of the chart. */
  public Path chart() {
    return root.resolve("deploy/charts/sallyport");
  }

  /** Returns the version of the chart, which is that of the images. */
  public String version() throws IOException {
    return Files.readString(chart().resolve("Chart.yaml"))
        .lines()
        .filter(line -> line.startsWith("appVersion: "))
        .map(line -> line.substring("appVersion: ".length()).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("Chart.yaml has no appVersion"));
  }

  /** Returns the file with the chart as plain YAML. */
  public Path manifest() {
    return root.resolve("deploy/sallyport.yaml");
  }

  /** Returns the directory in which a module was built. */
  public Path target(String module) {
    return root.resolve(module).resolve("target");
  }
}
