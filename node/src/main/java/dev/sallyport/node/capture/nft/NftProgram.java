// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Rules through the nft program, a child process for each transaction: the fallback. */
final class NftProgram implements Nftables {

  private static final List<String> PLACES =
      List.of("/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/usr/local/sbin/nft");

  private final String program;

  private NftProgram(String program) {
    this.program = program;
  }

  static NftProgram find() throws IOException {
    return PLACES.stream()
        .filter(each -> Files.isExecutable(Path.of(each)))
        .findFirst()
        .map(NftProgram::new)
        .orElseThrow(
            () -> new IOException("neither libnftables.so.1 nor the nft program is installed"));
  }

  @Override
  public String run(String commands) throws IOException {
    Process process = new ProcessBuilder(program, "-f", "-").redirectErrorStream(true).start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(commands.getBytes(StandardCharsets.UTF_8));
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exitCode(process) != 0) {
      throw new IOException("nftables: " + printed.lines().findFirst().orElse("no reason given"));
    }
    return printed;
  }

  @Override
  public String name() {
    return program;
  }

  private static int exitCode(Process process) throws IOException {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("nft did not end within 10 s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nft ran", e);
    }
  }
}
