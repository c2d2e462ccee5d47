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
 * pod, named by its UID, with the number of each container's first process on a line of its own. To
 * the pod belong those, what they started, and what is in a session of theirs. Confined to one
 * thread.
 */
final class PodProcesses {
  private static final int ANCESTORS_MAX = 64;

  private final Path procRoot;
  private final Path registry;
  private Map<Integer, String> firstOfPod = Map.of();
  private Map<Integer, String> known = Map.of();

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
      int[] parentAndSession = stat(at);
      String direct = firstOfPod.getOrDefault(at, "");
      String bySession = firstOfPod.getOrDefault(parentAndSession[1], "");
      if (!direct.isEmpty() || !bySession.isEmpty()) {
        return direct.isEmpty() ? bySession : direct;
      }
      at = parentAndSession[0];
    }
    return "";
  }

  /** Returns parent and session of {@code /proc/PID/stat}, whose second field may hold anything. */
  private int[] stat(int pid) {
    try {
      String text = Files.readString(procRoot.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 5);
      return new int[] {Integer.parseInt(fields[1]), Integer.parseInt(fields[3])};
    } catch (IOException | RuntimeException e) {
      // It ended meanwhile.
      return new int[] {0, 0};
    }
  }

  private Map<Integer, String> readRegistry() {
    Map<Integer, String> first = new HashMap<>();
    for (Path file : list(registry)) {
      try {
        for (String line : Files.readAllLines(file)) {
          first.put(Integer.parseInt(line.strip()), file.getFileName().toString());
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
