// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicyProblem;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.wire.api.LedgerHeaderView.DeclaredView;
import dev.sallyport.wire.api.LedgerNames;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.Read;
import dev.sallyport.wire.kube.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Policies in files and folders, YAML with any number of documents or JSON; other objects are
 * passed over.
 *
 * @param policies what was read
 * @param lines where each stands: file and, in it, the number of the line its document begins on
 */
record WrittenPolicies(List<Policy> policies, Map<String, Place> lines) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /**
   * Where a policy is written.
   *
   * @param file which file
   * @param line line on which its document begins, from 1
   */
  record Place(Path file, int line) {}

  /**
   * Reads all.
   *
   * @throws CommandFailure naming every field that is wrong
   */
  static WrittenPolicies read(List<Path> paths, List<DeclaredView> workloads) {
    List<Policy> policies = new ArrayList<>();
    Map<String, Place> lines = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    Surroundings surroundings = surroundings(workloads);
    for (Path path : paths) {
      for (Path file : files(path)) {
        read(file, surroundings, policies, lines, problems);
      }
    }
    PolicySet.compile(policies).problems().stream()
        .map(PolicyProblem::toString)
        .forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          SimulateCommand.CANNOT_JUDGE, String.join(System.lineSeparator() + "  ", problems));
    }
    if (policies.isEmpty()) {
      throw new CommandFailure(
          SimulateCommand.CANNOT_JUDGE,
          "no GuardPolicy or ClusterGuardPolicy in " + paths + " (expected: at least one)");
    }
    return new WrittenPolicies(List.copyOf(policies), lines);
  }

  private static void read(
      Path file,
      Surroundings surroundings,
      List<Policy> policies,
      Map<String, Place> lines,
      List<String> problems) {
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(in)) {
      while (documents.hasNextValue()) {
        int line = documents.getCurrentLocation().getLineNr();
        JsonNode document = documents.nextValue();
        if (document != null && PolicySpecs.isPolicy(document)) {
          Read read = PolicySpecs.read(document, surroundings);
          read.problems().forEach(each -> problems.add(file + ": " + each));
          read.policy().ifPresent(policies::add);
          read.policy()
              .ifPresent(
                  each -> lines.put(each.id().toString(), new Place(file, Math.max(1, line))));
        }
      }
    } catch (IOException e) {
      problems.add(
          file
              + ": not readable: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static List<Path> files(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        return List.of(path);
      }
      try (Stream<Path> below = Files.walk(path)) {
        return below
            .filter(Files::isRegularFile)
            .filter(WrittenPolicies::isManifest)
            .sorted()
            .toList();
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, "no such file or folder: " + e.getFile());
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.WRONG_USAGE, path + " is not readable: " + e.getMessage());
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static Surroundings surroundings(List<DeclaredView> workloads) {
    return new Surroundings() {
      @Override
      public Set<String> namespaces(List<LabelRequirement> labels) {
        return workloads.stream()
            .filter(
                each -> labels.stream().allMatch(label -> label.matches(each.namespaceLabels())))
            .map(each -> String.valueOf(each.workload().namespace()))
            .collect(Collectors.toSet());
      }

      @Override
      public Set<Workload> ingress() {
        return workloads.stream()
            .filter(DeclaredView::ingress)
            .map(each -> LedgerNames.party(each.workload()))
            .flatMap(Optional::stream)
            .filter(Workload.class::isInstance)
            .map(Workload.class::cast)
            .collect(Collectors.toSet());
      }
    };
  }
}
