// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.Rule;
import dev.sallyport.model.Side;
import dev.sallyport.policy.baseline.Baseline;
import dev.sallyport.policy.proposal.Proposal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes proposals as objects of the kind GuardPolicy, with what speaks for them as comments. */
public final class ProposalText {
  private ProposalText() {}

  /** Returns the documents of a proposal, parted as YAML parts them. */
  public static String of(Proposal proposal) {
    List<String> documents = new ArrayList<>();
    for (Policy policy : proposal.policies()) {
      documents.add(document(proposal, policy));
    }
    return String.join("---\n", documents);
  }

  private static String document(Proposal proposal, Policy policy) {
    ObjectNode object = PolicySpecs.write(policy);
    ((ObjectNode) object.get("metadata")).remove("generation");
    Map<String, List<String>> comments = new HashMap<>();
    int inbound = 0;
    int outbound = 0;
    for (Rule rule : policy.rules()) {
      boolean in = rule.side() == Side.INBOUND;
      String pointer = in ? "/spec/inbound/" + inbound++ : "/spec/outbound/" + outbound++;
      String key = policy.id() + "/" + rule.side() + "/" + rule.name();
      comments.put(pointer, proposal.evidence().getOrDefault(key, List.of()));
    }
    return CommentedYaml.write(head(proposal), object, comments);
  }

  private static List<String> head(Proposal proposal) {
    Baseline baseline = proposal.baseline();
    List<String> head = new ArrayList<>();
    head.add(
        "Proposed for %s %s from baseline %s: seen on %d days since %s, confidence %s."
            .formatted(
                baseline.workload().kind(),
                baseline.workload().displayName(),
                baseline.version(),
                baseline.rhythm().days(),
                baseline.firstSeen().toString().substring(0, 10),
                baseline.confidence().level().name().toLowerCase(Locale.ROOT)));
    if (!baseline.workload().labels().isEmpty()) {
      head.add("Its pods carry " + baseline.workload().labels() + ".");
    }
    head.addAll(proposal.notes());
    return head;
  }
}
