// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cgroup trees as kubelets and container runtimes are known to lay them out, each with a process in
 * a network of its own: its pod is found under the UID that the API knows.
 */
class KubeletLayoutsTest {
  private static final String UID = "965450cb-a307-418f-9349-5a715e85cdd3";
  private static final String STATIC = "e4e6004e827fdf45941cf777618f60ce";
  private static final String ID =
      "80d85a3a585f1575028ebe468d83093c301eda20d37d1671ff2a0be50fc0e460";
  private static final int PID = 4711;
  private static final long NETNS = 4026539001L;

  @TempDir Path directory;
  private final List<PodSandbox> found = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    // Version 2, driver systemd: containerd, CRI-O, cri-dockerd; by class of quality of service.
    "kubepods.slice/kubepods-pod%U.slice/cri-containerd-%I.scope",
    "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%U.slice/cri-containerd-%I.scope",
    "kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod%U.slice/crio-%I.scope",
    // CRI-O gives its containers a directory below the scope where crun makes them.
    "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%U.slice/crio-%I.scope/container",
    "kubepods.slice/kubepods-pod%U.slice/docker-%I.scope",
    // Version 2, driver cgroupfs: k3s, and kubelets without systemd.
    "kubepods/pod%u/%I",
    "kubepods/burstable/pod%u/%I",
    "kubepods/besteffort/pod%u/cri-containerd-%I",
    // kind: the kubelet has a root of its own.
    "kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice"
        + "/kubelet-kubepods-besteffort-pod%U.slice/cri-containerd-%I.scope",
    "kubelet/kubepods/burstable/pod%u/%I",
    // Version 1 and the hybrid of both: below each controller.
    "pids/kubepods/besteffort/pod%u/%I",
    "memory/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%U.slice/crio-%I.scope",
    "'cpu,cpuacct/kubepods.slice/kubepods-pod%U.slice/docker-%I.scope'",
    "unified/kubepods/burstable/pod%u/%I",
  })
  void thePodIsFoundUnderItsUid(String layout) throws Exception {
    container(layout, UID);
    start();
    assertThat(found).extracting(PodSandbox::podUid).containsExactly(UID);
    assertThat(found.getFirst().netnsInode()).isEqualTo(NETNS);
    assertThat(found.getFirst().pid()).isEqualTo(PID);
  }

  @Test
  void aStaticPodIsFoundUnderTheHashThatItsMirrorNames() throws Exception {
    container(
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%U.slice/crio-%I.scope",
        STATIC);
    start();
    assertThat(found).extracting(PodSandbox::podUid).containsExactly(STATIC);
  }

  @Test
  void belowSeveralControllersItIsOnePod() throws Exception {
    for (String controller : List.of("pids", "memory", "cpu,cpuacct", "systemd")) {
      container(controller + "/kubepods/burstable/pod%u/%I", UID);
    }
    start();
    assertThat(found).hasSize(1);
  }

  @Test
  void manyContainersShareOneSandbox() throws Exception {
    // Init, sidecar, ordinary and ephemeral containers are scopes of one pod, in one namespace.
    Path pod = Path.of("kubepods.slice/kubepods-pod%U.slice");
    for (int i = 0; i < 4; i++) {
      process(PID + i, "net:[" + NETNS + "]");
      Path scope = made(pod.resolve("cri-containerd-" + i + "%I.scope").toString(), UID);
      Files.writeString(scope.resolve("cgroup.procs"), (PID + i) + "\n");
    }
    start();
    assertThat(found).hasSize(1);
  }

  @Test
  void whatWatchesOverAContainerFromTheNodesNetworkIsNoSandbox() throws Exception {
    Path own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
    process(PID - 1, own.toString());
    Path pod = made("kubepods.slice/kubepods-pod%U.slice/crio-conmon-%I.scope", UID);
    Files.writeString(pod.resolve("cgroup.procs"), (PID - 1) + "\n");
    start();
    assertThat(found).isEmpty();
    container("kubepods.slice/kubepods-pod%U.slice/crio-%I.scope", UID);
    start();
    assertThat(found).extracting(PodSandbox::pid).containsExactly(PID);
  }

  @Test
  void servicesAndContainersOfOthersAreNoPods() throws Exception {
    container("system.slice/containerd.service", UID);
    container("machine.slice/libpod-%I.scope", UID);
    container("user.slice/user-1000.slice/session-1.scope", UID);
    start();
    assertThat(found).isEmpty();
  }

  private void start() throws Exception {
    SandboxWatcher.Listener listener =
        new SandboxWatcher.Listener() {
          @Override
          public void found(PodSandbox sandbox) {
            found.add(sandbox);
          }

          @Override
          public void gone(PodSandbox sandbox) {
            // Nothing goes here.
          }
        };
    // What exists is reported before the watch says that it has begun.
    Path cgroups = Files.createDirectories(directory.resolve("cgroup"));
    SandboxWatcher.start(cgroups, directory.resolve("proc"), listener).close();
  }

  private void container(String layout, String uid) throws IOException {
    Path scope = made(layout, uid);
    Files.writeString(scope.resolve("cgroup.procs"), PID + "\n");
    process(PID, "net:[" + NETNS + "]");
  }

  private Path made(String layout, String uid) throws IOException {
    String path = layout.replace("%U", uid.replace('-', '_')).replace("%u", uid).replace("%I", ID);
    return Files.createDirectories(directory.resolve("cgroup").resolve(path));
  }

  private void process(int pid, String netns) throws IOException {
    Path link = directory.resolve("proc/" + pid + "/ns/net");
    Files.createDirectories(link.getParent());
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, Path.of(netns));
    }
  }
}
