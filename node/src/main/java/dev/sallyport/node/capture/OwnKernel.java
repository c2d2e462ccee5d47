// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Knows sandboxes whose programs run on a kernel of their own: their packets are made there and
 * pass the rules of the node's kernel by, though there is a network namespace, and a canary in it
 * would be answered.
 */
public final class OwnKernel {
  /** What such a runtime calls itself, by what its programs are called. */
  private record Kind(String runtime, List<String> programs) {}

  /**
   * gVisor starts its kernel as {@code runsc-sandbox}; Kata starts one of several monitors of
   * virtual machines, or has one in its shim.
   */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("gVisor", List.of("runsc-sandbox", "runsc-gofer", "runsc")),
          new Kind(
              "a virtual machine (Kata Containers)",
              List.of(
                  "qemu-system-",
                  "qemu-kvm",
                  "cloud-hypervisor",
                  "firecracker",
                  "stratovirt",
                  "containerd-shim-kata",
                  "virtiofsd")));

  private static final int NAME_MAX = 256;

  private OwnKernel() {}

  /**
   * Returns what stands between the pod's programs and the node's kernel, as a word for people;
   * empty for an ordinary pod. A program can call itself what it likes, so this is only to be
   * believed of a pod that asks for a class of runtimes.
   *
   * @param config where the trees of cgroups and processes are
   * @param sandbox the pod's
   */
  public static Optional<String> of(CaptureConfig config, PodSandbox sandbox) {
    for (int pid : Enrolment.processes(config, sandbox)) {
      String program = program(config.procRoot().resolve(Integer.toString(pid)));
      for (Kind each : KINDS) {
        if (each.programs().stream().anyMatch(program::startsWith)) {
          return Optional.of(each.runtime());
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the last part of the first word of the command line, empty when there is none. */
  private static String program(Path process) {
    try (InputStream line = Files.newInputStream(process.resolve("cmdline"))) {
      // A pod decides how long its command lines are.
      String start = new String(line.readNBytes(NAME_MAX), StandardCharsets.ISO_8859_1);
      int end = start.indexOf(0);
      String word = end < 0 ? start : start.substring(0, end);
      return word.substring(word.lastIndexOf('/') + 1);
    } catch (IOException ended) {
      return "";
    }
  }
}
