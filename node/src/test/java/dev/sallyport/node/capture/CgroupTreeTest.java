// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupTreeTest {

  private static final String UID = "0a1b2c3d-1111-2222-3333-444455556666";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sys/fs/cgroup/kubepods/pod0a1b2c3d-1111-2222-3333-444455556666",
        "/sys/fs/cgroup/pids/kubepods/burstable/pod0a1b2c3d-1111-2222-3333-444455556666",
        "/k/kubepods-besteffort-pod0a1b2c3d_1111_2222_3333_444455556666.slice",
        "/k/kubelet-kubepods-burstable-pod0A1B2C3D_1111_2222_3333_444455556666.slice",
        "/k/kubepods-pod0a1b2c3d_1111_2222_3333_444455556666.slice",
      })
  void theUidIsReadFromEveryLayout(String directory) {
    assertThat(CgroupTree.podUid(Path.of(directory))).contains(UID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sys/fs/cgroup/kubepods",
        "/sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice",
        "/k/cri-containerd-0a1b2c3d.scope",
        "/k/podman-0a1b2c3d",
        "/k/pod0a1b2c3d-1111-2222-3333-444455556666-extra",
      })
  void otherDirectoriesAreNoPods(String directory) {
    assertThat(CgroupTree.podUid(Path.of(directory))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/k/pod0123456789abcdef0123456789abcdef"})
  void staticPodsHaveAHashForAUid(String directory) {
    assertThat(CgroupTree.podUid(Path.of(directory))).contains("0123456789abcdef0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cgroup.procs", "memory.max", "cpuset.cpus.effective", "io.stat"})
  void filesOfTheKernelAreNotLookedAt(String name) {
    assertThat(CgroupTree.mayBeDirectory(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubepods",
        "kubepods-burstable.slice",
        "crio-0a1b2c3d.scope",
        "memory.slice",
        "system.slice",
        "app.v1",
        "0a1b2c3d"
      })
  void whateverMayBeADirectoryIs(String name) {
    assertThat(CgroupTree.mayBeDirectory(name)).isTrue();
  }
}
