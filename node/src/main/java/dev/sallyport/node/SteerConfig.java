// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is needed beyond the rest in tier <em>steer</em>.
 *
 * @param listeners {@code SALLYPORT_STEER_LISTENERS}: file with the listeners, see {@link
 *     SteerFile}; read again when it changes, as a mounted ConfigMap does
 * @param processes {@code SALLYPORT_STEER_PROCESSES}: directory with a file per pod that names its
 *     processes, where pods share this machine's addresses; none when absent
 */
record SteerConfig(Path listeners, Optional<Path> processes) {
  SteerConfig {
    requireNonNull(listeners, "listeners");
    requireNonNull(processes, "processes");
  }
}
