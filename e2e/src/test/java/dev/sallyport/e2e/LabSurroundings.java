// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e;

import dev.sallyport.deploy.trial.HttpReader;
import dev.sallyport.deploy.trial.Surroundings;
import dev.sallyport.lab.LabCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The lab as a cluster for the trial. It has no images, so each container's program is that of this
 * checkout; it has one procfs and no mounts but below its own directories. All else is as the chart
 * says.
 */
final class LabSurroundings implements Surroundings {
  private static final String KUBE_API = "http://192.168.200.1:6443";

  /** Volumes that programs read by a path in their settings; nothing is mounted over the rest. */
  private static final Set<String> KEPT = Set.of("state", "link");

  private final LabCluster cluster;
  private final Path home;

  LabSurroundings(LabCluster cluster, Path home) {
    this.cluster = cluster;
    this.home = home;
  }

  @Override
  public HasMetadata dressed(HasMetadata object) {
    if (object instanceof DaemonSet node) {
      dress(node.getSpec().getTemplate().getSpec());
    } else if (object instanceof Deployment deployment) {
      dress(deployment.getSpec().getTemplate().getSpec());
    }
    return object;
  }

  @Override
  public Way toControl(String namespace) {
    return new HttpReader(cluster.forward(namespace, namespace + "-control", 7080));
  }

  private void dress(PodSpec pod) {
    pod.setSecurityContext(null);
    pod.setVolumes(
        new ArrayList<>(
            pod.getVolumes().stream().filter(each -> KEPT.contains(each.getName())).toList()));
    Container container = pod.getContainers().getFirst();
    container.setVolumeMounts(
        new ArrayList<>(
            container.getVolumeMounts().stream()
                .filter(each -> KEPT.contains(each.getName()))
                .peek(each -> each.setMountPath("/run/sallyport-" + each.getName()))
                .toList()));
    String program = container.getName();
    container.setCommand(command(program));
    container.setSecurityContext(
        new SecurityContextBuilder().withPrivileged(program.equals("node")).build());
    Map<String, String> env = new TreeMap<>();
    if (program.equals("node") || program.equals("control")) {
      env.put("SALLYPORT_KUBE_API", KUBE_API);
      env.put("SALLYPORT_STATE_DIR", "$(LAB_VOLUMES)/state");
    }
    if (program.equals("node")) {
      env.put("SALLYPORT_CGROUP_ROOT", "/sys/fs/cgroup/$(SALLYPORT_NODE_NAME)");
      env.put("SALLYPORT_LINK_TRUST", "$(LAB_VOLUMES)/link/ca.crt");
      env.put("SALLYPORT_LINK_TOKEN", "$(LAB_VOLUMES)/link/token");
    }
    List<EnvVar> all = new ArrayList<>(container.getEnv());
    all.removeIf(each -> env.containsKey(each.getName()));
    env.forEach(
        (name, value) -> all.add(new EnvVarBuilder().withName(name).withValue(value).build()));
    container.setEnv(all);
  }

  private List<String> command(String program) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp"));
    String module = program.equals("node") || program.equals("control") ? program : "deploy";
    Path target = home.resolve(module).resolve("target");
    command.add(target.resolve(module + "-0.1.0-SNAPSHOT.jar") + ":" + target.resolve("lib/*"));
    command.add(
        module.equals("deploy")
            ? "dev.sallyport.deploy.demo.Demo"
            : "dev.sallyport." + module + ".Main");
    return command;
  }
}
