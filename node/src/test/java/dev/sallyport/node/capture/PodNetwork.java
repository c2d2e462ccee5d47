// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A node with pods, made of network namespaces that hang on nothing but processes and threads of
 * this test: nothing has a name, and all is gone when they end.
 */
final class PodNetwork implements AutoCloseable {

  /**
   * What a test does; runs in the node's own namespace, as do all threads and processes it starts.
   */
  interface Body {
    void run(PodNetwork network) throws Exception;
  }

  /** Longer than anything takes on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final NetworkNamespace home;
  private final List<TestPod> pods = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  private PodNetwork() throws IOException {
    home = NetworkNamespace.current();
  }

  static boolean isPossible() {
    return Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"))
        && "root".equals(System.getProperty("user.name"));
  }

  static void run(Body body) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("test-node")
            .start(
                () -> {
                  try {
                    NetworkNamespace.leaveForNew();
                    try (PodNetwork network = new PodNetwork()) {
                      network.sh(
                          "ip link set lo up; echo 1 > /proc/sys/net/ipv4/ip_forward;"
                              + " echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
                      body.run(network);
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    thread.join();
    switch (failure.get()) {
      case null -> {}
      case Error e -> throw e;
      case Exception e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  NetworkNamespace home() {
    return home;
  }

  /** Returns a pod with an IPv4 and an IPv6 address. */
  TestPod pod() throws Exception {
    return pod(true, true);
  }

  TestPod pod(boolean ipv4, boolean ipv6) throws Exception {
    return pod(ipv4, ipv6, "unshare", "--net", "--mount", "--", "sleep", "3600");
  }

  /** Returns a pod whose network belongs to a user namespace of its own. */
  TestPod podWithUsersOfItsOwn() throws Exception {
    return pod(true, true, "unshare", "--user", "--map-root-user", "--net", "sleep", "3600");
  }

  private TestPod pod(boolean ipv4, boolean ipv6, String... hold) throws Exception {
    int number = pods.size() + 1;
    Process holder = start(hold);
    long pid = holder.pid();
    long mine = home.inode();
    eventually(
        () -> {
          try {
            return NetworkNamespace.inodeOf(Path.of("/proc/" + pid + "/ns/net")) != mine;
          } catch (IOException e) {
            return false;
          }
        });
    String in = "nsenter -t " + pid + " -n ";
    String script =
        "set -e; ip link add p"
            + number
            + " type veth peer name eth0 netns "
            + pid
            + "; ip link set p"
            + number
            + " up; "
            + in
            + "ip link set lo up; "
            + in
            + "ip link set eth0 up; ";
    if (ipv4) {
      script +=
          "ip addr add 10.77."
              + number
              + ".1/24 dev p"
              + number
              + "; "
              + in
              + "ip addr add 10.77."
              + number
              + ".2/24 dev eth0; "
              + in
              + "ip route add default via 10.77."
              + number
              + ".1; ";
    }
    if (ipv6) {
      script +=
          "ip addr add fd77:"
              + number
              + "::1/64 dev p"
              + number
              + " nodad; "
              + in
              + "ip addr add fd77:"
              + number
              + "::2/64 dev eth0 nodad; "
              + in
              + "ip -6 route add default via fd77:"
              + number
              + "::1; ";
    } else {
      script += in + "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; ";
    }
    sh(script);
    TestPod pod = new TestPod(this, number, holder, ipv4, ipv6);
    pods.add(pod);
    return pod;
  }

  Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    return process;
  }

  String sh(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(script + "\n" + printed);
    }
    return printed;
  }

  /** Enrols pods and returns when each is proven to be captured. */
  static void capture(Capture capture, TestPod... pods) throws Exception {
    for (TestPod pod : pods) {
      capture.enrol(pod.sandbox()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      // On a busy machine a canary may come too late; the next one does not.
      eventually(
          () -> capture.states().get(pod.uid()) instanceof CaptureState.Captured,
          () -> capture.states().get(pod.uid()));
    }
  }

  /** Ends the enrolment of pods. */
  static void release(Capture capture, TestPod... pods) throws Exception {
    for (TestPod pod : pods) {
      capture.unenrol(pod.uid()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  static void eventually(BooleanSupplier condition) throws Exception {
    eventually(condition, () -> "");
  }

  /** Waits for a condition; on failure says what there was instead. */
  static void eventually(BooleanSupplier condition, Supplier<?> instead) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + instead.get());
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  @Override
  public void close() throws Exception {
    for (TestPod pod : pods) {
      pod.close();
    }
    for (Process process : processes) {
      process.destroyForcibly();
      process.waitFor(5, TimeUnit.SECONDS);
    }
    home.close();
  }
}
