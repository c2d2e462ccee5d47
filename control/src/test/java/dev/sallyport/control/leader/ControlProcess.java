// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.leader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The control program as a process of its own, so that it can be killed. */
final class ControlProcess implements AutoCloseable {
  private static final Pattern LINK = Pattern.compile("Link for nodes on port (\\d+)");
  private static final Pattern API = Pattern.compile("API and web page on port (\\d+)");

  private final Path output;
  private final Process process;

  ControlProcess(Path directory, Map<String, String> environment) throws IOException {
    this(directory, environment, System.getProperty("java.class.path"));
  }

  /** Starts the program in another build. */
  ControlProcess(Path directory, Map<String, String> environment, String classPath)
      throws IOException {
    Files.createDirectories(directory);
    output = directory.resolve("output.log");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(classPath);
    command.add("dev.sallyport.control.Main");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(each -> each.startsWith("SALLYPORT_"));
    builder.environment().putAll(environment);
    builder.environment().put("SALLYPORT_STATE_DIR", directory.toString());
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  int linkPort() throws IOException {
    return port(LINK);
  }

  int apiPort() throws IOException {
    return port(API);
  }

  private int port(Pattern line) throws IOException {
    String said = said();
    Matcher found = line.matcher(said);
    if (!found.find()) {
      throw new AssertionError("not started yet: " + said);
    }
    return Integer.parseInt(found.group(1));
  }

  String said() throws IOException {
    return Files.readString(output);
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
