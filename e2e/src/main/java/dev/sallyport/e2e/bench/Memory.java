// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What one process holds in memory, in KiB, from {@code smaps_rollup} of proc(5).
 *
 * @param resident all of it, as {@code ps} and the kubelet count it
 * @param own pages that no other process has: what would be free without it
 * @param anonymous pages not backed by a file: heap, stacks, buffers
 */
record Memory(long resident, long own, long anonymous) {
  static Memory of(long pid) {
    try {
      Map<String, Long> fields = new HashMap<>();
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        String[] words = line.split("\\s+");
        if (words.length == 3 && words[2].equals("kB")) {
          fields.put(words[0], Long.parseLong(words[1]));
        }
      }
      return new Memory(
          fields.getOrDefault("Rss:", 0L),
          fields.getOrDefault("Private_Clean:", 0L) + fields.getOrDefault("Private_Dirty:", 0L),
          fields.getOrDefault("Anonymous:", 0L));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
