// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which processes belong to which pod, where no cgroups tell: whoever starts pods writes a file per
 * pod, named by its UID, with a line for each container: the number of its first process and, so
 * that a number used again is not mistaken, the time it began as field 22 of {@code
 * /proc/PID/stat}. To the pod belong those, what they started, and what is in a session of theirs.
 * Confined to one thread.
 */
final class PodProcesses {
  private static final int ANCESTORS_MAX = 64;

  private final Path procRoot;
  private final Path registry;
  private Map<Integer, First> firstOfPod = Map.of();
  private Map<Integer, String> known = Map.of();

  /** The first process of a container; begun at any time when that is not known. */
  private record First(String podUid, String begun) {}

  /** What is read of a process; all 0 of one that ended. */
  private record Stat(int parent, int session, String begun) {}

  PodProcesses(Path procRoot, Path registry) {
    this.procRoot = procRoot;
    this.registry = registry;
  }

  /** Returns the processes of pods as of the last {@link #refresh}. */
  Collection<Integer> known() {
    return known.keySet();
  }

  /** Looks at all processes again. */
  void refresh() {
    firstOfPod = readRegistry();
    Map<Integer, String> found = new LinkedHashMap<>();
    for (int pid : processes()) {
      String podUid = podOf(pid);
      if (!podUid.isEmpty()) {
        found.put(pid, podUid);
      }
    }
    known = found;
  }

  /** Returns the UID of the pod that the process belongs to now; empty when to none. */
  String podOf(int pid) {
    int at = pid;
    for (int i = 0; i < ANCESTORS_MAX && at > 1; i++) {
      Stat stat = stat(at);
      String found = first(at, stat.begun());
      if (found.isEmpty() && stat.session() != at) {
        // The number of a session is not used again while anybody is in it.
        found = first(stat.session(), stat(stat.session()).begun());
      }
      if (!found.isEmpty()) {
        return found;
      }
      at = stat.parent();
    }
    return "";
  }

  private String first(int pid, String begun) {
    First first = firstOfPod.get(pid);
    return first != null
            && (first.begun().isEmpty() || begun.isEmpty() || first.begun().equals(begun))
        ? first.podUid()
        : "";
  }

  /** Fields of {@code /proc/PID/stat}, whose second one may hold anything. */
  private Stat stat(int pid) {
    try {
      String text = Files.readString(procRoot.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 21);
      return new Stat(Integer.parseInt(fields[1]), Integer.parseInt(fields[3]), fields[19]);
    } catch (IOException | RuntimeException e) {
      return new Stat(0, 0, "");
    }
  }

  private Map<Integer, First> readRegistry() {
    Map<Integer, First> first = new HashMap<>();
    for (Path file : list(registry)) {
      try {
        for (String line : Files.readAllLines(file)) {
          String[] words = line.strip().split(" ");
          first.put(
              Integer.parseInt(words[0]),
              new First(file.getFileName().toString(), words.length > 1 ? words[1] : ""));
        }
      } catch (IOException | NumberFormatException e) {
        // The pod ended, or the line is still being written; the next look finds it.
      }
    }
    return first;
  }

  private List<Integer> processes() {
    List<Integer> all = new ArrayList<>();
    for (Path directory : list(procRoot)) {
      String name = directory.getFileName().toString();
      if (!name.isEmpty() && Character.isDigit(name.charAt(0))) {
        all.add(Integer.parseInt(name));
      }
    }
    return all;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
