// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import dev.sallyport.node.capture.netns.PolicyRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries out what the kernel can do, with real rules in a namespace that exists only for the trial.
 * A family that fails is left out; the other one is still captured.
 */
public final class FeatureProbe {

  private static final Logger log = LoggerFactory.getLogger(FeatureProbe.class);

  private final Nftables nftables;

  private FeatureProbe(Nftables nftables) {
    this.nftables = nftables;
  }

  /**
   * Returns what works.
   *
   * @throws IOException when no family can be captured, or namespaces cannot be made
   */
  public static RuleFeatures run(Nftables nftables) throws IOException {
    FutureTask<RuleFeatures> trial = new FutureTask<>(new FeatureProbe(nftables)::inNewNamespace);
    Thread.ofPlatform().name("sallyport-probe").start(trial);
    try {
      return trial.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trying out nftables", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot try out nftables (expected: root, or CAP_SYS_ADMIN and CAP_NET_ADMIN): "
              + FailureCause.of(cause),
          cause);
    }
  }

  private RuleFeatures inNewNamespace() throws IOException {
    NetworkNamespace.leaveForNew();
    PolicyRoute.loopbackUp();
    boolean ipv4 = family("ipv4", "ip to 127.0.0.1", PolicyRoute.Family.IPV4);
    boolean ipv6 = family("ipv6", "ip6 to [::1]", PolicyRoute.Family.IPV6);
    if (!ipv4 && !ipv6) {
      throw new IOException("neither IPv4 nor IPv6 can be redirected");
    }
    boolean listenerMatch = works("socket wildcard", prerouting("socket wildcard { 0, 1 }"));
    return new RuleFeatures(ipv4, ipv6, listenerMatch, usableCgroup());
  }

  private boolean family(String name, String to, PolicyRoute.Family family) {
    try {
      PolicyRoute.ensure(family, 0x5a11, 0x5a11);
    } catch (IOException e) {
      log.warn("{} cannot be captured: policy route: {}", name, FailureCause.of(e));
      return false;
    }
    String only = "meta nfproto " + name + " ";
    return works(name + " tproxy", prerouting(only + "meta l4proto tcp tproxy " + to + ":9 accept"))
        && works(
            name + " redirect",
            "chain c { type nat hook output priority -110;\n"
                + only
                + "meta l4proto tcp redirect to :9\n}\n")
        && works(
            name + " route",
            "chain c { type route hook output priority -150;\n"
                + only
                + "ct direction reply ct mark 1 meta mark set 2\n}\n");
  }

  private @Nullable String usableCgroup() {
    String path = ownCgroup();
    if (path == null) {
      return null;
    }
    long level = path.chars().filter(c -> c == '/').count() + 1;
    String rule = "socket cgroupv2 level %d \"%s\" return".formatted(level, path);
    boolean works =
        works("cgroup", "chain c { type nat hook output priority -110;\n" + rule + "\n}\n");
    return works ? path : null;
  }

  /** The root cgroup would exempt everybody, and a path with dots is out of our view. */
  private static @Nullable String ownCgroup() {
    try {
      return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
          .filter(line -> line.startsWith("0::/"))
          .map(line -> line.substring(4))
          .filter(path -> !path.isEmpty() && !path.contains("..") && !path.contains("\""))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static String prerouting(String rule) {
    return "chain c { type filter hook prerouting priority -110;\n" + rule + "\n}\n";
  }

  private boolean works(String what, String chain) {
    try {
      nftables.run(
          "table inet probe\ndelete table inet probe\ntable inet probe {\n" + chain + "}\n");
      return true;
    } catch (IOException e) {
      log.info("this kernel or nftables cannot do {}: {}", what, FailureCause.of(e));
      return false;
    }
  }
}
