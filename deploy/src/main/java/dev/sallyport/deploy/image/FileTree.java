// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one layer, by their paths without a leading slash. All belong to root unless said
 * otherwise; directories on the way to a file come by themselves. Not thread-safe.
 */
final class FileTree {
  private static final int OF_ALL = 0755;

  /** What a path stands for. */
  sealed interface Node {
    /** A directory with its mode and owner. */
    record Directory(int mode, int owner) implements Node {}

    /** A symbolic link. */
    record Link(String target) implements Node {}

    /** A copy of a file. */
    record Copy(Path content, int mode) implements Node {}

    /** A file with this text. */
    record Text(byte[] content, int mode) implements Node {}
  }

  private final SortedMap<String, Node> nodes = new TreeMap<>();

  /** Returns all nodes, parents before what is in them. */
  SortedMap<String, Node> nodes() {
    return Collections.unmodifiableSortedMap(nodes);
  }

  void directory(String path, int mode, int owner) {
    put(path, new Node.Directory(mode, owner));
  }

  void link(String path, String target) {
    put(path, new Node.Link(target));
  }

  void file(String path, Path content) {
    put(path, new Node.Copy(content, Files.isExecutable(content) ? OF_ALL : 0644));
  }

  void text(String path, String text) {
    put(path, new Node.Text(text.getBytes(StandardCharsets.UTF_8), 0644));
  }

  void bytes(String path, byte[] content, int mode) {
    put(path, new Node.Text(content, mode));
  }

  void script(String path, String text) {
    put(path, new Node.Text(text.getBytes(StandardCharsets.UTF_8), OF_ALL));
  }

  /** Adds all that is in a directory, links as links, whatever its owners and times are. */
  void copy(Path directory, String under) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted().toList();
    }
    for (Path each : all) {
      String path = under + "/" + directory.relativize(each);
      if (Files.isSymbolicLink(each)) {
        link(path, Files.readSymbolicLink(each).toString());
      } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        file(path, each);
      }
    }
  }

  private void put(String path, Node node) {
    int slash = path.lastIndexOf('/');
    if (slash > 0 && !nodes.containsKey(path.substring(0, slash))) {
      directory(path.substring(0, slash), OF_ALL, 0);
    }
    nodes.put(path, node);
  }
}
