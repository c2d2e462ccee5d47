// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import dev.sallyport.lab.LabOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control program of this checkout with its PostgreSQL, as an image runs it, without TLS. */
final class ControlProgram {
  private ControlProgram() {}

  /**
   * Starts it; it ends when it is destroyed or its parent ends.
   *
   * @param work directory for its state and its log, {@code control.log}
   * @param heap as the JVM's {@code -Xmx} has it
   */
  static Process start(Path work, String kubeApi, int apiPort, int linkPort, String heap) {
    Path home = LabOptions.named("bench").home();
    Map<String, String> environment = new HashMap<>();
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("SALLYPORT_KUBE_API", kubeApi);
    environment.put("SALLYPORT_API_PORT", Integer.toString(apiPort));
    environment.put("SALLYPORT_LINK_PORT", Integer.toString(linkPort));
    environment.put("SALLYPORT_LISTEN_ADDRESS", "127.0.0.1");
    environment.put("SALLYPORT_API_AUTH", "none");
    environment.put("SALLYPORT_LINK_TLS", "off");
    environment.put("SALLYPORT_STATE_DIR", work.resolve("control-state").toString());
    Path target = home.resolve("control/target");
    Optional.of(target.resolve("postgres"))
        .filter(Files::isDirectory)
        .ifPresent(each -> environment.put("SALLYPORT_POSTGRES_HOME", each.toString()));
    return new Shell(work)
        .start(
            "control",
            environment,
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xms32m",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                target.resolve("control-0.1.0-SNAPSHOT.jar") + ":" + target.resolve("lib/*"),
                "dev.sallyport.control.Main"));
  }
}
