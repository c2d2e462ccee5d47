// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.deploy.chart;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The checks of the Pod Security Standards, version 1.32, as their page lists them: each control
 * under its own name.
 */
final class PodSecurity {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  private static final Set<String> BASELINE_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private final PodTemplateSpec pod;
  private final Set<String> violated = new TreeSet<>();

  private PodSecurity(PodTemplateSpec pod) {
    this.pod = pod;
  }

  /** Returns the controls of the level <em>baseline</em> that the pod does not hold to. */
  static Set<String> againstBaseline(PodTemplateSpec pod) {
    PodSecurity check = new PodSecurity(pod);
    check.baseline();
    return check.violated;
  }

  /** Returns the controls of the level <em>restricted</em> that the pod does not hold to. */
  static Set<String> againstRestricted(PodTemplateSpec pod) {
    PodSecurity check = new PodSecurity(pod);
    check.baseline();
    check.restricted();
    return check.violated;
  }

  private void baseline() {
    PodSpec spec = pod.getSpec();
    when(
        isTrue(spec.getHostNetwork()) || isTrue(spec.getHostPID()) || isTrue(spec.getHostIPC()),
        "Host Namespaces");
    when(spec.getVolumes().stream().anyMatch(it -> it.getHostPath() != null), "HostPath Volumes");
    for (Container each : containers()) {
      SecurityContext own = each.getSecurityContext();
      when(isTrue(own.getPrivileged()), "Privileged Containers");
      when(!BASELINE_CAPABILITIES.containsAll(added(own)), "Capabilities");
      when(
          each.getPorts().stream().anyMatch(it -> it.getHostPort() != null && it.getHostPort() > 0),
          "Host Ports");
      when(
          own.getAppArmorProfile() != null
              && own.getAppArmorProfile().getType().equals("Unconfined"),
          "AppArmor");
      when(
          own.getSeLinuxOptions() != null
              && !SELINUX_TYPES.contains(own.getSeLinuxOptions().getType()),
          "SELinux");
      when(own.getProcMount() != null && !own.getProcMount().equals("Default"), "/proc Mount Type");
      when(seccomp(own).equals("Unconfined"), "Seccomp");
    }
    when(
        pod.getMetadata().getAnnotations() != null
            && pod.getMetadata().getAnnotations().entrySet().stream()
                .anyMatch(
                    it ->
                        it.getKey().startsWith("container.apparmor.security.beta.kubernetes.io/")
                            && it.getValue().equals("unconfined")),
        "AppArmor");
    when(
        spec.getSecurityContext().getSysctls() != null
            && !spec.getSecurityContext().getSysctls().isEmpty(),
        "Sysctls");
  }

  private void restricted() {
    PodSpec spec = pod.getSpec();
    when(
        spec.getVolumes().stream()
            .anyMatch(
                volume ->
                    io.fabric8.kubernetes.client.utils.Serialization.jsonMapper()
                        .valueToTree(volume)
                        .propertyStream()
                        .anyMatch(
                            it -> !it.getKey().equals("name") && !VOLUMES.contains(it.getKey()))),
        "Volume Types");
    for (Container each : containers()) {
      SecurityContext own = each.getSecurityContext();
      when(!Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "Privilege Escalation");
      when(
          !isTrue(own.getRunAsNonRoot()) && !isTrue(spec.getSecurityContext().getRunAsNonRoot()),
          "Running as Non-root");
      when(seccomp(own).isEmpty(), "Seccomp");
      when(
          own.getCapabilities() == null
              || !own.getCapabilities().getDrop().contains("ALL")
              || !Set.of("NET_BIND_SERVICE").containsAll(added(own)),
          "Capabilities");
    }
    Long user = spec.getSecurityContext().getRunAsUser();
    when(user != null && user == 0, "Running as Non-root user");
  }

  private String seccomp(SecurityContext own) {
    if (own.getSeccompProfile() != null) {
      return own.getSeccompProfile().getType();
    }
    var ofPod = pod.getSpec().getSecurityContext().getSeccompProfile();
    return ofPod == null ? "" : ofPod.getType();
  }

  private static List<String> added(SecurityContext own) {
    return own.getCapabilities() == null ? List.of() : own.getCapabilities().getAdd();
  }

  private List<Container> containers() {
    List<Container> all = new java.util.ArrayList<>(pod.getSpec().getContainers());
    all.addAll(pod.getSpec().getInitContainers());
    return all;
  }

  private void when(boolean violation, String control) {
    if (violation) {
      violated.add(control);
    }
  }

  private static boolean isTrue(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
