// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import dev.sallyport.model.Workload;
import java.time.Instant;

/** Says what runs, or ran, on which node, as the Kubernetes API tells it. */
public interface Hosting {
  /** What is known. */
  enum Answer {
    /** It has, or had, a pod there. */
    YES,
    /** It surely had none. */
    NO,
    /** That cannot be told: it may have had one that is forgotten, or that is not told of yet. */
    UNKNOWN
  }

  /** Returns whether the workload had a pod on the node at that time or later. */
  Answer hosts(String node, Workload workload, Instant from);

  /** Returns whether the pod with that UID is on the node. */
  Answer hosts(String node, String podUid);
}
