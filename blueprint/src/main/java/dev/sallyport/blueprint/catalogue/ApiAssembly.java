// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.graph.BlueprintEdge;
import dev.sallyport.blueprint.graph.BlueprintOperation;
import dev.sallyport.blueprint.summary.AnswerCounts;
import dev.sallyport.blueprint.summary.EdgeCounts;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.model.SegmentShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together the API of one party. Used once. */
final class ApiAssembly {
  /** Answers to what does not exist. */
  private static final Set<Integer> STRAY = Set.of(404, 405, 410, 501);

  private final Party party;
  private final Map<Party, ApiOperation.SpeaksFor> speakers;
  private final PathTree tree;
  private final Map<Name, Parts> operations = new LinkedHashMap<>();
  private long strayExchanges;
  private final Set<String> strayPaths = new TreeSet<>();

  /**
   * Makes the assembly of an API.
   *
   * @param speakers for whom parties call; those not in it call for themselves
   */
  ApiAssembly(Party party, Map<Party, ApiOperation.SpeaksFor> speakers, PathLimits limits) {
    this.party = party;
    this.speakers = speakers;
    this.tree = new PathTree(limits);
  }

  private record Name(String method, String path, String call) {}

  /** What is known of one operation so far. */
  private static final class Parts {
    private EdgeCounts total = EdgeCounts.NONE;
    private final Map<Party, EdgeCounts> callers = new LinkedHashMap<>();
    private final Map<Protocol, Long> protocols = new TreeMap<>();

    private void add(Party caller, Protocol protocol, EdgeCounts counts) {
      total = total.plus(counts);
      callers.merge(caller, counts, EdgeCounts::plus);
      protocols.merge(protocol, counts.exchanges(), Long::sum);
    }

    private Protocol protocol() {
      return protocols.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse(Protocol.HTTP1);
    }
  }

  WorkloadApi of(List<BlueprintEdge> edges) {
    Set<String> stray = strayPaths(edges);
    for (BlueprintEdge edge : edges) {
      for (BlueprintOperation each : edge.operations()) {
        if (each.operation() instanceof HttpOperation http && !stray.contains(http.key())) {
          tree.add(http.method(), http.pathTemplate(), each.traffic().total().exchanges());
        }
      }
    }
    PathTemplates templates = tree.templates();
    for (BlueprintEdge edge : edges) {
      for (BlueprintOperation each : edge.operations()) {
        add(edge, each.operation(), each.traffic().total(), templates, stray);
      }
    }
    return new WorkloadApi(party, listed(), strayExchanges, strayPaths.size());
  }

  /** Operations that no caller was ever answered otherwise than that they do not exist. */
  private static Set<String> strayPaths(List<BlueprintEdge> edges) {
    Map<String, AnswerCounts> answers = new LinkedHashMap<>();
    for (BlueprintEdge edge : edges) {
      for (BlueprintOperation each : edge.operations()) {
        if (each.operation() instanceof HttpOperation http) {
          answers.merge(http.key(), each.traffic().total().answers(), AnswerCounts::plus);
        }
      }
    }
    return answers.entrySet().stream()
        .filter(each -> isStray(each.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean isStray(AnswerCounts answers) {
    return !answers.byStatus().isEmpty() && STRAY.containsAll(answers.byStatus().keySet());
  }

  private void add(
      BlueprintEdge edge,
      Operation operation,
      EdgeCounts counts,
      PathTemplates templates,
      Set<String> stray) {
    switch (operation) {
      case HttpOperation http when stray.contains(http.key()) -> {
        strayExchanges += counts.exchanges();
        strayPaths.add(http.pathTemplate());
      }
      case HttpOperation http ->
          add(
              new Name(http.method(), templates.of(http.pathTemplate()), http.call()),
              edge,
              http,
              counts);
      case RpcOperation rpc ->
          add(new Name("", rpc.service() + "/" + rpc.method(), ""), edge, rpc, counts);
      default -> {}
    }
  }

  private void add(Name name, BlueprintEdge edge, Operation operation, EdgeCounts counts) {
    operations
        .computeIfAbsent(name, unused -> new Parts())
        .add(edge.id().source(), operation.protocol(), counts);
  }

  private List<ApiOperation> listed() {
    Map<String, TreeSet<String>> versions = new LinkedHashMap<>();
    operations
        .keySet()
        .forEach(
            each ->
                versions
                    .computeIfAbsent(unversioned(each), unused -> new TreeSet<>())
                    .addAll(versions(each.path())));
    List<ApiOperation> listed = new ArrayList<>();
    operations.forEach(
        (name, parts) -> {
          TreeSet<String> others =
              new TreeSet<>(versions.getOrDefault(unversioned(name), new TreeSet<>()));
          versions(name.path()).forEach(others::remove);
          listed.add(
              new ApiOperation(
                  name.method(),
                  name.path(),
                  name.call(),
                  parts.protocol(),
                  parts.total,
                  callers(parts),
                  List.copyOf(others)));
        });
    listed.sort(Comparator.comparing(ApiOperation::path).thenComparing(ApiOperation::key));
    return listed;
  }

  private List<ApiOperation.Caller> callers(Parts parts) {
    return parts.callers.entrySet().stream()
        .map(
            each ->
                new ApiOperation.Caller(
                    each.getKey(),
                    each.getValue(),
                    speakers.getOrDefault(each.getKey(), ApiOperation.SpeaksFor.ITSELF)))
        .sorted(
            Comparator.comparingLong((ApiOperation.Caller each) -> each.counts().exchanges())
                .reversed()
                .thenComparing(each -> each.party().key()))
        .toList();
  }

  private static String unversioned(Name name) {
    String path =
        Stream.of(name.path().split("/", -1))
            .map(
                segment -> SegmentShape.of(segment) == SegmentShape.VERSION ? "{version}" : segment)
            .collect(Collectors.joining("/"));
    return name.method() + " " + path + " " + name.call();
  }

  private static List<String> versions(String path) {
    return Stream.of(path.split("/", -1))
        .filter(segment -> SegmentShape.of(segment) == SegmentShape.VERSION)
        .toList();
  }
}
