// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/** Sallyport's own objects, as far as its programs are built. */
final class SallyportManifests {

  private SallyportManifests() {}

  /** Returns the YAML of every program that is there and says which is not. */
  static List<String> read(Path home, Tier tier, Progress progress) {
    List<String> all = new ArrayList<>(List.of(Resources.text("/sallyport/namespace.yaml")));
    all.addAll(Manifests.read(List.of(home.resolve("deploy/charts/sallyport/crds"))));
    for (String program : List.of("control", "node")) {
      if (built(home, program)) {
        all.add(Resources.text(file(program, tier)));
      } else {
        progress.say(
            "Sallyport's program '"
                + program
                + "' is not built; the lab starts without it (./sallyport build)");
      }
    }
    return all;
  }

  /** In tier steer the node program is a gateway. */
  private static String file(String program, Tier tier) {
    return tier == Tier.STEER && program.equals("node")
        ? "/steer/gateway.yaml"
        : "/sallyport/" + program + ".yaml";
  }

  private static boolean built(Path home, String program) {
    Path jar = home.resolve(program).resolve("target").resolve(program + "-0.1.0-SNAPSHOT.jar");
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry("dev/sallyport/" + program + "/Main.class") != null;
    } catch (IOException e) {
      return false;
    }
  }
}
