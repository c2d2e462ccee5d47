// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.kubelet;

import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.network.LabFailure;

/** Makes what the pods of one node run in. Safe for any thread. */
public interface Sandboxes {

  /** Makes the sandbox of a pod; throws {@link LabFailure} saying why when it cannot. */
  Sandbox create(Resource pod, PodFiles files);

  /** Tells others of a new sandbox before its first container starts. */
  void announce(Resource pod, Sandbox sandbox);
}
