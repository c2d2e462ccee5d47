// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.Workload;
import java.util.List;
import java.util.Set;

/** What a policy may mean that only the cluster knows. */
public interface Surroundings {
  /** No cluster is known: no namespace has labels, and nothing is entered from outside. */
  Surroundings NONE =
      new Surroundings() {
        @Override
        public Set<String> namespaces(List<LabelRequirement> labels) {
          return Set.of();
        }

        @Override
        public Set<Workload> ingress() {
          return Set.of();
        }
      };

  /** Returns the names of the namespaces of whose labels all of this holds. */
  Set<String> namespaces(List<LabelRequirement> labels);

  /** Returns the workloads that a Service offers to callers outside of the cluster. */
  Set<Workload> ingress();
}
