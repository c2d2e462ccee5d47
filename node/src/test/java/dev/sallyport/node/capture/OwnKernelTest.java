// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnKernelTest {
  private static final PodSandbox SANDBOX = new PodSandbox("uid", 1, 7, "/kubepods/poduid");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runsc-sandbox\0--root=/run/containerd/runsc/k8s.io\0boot\0",
        "runsc-gofer\0--root=/run/containerd/runsc/k8s.io\0gofer\0"
      })
  void theKernelOfGvisorIsKnown(String commandLine) throws IOException {
    assertThat(of(commandLine)).contains("gVisor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/kata/bin/qemu-system-x86_64\0-name\0sandbox-1\0",
        "/opt/kata/bin/cloud-hypervisor\0--api-socket\0",
        "/usr/bin/containerd-shim-kata-v2\0-namespace\0k8s.io\0"
      })
  void monitorsOfVirtualMachinesAreKnown(String commandLine) throws IOException {
    assertThat(of(commandLine).orElseThrow()).contains("Kata");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/pause\0", "nginx: master process nginx\0", "sh\0-c\0runsc-sandbox\0", ""})
  void ordinaryProgramsRunOnTheNodesKernel(String commandLine) throws IOException {
    assertThat(of(commandLine)).isEmpty();
  }

  @Test
  void oneWhoseProcessEndedIsLookedForInItsCgroup() throws IOException {
    Path container = directory.resolve("cgroup/kubepods/poduid/0a1b");
    Files.createDirectories(container);
    Files.writeString(container.resolve("cgroup.procs"), "8\n");
    process(8, "runsc-sandbox\0");
    assertThat(OwnKernel.of(config(), SANDBOX)).contains("gVisor");
  }

  private Optional<String> of(String commandLine) throws IOException {
    process(7, commandLine);
    return OwnKernel.of(config(), SANDBOX);
  }

  private void process(int pid, String commandLine) throws IOException {
    Path process = Files.createDirectories(directory.resolve("proc/" + pid));
    Files.writeString(process.resolve("cmdline"), commandLine, StandardCharsets.ISO_8859_1);
  }

  private CaptureConfig config() {
    CaptureConfig usual = CaptureConfig.defaults(directory);
    return new CaptureConfig(
        usual.failMode(),
        directory,
        directory.resolve("cgroup"),
        directory.resolve("proc"),
        usual.ports(),
        usual.limits(),
        usual.canaryInterval(),
        usual.drain(),
        usual.eventLoops());
  }
}
