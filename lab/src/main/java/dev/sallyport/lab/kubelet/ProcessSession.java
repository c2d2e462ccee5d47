// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The processes of one session, where there is no cgroup to keep them together. */
final class ProcessSession {
  private static final Path PROC = Path.of("/proc");
  private static final int ROUNDS = 5;

  private ProcessSession() {}

  /** Kills the session's first process, all of the session, and what they started. */
  static void kill(long leader) {
    for (int round = 0; round < ROUNDS; round++) {
      Set<ProcessHandle> members = new LinkedHashSet<>();
      ProcessHandle.of(leader).ifPresent(members::add);
      inSession(leader).forEach(pid -> ProcessHandle.of(pid).ifPresent(members::add));
      for (ProcessHandle each : Set.copyOf(members)) {
        each.descendants().forEach(members::add);
      }
      members.removeIf(each -> !each.isAlive());
      if (members.isEmpty()) {
        return;
      }
      members.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Set<Long> inSession(long leader) {
    Set<Long> found = new LinkedHashSet<>();
    try (Stream<Path> processes = Files.list(PROC)) {
      processes
          .filter(path -> Character.isDigit(path.getFileName().toString().charAt(0)))
          .filter(path -> session(path) == leader)
          .forEach(path -> found.add(Long.parseLong(path.getFileName().toString())));
    } catch (IOException e) {
      return found;
    }
    return found;
  }

  /** The fourth field after the name in {@code stat} of proc(5). */
  private static long session(Path process) {
    try {
      String text = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      return Long.parseLong(text.substring(text.lastIndexOf(')') + 2).split(" ", 5)[3]);
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }
}
