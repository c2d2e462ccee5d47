// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A benchmark from its command line to its end. */
final class BenchRun {
  private static final int WRONG_USAGE = 64;

  private BenchRun() {}

  /** What measures. */
  interface Body<T> {
    void run(T options, Path work) throws IOException, InterruptedException;
  }

  /** What measures in namespaces, which go with the launcher. */
  interface BodyInNamespaces<T> {
    void run(T options, Shell shell, Testbed bed, Path work)
        throws IOException, InterruptedException;
  }

  /**
   * Runs it with a directory that programs of other users can use, and ends this process.
   *
   * @param options reads the command line; what it says is wrong ends the program with its words
   */
  static <T> void run(Supplier<T> options, Body<T> body) throws IOException, InterruptedException {
    T read;
    try {
      read = options.get();
    } catch (IllegalArgumentException wrong) {
      System.err.println("sallyport bench: " + wrong.getMessage());
      System.exit(WRONG_USAGE);
      return;
    }
    Path work = Files.createTempDirectory("sallyport-bench");
    work.toFile().setExecutable(true, false);
    work.toFile().setReadable(true, false);
    work.toFile().setWritable(true, false);
    body.run(read, work);
    // Threads of servers and pools would keep this process.
    System.exit(0);
  }

  /** The same with a testbed. */
  static <T> void inNamespaces(Supplier<T> options, BodyInNamespaces<T> body)
      throws IOException, InterruptedException {
    run(
        options,
        (read, work) -> {
          Shell shell = new Shell(work);
          Testbed bed = new Testbed(shell);
          try {
            body.run(read, shell, bed, work);
          } finally {
            bed.close();
          }
        });
  }
}
