// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cgroup tree as a kubelet lays it out: {@code kubepods/burstable/podUID/CONTAINER} with the
 * cgroupfs driver, {@code kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podUID.slice/}
 * with systemd, where dashes of the UID become underscores; below the mount with version 2, below
 * one directory for each controller with version 1.
 */
final class CgroupTree {

  /** Controllers that every version 1 node mounts; any of them shows all pods. */
  private static final List<String> HIERARCHIES =
      List.of("unified", "systemd", "pids", "memory", "cpu,cpuacct", "cpu");

  private static final Pattern POD =
      Pattern.compile(
          "(?:^|-)pod(\\p{XDigit}{8}(?:[-_]\\p{XDigit}{4}){3}[-_]\\p{XDigit}{12}|\\p{XDigit}{32})"
              + "(?:\\.slice)?$");

  /**
   * What names of the kernel's own files begin with, up to the first dot; of each directory there
   * are dozens, and only a look at the inode would tell that they are no directories.
   */
  private static final Set<String> FILES_OF =
      Set.of(
          "blkio",
          "cgroup",
          "cpu",
          "cpuacct",
          "cpuset",
          "devices",
          "dmem",
          "freezer",
          "hugetlb",
          "io",
          "irq",
          "memory",
          "misc",
          "net_cls",
          "net_prio",
          "pids",
          "rdma");

  /** Ends of names that systemd gives to directories, whatever they begin with. */
  private static final Pattern UNIT = Pattern.compile("\\.(?:slice|scope|service|mount)$");

  /** A tree deeper than any runtime makes it is not followed. */
  private static final int DEPTH_MAX = 8;

  private final Path root;

  CgroupTree(Path root) {
    this.root = root;
  }

  /** Returns the directories in which the tree of pods may begin. */
  List<Path> hierarchies() {
    List<Path> found = new ArrayList<>();
    found.add(root);
    for (Path each : children(root)) {
      if (HIERARCHIES.contains(each.getFileName().toString())) {
        found.add(each);
      }
    }
    return found;
  }

  /** Returns the UID that the directory of a pod carries in its name. */
  static Optional<String> podUid(Path directory) {
    Path name = directory.getFileName();
    Matcher matcher = POD.matcher(name == null ? "" : name.toString());
    return matcher.find()
        ? Optional.of(matcher.group(1).replace('_', '-').toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Returns whether pods may be found below a directory of that name. */
  static boolean leadsToPods(Path directory) {
    Path name = directory.getFileName();
    String text = name == null ? "" : name.toString();
    return text.contains("kubepods") || text.contains("kubelet") || podUid(directory).isPresent();
  }

  /** Returns the path of a directory of the tree, relative to the root and with a leading slash. */
  String pathOf(Path directory) {
    return "/" + root.relativize(directory);
  }

  /** Visits the directory and all below it; one that vanishes meanwhile is left out. */
  void walk(Path directory, Consumer<Path> visitor) {
    walk(directory, visitor, 0);
  }

  /** Returns the directories in one directory. */
  static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory,
            each ->
                mayBeDirectory(each.getFileName().toString())
                    && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))) {
      entries.forEach(children::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of();
    }
    return children;
  }

  /** Returns whether the name is none of the kernel's own files. */
  static boolean mayBeDirectory(String name) {
    int dot = name.indexOf('.');
    return dot < 0 || !FILES_OF.contains(name.substring(0, dot)) || UNIT.matcher(name).find();
  }

  /** Returns the processes of exactly this cgroup. */
  static List<Integer> processes(Path directory) {
    try {
      List<Integer> processes = new ArrayList<>();
      for (String line :
          Files.readAllLines(directory.resolve("cgroup.procs"), StandardCharsets.US_ASCII)) {
        int pid = Integer.parseInt(line.strip());
        // 0 stands for a process of a PID namespace that we cannot see into.
        if (pid > 0) {
          processes.add(pid);
        }
      }
      return processes;
    } catch (IOException | NumberFormatException e) {
      return List.of();
    }
  }

  private void walk(Path directory, Consumer<Path> visitor, int depth) {
    visitor.accept(directory);
    if (depth < DEPTH_MAX) {
      for (Path each : children(directory)) {
        walk(each, visitor, depth + 1);
      }
    }
  }
}
