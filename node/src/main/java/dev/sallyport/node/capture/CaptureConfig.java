// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How capture is set up on a node.
 *
 * @param failMode what becomes of new connections while this program is dead
 * @param stateDirectory where values that must outlive a restart are kept
 * @param cgroupRoot mount of the cgroup tree, as this program sees it
 * @param procRoot mount of procfs that shows the pods' processes
 * @param ports ports inside each pod's namespace
 * @param limits bounds
 * @param canaryInterval time between two proofs of capture of one pod
 * @param drain longest time that open connections go on after a clean stop was asked for
 * @param eventLoops threads that move bytes; 0 lets the number of processors decide
 */
public record CaptureConfig(
    FailMode failMode,
    Path stateDirectory,
    Path cgroupRoot,
    Path procRoot,
    CapturePorts ports,
    CaptureLimits limits,
    Duration canaryInterval,
    Duration drain,
    int eventLoops) {

  /** Returns the defaults, with values that must outlive a restart under {@code stateDirectory}. */
  public static CaptureConfig defaults(Path stateDirectory) {
    return new CaptureConfig(
        FailMode.OPEN,
        stateDirectory,
        Path.of("/sys/fs/cgroup"),
        Path.of("/proc"),
        CapturePorts.DEFAULT,
        CaptureLimits.DEFAULT,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        0);
  }

  /** Returns the same with another {@link #failMode()}. */
  public CaptureConfig withFailMode(FailMode mode) {
    return new CaptureConfig(
        mode,
        stateDirectory,
        cgroupRoot,
        procRoot,
        ports,
        limits,
        canaryInterval,
        drain,
        eventLoops);
  }

  /** Returns the same with another {@link #cgroupRoot()}. */
  public CaptureConfig withCgroupRoot(Path root) {
    return new CaptureConfig(
        failMode, stateDirectory, root, procRoot, ports, limits, canaryInterval, drain, eventLoops);
  }

  /** Returns the same with other {@link #ports()}. */
  CaptureConfig withPorts(CapturePorts others) {
    return new CaptureConfig(
        failMode,
        stateDirectory,
        cgroupRoot,
        procRoot,
        others,
        limits,
        canaryInterval,
        drain,
        eventLoops);
  }

  /** Returns the same with other {@link #limits()}. */
  public CaptureConfig withLimits(CaptureLimits other) {
    return new CaptureConfig(
        failMode,
        stateDirectory,
        cgroupRoot,
        procRoot,
        ports,
        other,
        canaryInterval,
        drain,
        eventLoops);
  }

  /** Returns the same with another {@link #canaryInterval()}. */
  public CaptureConfig withCanaryInterval(Duration interval) {
    return new CaptureConfig(
        failMode, stateDirectory, cgroupRoot, procRoot, ports, limits, interval, drain, eventLoops);
  }

  /** Returns the same with another {@link #drain()}. */
  public CaptureConfig withDrain(Duration bound) {
    return new CaptureConfig(
        failMode,
        stateDirectory,
        cgroupRoot,
        procRoot,
        ports,
        limits,
        canaryInterval,
        bound,
        eventLoops);
  }

  /** Returns the same with another number of {@link #eventLoops()}. */
  public CaptureConfig withEventLoops(int threads) {
    return new CaptureConfig(
        failMode,
        stateDirectory,
        cgroupRoot,
        procRoot,
        ports,
        limits,
        canaryInterval,
        drain,
        threads);
  }
}
