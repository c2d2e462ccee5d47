// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a pod has before its first container starts, and what its programs run in. A group is the
 * name under which the processes of one run of a container are kept together.
 */
interface Sandbox {

  /** Returns the pod's addresses, IPv4 first. */
  List<String> addresses();

  /** Returns the network namespace in use. */
  Path netns();

  /** Returns what every program in it finds in its environment beside what its YAML says. */
  Map<String, String> environment();

  /** Returns whether users and rights that the YAML asks for can be given to programs. */
  boolean confines();

  /** Returns the words in front of a program's own that run it in the sandbox and a group. */
  List<String> enter(String group);

  /** Kills the processes of a group, whose first process is known by its number. */
  void kill(String group, long pid);

  /** Kills what a group left running, and forgets the group. */
  void clear(String group, long pid);

  /** Takes all of it away; addresses are free at once. */
  void remove();
}
