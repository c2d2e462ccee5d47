// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy;

import dev.sallyport.deploy.image.ImageBuild;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole references of the images.
 *
 * @param references by program: node, control, demo
 */
record ImageNames(Map<String, String> references) {
  private static final List<String> PROGRAMS = List.of("node", "control", "demo");

  ImageNames {
    references = Map.copyOf(references);
  }

  static ImageNames of(String registry, String tag) {
    Map<String, String> all = new HashMap<>();
    PROGRAMS.forEach(each -> all.put(each, registry + "/sallyport-" + each + ":" + tag));
    return new ImageNames(all);
  }

  /** Returns the names that archives in the directory carry. */
  static ImageNames ofArchives(Path directory) throws IOException {
    Map<String, String> all = new HashMap<>();
    for (String each : PROGRAMS) {
      all.put(each, ImageBuild.referenceIn(directory.resolve("sallyport-" + each + ".tar")));
    }
    return new ImageNames(all);
  }

  String of(String program) {
    String reference = references.get(program);
    if (reference == null) {
      throw new IllegalArgumentException(program + " (expected: one of " + PROGRAMS + ")");
    }
    return reference;
  }
}
