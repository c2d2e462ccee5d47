// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.Read;
import dev.sallyport.wire.link.v1.Policies;
import dev.sallyport.wire.link.v1.PolicyDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Policies to and from the documents in which they travel. */
final class PolicyDocuments {
  private PolicyDocuments() {}

  static Policies write(List<Policy> policies) {
    Policies.Builder all = Policies.newBuilder();
    for (Policy each : policies) {
      all.addDocuments(
          PolicyDocument.newBuilder()
              .setNamespace(each.id().namespace())
              .setName(each.id().name())
              .setVersion(each.version())
              .setJson(PolicySpecs.write(each).toString()));
    }
    return all.build();
  }

  /**
   * Returns the policies of the documents. One that cannot be read, because control is newer or the
   * document is damaged, leaves the one held under its name in force and is named.
   */
  static List<Policy> read(Policies documents, List<Policy> held, List<Problem> problems) {
    Map<PolicyId, Policy> before =
        held.stream().collect(Collectors.toMap(Policy::id, each -> each, (first, _) -> first));
    List<Policy> policies = new ArrayList<>();
    Set<PolicyId> seen = new HashSet<>();
    for (PolicyDocument each : documents.getDocumentsList()) {
      if (policies.size() >= LinkLimits.DEFAULT.namesMax()) {
        problems.add(new Problem("policies", "more than " + LinkLimits.DEFAULT.namesMax()));
        break;
      }
      PolicyId id = new PolicyId(each.getNamespace(), each.getName());
      Read read = PolicySpecs.readResolved(each.getJson());
      Policy policy = read.policy().filter(it -> it.id().equals(id)).orElse(null);
      if (policy == null) {
        problems.add(new Problem("policies[" + id + "]", why(read)));
        policy = before.get(id);
      }
      if (policy != null && seen.add(id)) {
        policies.add(policy);
      }
    }
    return policies;
  }

  private static String why(Read read) {
    return read.problems().isEmpty()
        ? "the document is about another policy"
        : read.problems().getFirst().toString();
  }
}
