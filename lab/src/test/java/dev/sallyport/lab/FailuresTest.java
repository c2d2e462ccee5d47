// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class FailuresTest {
  @TempDir Path directory;

  /** A command that fails as it is told. */
  @Command(name = "tried")
  private record Tried(RuntimeException failure) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw failure;
    }
  }

  @Test
  void whatNobodyForesawIsOneLineAndItsStackTraceIsInTheFile() throws IOException {
    Path file = directory.resolve("labs/failures.log");
    String said = said(file, new IllegalStateException("first line\nsecond line"));
    assertThat(said.lines()).hasSize(1);
    assertThat(said)
        .startsWith("sallyport: 'tried' failed unexpectedly (IllegalStateException: first line)")
        .contains(file.toString())
        .contains("./sallyport down");
    assertThat(Files.readString(file))
        .contains("second line")
        .contains("at " + getClass().getName());
  }

  @Test
  void whatWasForeseenIsSaidInItsOwnWordsAndLeavesNoFile() {
    Path file = directory.resolve("failures.log");
    assertThat(said(file, new LabFailure("no lab runs here")))
        .isEqualTo("sallyport: no lab runs here\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() throws IOException {
    Path blocked = Files.createFile(directory.resolve("blocked"));
    assertThat(said(blocked.resolve("failures.log"), new IllegalStateException()))
        .contains("could not be written")
        .contains("no message");
  }

  private static String said(Path file, RuntimeException failure) {
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new Tried(failure))
            .setErr(new PrintWriter(said))
            .setExecutionExceptionHandler(new Failures(file))
            .execute();
    assertThat(code).isEqualTo(1);
    return said.toString();
  }
}
