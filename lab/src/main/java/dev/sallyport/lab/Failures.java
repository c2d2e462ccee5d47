// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;

/**
 * What a person is told when a command fails: one line with what to do. Of a failure that nobody
 * foresaw the stack trace goes to a file.
 *
 * @param file where stack traces are kept
 */
record Failures(Path file) implements CommandLine.IExecutionExceptionHandler {
  /** Bytes of the file after which it begins anew. */
  private static final long FILE_BYTES_MAX = 1 << 20;

  private static final int FAILED = 1;

  /** Returns where labs are kept as the place of the file. */
  static Failures ofLabs() {
    return new Failures(LabOptions.directory().resolve("failures.log"));
  }

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.ParseResult result) {
    String said =
        e instanceof LabFailure
            ? e.getMessage()
            : "'%s' failed unexpectedly (%s); %s. Try './sallyport down' and again; if that does not help, report it with this file."
                .formatted(command.getCommandName(), oneLine(e), where(e));
    command.getErr().println("sallyport: " + said);
    command.getErr().flush();
    return FAILED;
  }

  private static String oneLine(Exception e) {
    String message = Optional.ofNullable(e.getMessage()).orElse("no message");
    return e.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("no message");
  }

  private String where(Exception e) {
    StringWriter trace = new StringWriter();
    trace.append(Instant.now().toString()).append(' ');
    e.printStackTrace(new PrintWriter(trace, true));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      boolean full = Files.exists(file) && Files.size(file) > FILE_BYTES_MAX;
      Files.writeString(
          file,
          trace.toString(),
          StandardOpenOption.CREATE,
          full ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
      return "the stack trace is in " + file;
    } catch (IOException unwritable) {
      return "its stack trace could not be written to " + file;
    }
  }
}
