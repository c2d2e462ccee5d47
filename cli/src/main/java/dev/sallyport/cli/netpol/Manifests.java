// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.netpol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sallyport.cli.Main;
import dev.sallyport.policy.network.ManifestReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Manifests from files and folders: YAML with any number of documents, or JSON. */
final class Manifests {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Object> ANY = new TypeReference<>() {};

  private Manifests() {}

  /** Stands for the cluster itself, as the control program sees it. */
  static final String CLUSTER = "cluster:";

  /** Reads all, tells on stderr what was wrong, and returns what decides about connections. */
  static ManifestReader read(List<Path> paths, CommandSpec spec) {
    ManifestReader reader = new ManifestReader();
    for (Path path : paths) {
      if (path.toString().equals(CLUSTER)) {
        cluster(spec, reader);
        continue;
      }
      try {
        for (Path file : files(path)) {
          read(file, reader);
        }
      } catch (NoSuchFileException e) {
        throw new ParameterException(spec.commandLine(), "no such file or folder: " + e.getFile());
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "cannot read " + path + ": " + e.getMessage());
      }
    }
    reader.remarks().forEach(remark -> spec.commandLine().getErr().println("note: " + remark));
    if (reader.objects() == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "no Kubernetes object in " + paths + " (expected *.yaml, *.yml, *.json)");
    }
    return reader;
  }

  private static void cluster(CommandSpec spec, ManifestReader reader) {
    try {
      byte[] list = Main.ask(spec, "networkpolicies/manifests");
      reader.add("the cluster", JSON.readValue(list, ANY));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "the cluster's manifests are not readable: " + e.getMessage());
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.walk(path)) {
      return below.filter(Files::isRegularFile).filter(Manifests::isManifest).sorted().toList();
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static void read(Path file, ManifestReader reader) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        MappingIterator<Object> documents = parser(file).readerFor(ANY).readValues(in)) {
      while (documents.hasNextValue()) {
        reader.add(file.toString(), documents.nextValue());
      }
    } catch (JsonProcessingException e) {
      reader.remark(
          file
              + ": not readable from line "
              + line(e)
              + " on: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  /** JSON is YAML too, but its own parser is ten times as fast. */
  private static ObjectMapper parser(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }
}
