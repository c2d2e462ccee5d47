// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import java.nio.file.Path;

/** A program that the lab itself is, run by a container whose command starts with {@code lab:}. */
public interface BuiltIn {
  /**
   * Starts the program with its sockets inside the pod's network namespace; returns what stops it.
   */
  AutoCloseable start(String name, Path netns);
}
