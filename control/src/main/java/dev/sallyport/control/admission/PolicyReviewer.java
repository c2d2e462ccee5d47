// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.policy.PolicyBook;
import dev.sallyport.control.policy.PolicyEntry;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicyReview;
import dev.sallyport.policy.Remark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks at policies as {@code sallyport policy validate} does: what cannot be taken is refused with
 * field and fix, what would do nothing or be overruled is warned of. Safe for any thread.
 */
public final class PolicyReviewer {
  /** Beyond so many policies they are not held against each other, which takes quadratic time. */
  private static final int REVIEWED_MAX = 500;

  private final PolicyBook book;
  private final Supplier<Collection<Workload>> workloads;

  /**
   * Returns a reviewer.
   *
   * @param book the policies that are there
   * @param workloads workloads that exist
   */
  public PolicyReviewer(PolicyBook book, Supplier<Collection<Workload>> workloads) {
    this.book = requireNonNull(book, "book");
    this.workloads = requireNonNull(workloads, "workloads");
  }

  Verdict of(Request request) {
    boolean sameSpec =
        request.before().isObject()
            && request.before().path("spec").equals(request.object().path("spec"));
    if (!request.brings() || sameSpec) {
      return Verdict.TAKEN;
    }
    PolicyEntry entry = book.tried(placed(request));
    List<Verdict.Refusal> refusals =
        entry.problems().stream()
            .map(each -> new Verdict.Refusal(each.at(), each.toString()))
            .toList();
    List<String> warnings = new ArrayList<>(entry.notes());
    Policy taken = entry.taken();
    if (refusals.isEmpty() && taken != null) {
      warnings.addAll(remarks(taken));
    }
    return new Verdict(refusals, warnings);
  }

  /** The namespace of the request counts; older versions of the API leave it out of the object. */
  private static JsonNode placed(Request request) {
    ObjectNode object = request.object().deepCopy();
    if (!request.namespace().isEmpty()) {
      object.withObject("/metadata").put("namespace", request.namespace());
    }
    return object;
  }

  private List<String> remarks(Policy taken) {
    PolicyId id = taken.id();
    List<Policy> all =
        Stream.concat(
                book.inForce().stream().filter(each -> !each.id().equals(id)), Stream.of(taken))
            .toList();
    if (all.size() > REVIEWED_MAX) {
      return List.of();
    }
    return PolicyReview.of(all, Set.copyOf(workloads.get())).stream()
        .filter(each -> each.policy().equals(id))
        .map(Remark::toString)
        .toList();
  }
}
