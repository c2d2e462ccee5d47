// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * User and system time of one process with all its threads, from {@code /proc/PID/stat} (proc(5));
 * resolution 10 ms.
 */
final class CpuTime {
  private static final long MICROS_PER_TICK = 10_000;

  private CpuTime() {}

  /** Returns microseconds of processor time so far, children not included. */
  static long micros(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return ticks(stat) * MICROS_PER_TICK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns microseconds of processor time that threads of a JVM's compilers took so far. */
  static long compilerMicros(long pid) {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      long compilers = 0;
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
          compilers += ticks(stat) * MICROS_PER_TICK;
        }
      }
      return compilers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns resident memory in KiB, {@code VmRSS} of {@code /proc/PID/status}. */
  static long residentKib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
