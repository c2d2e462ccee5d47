// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A chart in a directory, rendered by Helm's own code. */
public final class Chart {
  private static final String HOOK = "helm.sh/hook:";
  private static final String NO_HOOK = "sallyport.dev/hook:";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  /** Returns the chart in that directory. */
  public Chart(Path directory) {
    this.directory = requireNonNull(directory, "directory");
  }

  /** Returns what Helm says about the chart, with all warnings as errors. */
  public LintResult lint() {
    return new Helm(directory).lint().strict().call();
  }

  /**
   * Returns all objects of the release as YAML documents, without hooks and without definitions of
   * resources.
   *
   * @throws IllegalStateException when Helm refuses the values; the message says why
   * @throws IOException when the chart cannot be read
   */
  public List<String> documents(Release release) throws IOException {
    return rendered(directory, release);
  }

  /**
   * Returns the objects that Helm makes beside the release: those of {@code helm test}. Helm tells
   * of them only when it installs, so a copy of the chart is rendered in which they are no hooks.
   */
  public List<String> hooks(Release release) throws IOException {
    Path copy = Files.createTempDirectory("sallyport-chart");
    try {
      copyWithoutHooks(copy);
      return rendered(copy, release).stream().filter(each -> each.contains(NO_HOOK)).toList();
    } finally {
      delete(copy);
    }
  }

  /** Returns the definitions of resources, which Helm installs before all else. */
  public List<String> definitions() throws IOException {
    Path definitions = directory.resolve("crds");
    if (!Files.isDirectory(definitions)) {
      return List.of();
    }
    List<String> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(definitions)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        documents.addAll(split(Files.readString(file)));
      }
    }
    return documents;
  }

  /** Returns one YAML document as nested maps; empty when it holds nothing but comments. */
  @SuppressWarnings("unchecked")
  public static Optional<Map<String, Object>> object(String document) {
    boolean blank = document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
    return blank ? Optional.empty() : Optional.of(Serialization.unmarshal(document, Map.class));
  }

  private static List<String> rendered(Path directory, Release release) throws IOException {
    Path values = Files.createTempFile("sallyport-values", ".json");
    try {
      // JSON is YAML.
      JSON.writeValue(values.toFile(), release.values());
      return split(
          new Helm(directory)
              .template()
              .withName(release.name())
              .withNamespace(release.namespace())
              .withKubeVersion(release.kubernetes())
              .withValuesFile(values)
              .call());
    } finally {
      Files.delete(values);
    }
  }

  private void copyWithoutHooks(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(directory.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, Files.readString(file).replace(HOOK, NO_HOOK));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<String> split(String text) {
    return Stream.of(text.split("(?m)^---\\s*$"))
        .map(String::strip)
        .filter(each -> object(each).isPresent())
        .toList();
  }
}
