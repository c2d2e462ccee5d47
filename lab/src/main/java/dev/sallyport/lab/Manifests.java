// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads YAML files. */
final class Manifests {
  private Manifests() {}

  /** Returns the texts of the files; a directory stands for its YAML files in order of name. */
  static List<String> read(List<Path> paths) {
    List<String> texts = new ArrayList<>();
    for (Path path : paths) {
      try {
        if (Files.isDirectory(path)) {
          try (Stream<Path> files = Files.list(path)) {
            texts.addAll(read(files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()));
          }
        } else {
          texts.add(Files.readString(path));
        }
      } catch (IOException e) {
        throw new LabFailure("cannot read " + path + ": " + e.getMessage(), e);
      }
    }
    return texts;
  }
}
