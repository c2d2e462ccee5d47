// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.network.LabFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sandbox without privilege. Its programs are asked to listen on its address; nothing makes them.
 * Each container is a session of its own, whose first process is written down so that others can
 * tell whose a process is.
 *
 * @param maker gets number and names back
 * @param number number of the pod's address
 * @param address the pod's address
 * @param registry file with the first process of each container
 * @param hosts file with the names that the pod's programs may dial
 * @param volumes directory of the pod's volumes
 * @param given what every program finds in its environment
 */
record LoopbackSandbox(
    LoopbackSandboxes maker,
    int number,
    String address,
    Path registry,
    Path hosts,
    Path volumes,
    Map<String, String> given)
    implements Sandbox {

  @Override
  public List<String> addresses() {
    return List.of(address);
  }

  @Override
  public Path netns() {
    return Path.of("/proc/self/ns/net");
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> all = new LinkedHashMap<>(given);
    all.put("HOME", volumes.toString());
    all.put("LISTEN_ADDRESS", address);
    all.put("LAB_HOSTS", hosts.toString());
    return all;
  }

  @Override
  public boolean confines() {
    return false;
  }

  @Override
  public List<String> enter(String group) {
    return new java.util.ArrayList<>(
        List.of("setsid", "sh", "-c", LabPaths.WRITE_DOWN + "exec \"$@\"", registry.toString()));
  }

  @Override
  public void kill(String group, long pid) {
    if (pid > 0) {
      ProcessSession.kill(pid);
    }
  }

  @Override
  public void clear(String group, long pid) {
    kill(group, pid);
    strike(pid);
  }

  @Override
  public void remove() {
    try {
      Files.deleteIfExists(registry);
    } catch (IOException e) {
      throw new LabFailure("cannot remove " + registry, e);
    } finally {
      maker.removed(this);
    }
  }

  /** Takes a process that ended out of the registry, as its number may be another's soon. */
  private synchronized void strike(long pid) {
    try {
      List<String> left =
          Files.readAllLines(registry).stream()
              .filter(line -> !line.startsWith(pid + " "))
              .toList();
      Files.write(registry, left);
    } catch (IOException e) {
      // The pod is gone altogether.
    }
  }
}
