// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proposal;

import dev.sallyport.model.CallPattern;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.LookupOperation;
import dev.sallyport.model.MessageOperation;
import dev.sallyport.model.ModelOperation;
import dev.sallyport.model.NamePattern;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.RawOperation;
import dev.sallyport.model.RpcOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Operations as patterns of calls: as few as say the same, wider only where the evidence
 * generalises or where a narrower pattern cannot be written. Not thread-safe.
 */
final class CallGroups {
  /** Items of one list of an object of the cluster. */
  private static final int ITEMS_MAX = 32;

  /** Paths below one segment from which on all below it are taken to be meant. */
  private static final int SIBLINGS = 24;

  private static final String VERB = "[A-Za-z][A-Za-z0-9_. ]*";

  private final Set<String> notes = new TreeSet<>();
  private boolean everything;

  /** Returns patterns for these operations; empty when only all calls can be meant. */
  List<CallPattern> of(Collection<Operation> operations) {
    SortedMap<String, SortedSet<String>> paths = new TreeMap<>();
    SortedMap<String, SortedSet<String>> rpcs = new TreeMap<>();
    SortedMap<Protocol, SortedMap<String, SortedSet<String>>> queries = new TreeMap<>();
    SortedMap<Protocol, SortedMap<String, SortedSet<String>>> messages = new TreeMap<>();
    SortedSet<String> lookups = new TreeSet<>();
    SortedSet<String> models = new TreeSet<>();
    SortedSet<Integer> ports = new TreeSet<>();
    for (Operation each : operations) {
      switch (each) {
        case HttpOperation it -> put(paths, path(it), it.method());
        case RpcOperation it -> put(rpcs, it.service(), it.method());
        case QueryOperation it ->
            put(queries.computeIfAbsent(store(it), _ -> new TreeMap<>()), subject(it), it.verb());
        case MessageOperation it -> message(it, messages);
        case LookupOperation it -> lookups.add(it.name());
        case ModelOperation it -> models.add(it.model().isEmpty() ? "*" : it.model());
        case RawOperation it -> raw(it, ports);
      }
    }
    if (everything) {
      return List.of();
    }
    List<CallPattern> patterns = new ArrayList<>();
    http(paths, patterns);
    rpcs.forEach(
        (service, methods) ->
            chunks(methods)
                .forEach(
                    part ->
                        patterns.add(new CallPattern.Rpc(names(Set.of(service)), names(part)))));
    queries.forEach((store, bySubject) -> queries(store, bySubject, patterns));
    messages.forEach((broker, byPlace) -> messages(broker, byPlace, patterns));
    chunks(lookups).forEach(part -> patterns.add(new CallPattern.Lookups(names(part))));
    if (!models.isEmpty()) {
      Set<NamePattern> named = models.contains("*") ? Set.of() : names(models);
      patterns.add(new CallPattern.Models(named));
    }
    if (!ports.isEmpty()) {
      patterns.add(new CallPattern.Ports(ports));
    }
    return patterns;
  }

  /** Returns what is wider than what was seen, and why. */
  Set<String> notes() {
    return notes;
  }

  private String path(HttpOperation operation) {
    String template = operation.pathTemplate();
    if (!template.startsWith("/") || template.chars().anyMatch(CallGroups::unfit)) {
      notes.add("some paths cannot be written as a pattern: all paths of their methods are meant");
      return "/**";
    }
    String rest = template.replaceAll("/\\{rest\\}.*$", "/**");
    StringBuilder written = new StringBuilder();
    for (String segment : rest.substring(1).split("/", -1)) {
      boolean empty = segment.isEmpty() && rest.length() > 1 && !rest.endsWith("/");
      if (empty || rest.contains("//") || segment.equals(".") || segment.equals("..")) {
        notes.add(
            "some paths cannot be written as a pattern: all paths of their methods are meant");
        return "/**";
      }
      // Of a segment that varies in part it cannot be told later whether the fixed part was there.
      boolean varies = segment.indexOf('{') >= 0 && !segment.matches("\\{[^{}]*\\}");
      written.append('/').append(varies ? "{id}" : segment);
    }
    return written.toString();
  }

  private static boolean unfit(int character) {
    return character <= ' '
        || character == '?'
        || character == '#'
        || character == '%'
        || character == '*'
        || character == ';'
        || character == '\\'
        || character > '~';
  }

  private void http(
      SortedMap<String, SortedSet<String>> methodsByPath, List<CallPattern> patterns) {
    SortedMap<String, SortedSet<String>> paths = widened(methodsByPath);
    SortedMap<String, SortedSet<String>> byMethods = new TreeMap<>();
    paths.forEach(
        (path, methods) -> {
          // A method that cannot be written: then all methods are meant.
          if (methods.stream().anyMatch(each -> !each.matches("[A-Z][A-Z-]*"))) {
            methods.clear();
          }
          put(byMethods, String.join(",", methods), path);
        });
    byMethods.forEach(
        (methods, group) -> {
          Set<String> named =
              methods.isEmpty() ? Set.of() : new TreeSet<>(List.of(methods.split(",", -1)));
          Set<String> all = group.contains("/**") ? Set.of("/**") : group;
          chunks(new TreeSet<>(all))
              .forEach(part -> patterns.add(new CallPattern.Http(named, part)));
        });
  }

  /** Where very many paths share their first segment, what follows it is taken to vary. */
  private SortedMap<String, SortedSet<String>> widened(
      SortedMap<String, SortedSet<String>> methodsByPath) {
    Map<String, Integer> below = new TreeMap<>();
    methodsByPath.keySet().forEach(path -> below.merge(first(path), 1, Integer::sum));
    SortedMap<String, SortedSet<String>> wide = new TreeMap<>();
    methodsByPath.forEach(
        (path, methods) -> {
          boolean many = below.getOrDefault(first(path), 0) >= SIBLINGS;
          if (many) {
            notes.add("many paths were seen below " + first(path) + ": all below it are meant");
          }
          String written = many ? first(path).equals("/") ? "/**" : first(path) + "/**" : path;
          methods.forEach(method -> put(wide, written, method));
        });
    return wide;
  }

  private static String first(String path) {
    int slash = path.indexOf('/', 1);
    return slash < 0 ? "/" : path.substring(0, slash);
  }

  private String subject(QueryOperation operation) {
    String subject = operation.subject();
    if (subject.indexOf('{') >= 0 || subject.chars().anyMatch(each -> each <= ' ')) {
      notes.add(
          operation.verb() + " names no fixed " + word(operation.protocol()) + ": all are meant");
      return "";
    }
    if (subject.isEmpty() && operation.verb().matches("(?i)SELECT|INSERT|UPDATE|DELETE")) {
      notes.add(operation.verb() + " was seen without a table: on all tables it is meant");
    }
    return subject;
  }

  private static String word(Protocol protocol) {
    return protocol == Protocol.REDIS ? "key space" : "table";
  }

  private static Protocol store(QueryOperation operation) {
    return operation.protocol() == Protocol.MYSQL ? Protocol.POSTGRESQL : operation.protocol();
  }

  private void queries(
      Protocol store, SortedMap<String, SortedSet<String>> verbsBySubject, List<CallPattern> out) {
    Set<Protocol> stores =
        switch (store) {
          case POSTGRESQL -> Set.of(Protocol.POSTGRESQL, Protocol.MYSQL);
          default -> Set.of(store);
        };
    bySame(verbsBySubject)
        .forEach(
            (verbs, subjects) ->
                chunks(subjects)
                    .forEach(part -> out.add(new CallPattern.Queries(stores, verbs, names(part)))));
  }

  private void message(
      MessageOperation it, SortedMap<Protocol, SortedMap<String, SortedSet<String>>> messages) {
    SortedMap<String, SortedSet<String>> byPlace =
        messages.computeIfAbsent(it.protocol(), _ -> new TreeMap<>());
    String whole = it.destination();
    if (whole.indexOf('{') >= 0 || whole.indexOf('…') >= 0) {
      notes.add(it.verb() + " names no fixed destination: all are meant");
      put(byPlace, "", it.verb());
      return;
    }
    for (String each : whole.split(",", -1)) {
      put(byPlace, each, it.verb());
    }
  }

  private static void messages(
      Protocol broker, SortedMap<String, SortedSet<String>> verbsByPlace, List<CallPattern> out) {
    bySame(verbsByPlace)
        .forEach(
            (verbs, places) ->
                chunks(places)
                    .forEach(
                        part ->
                            out.add(new CallPattern.Messages(Set.of(broker), verbs, names(part)))));
  }

  /** Subjects that share their verbs; of an empty subject, which stands for all, none is named. */
  private static Map<Set<String>, SortedSet<String>> bySame(
      SortedMap<String, SortedSet<String>> verbsBySubject) {
    SortedSet<String> anywhere = verbsBySubject.getOrDefault("", new TreeSet<>());
    Map<Set<String>, SortedSet<String>> same = new LinkedHashMap<>();
    verbsBySubject.forEach(
        (subject, verbs) -> {
          SortedSet<String> left = new TreeSet<>(verbs);
          if (!subject.isEmpty()) {
            left.removeAll(anywhere);
          }
          if (left.isEmpty()) {
            return;
          }
          // A verb that cannot be written: then all verbs are meant.
          boolean unfit = left.stream().anyMatch(each -> !each.matches(VERB));
          same.computeIfAbsent(unfit ? Set.of() : left, _ -> new TreeSet<>()).add(subject);
        });
    return same;
  }

  private void raw(RawOperation operation, SortedSet<Integer> ports) {
    if (operation.port() == 0) {
      notes.add("some of it was not understood, on ports that are not kept: all calls are meant");
      everything = true;
    } else {
      ports.add(operation.port());
      notes.add(
          "on port "
              + operation.port()
              + " some was not understood ("
              + operation.protocol().id()
              + "): all that is said on it is meant");
    }
  }

  private static <K> void put(SortedMap<K, SortedSet<String>> map, K key, String value) {
    map.computeIfAbsent(key, _ -> new TreeSet<>()).add(value);
  }

  /** Names; the empty one stands for all, which an empty set says. */
  private static Set<NamePattern> names(Collection<String> texts) {
    Set<NamePattern> names = new LinkedHashSet<>();
    for (String each : texts) {
      if (each.isEmpty()) {
        return Set.of();
      }
      names.add(new NamePattern(each));
    }
    return names;
  }

  private static List<SortedSet<String>> chunks(SortedSet<String> all) {
    List<SortedSet<String>> chunks = new ArrayList<>();
    SortedSet<String> chunk = new TreeSet<>();
    for (String each : all) {
      if (chunk.size() == ITEMS_MAX) {
        chunks.add(chunk);
        chunk = new TreeSet<>();
      }
      chunk.add(each);
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }
}
