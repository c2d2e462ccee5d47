// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of policies as somebody writes them; nothing is changed by asking.
 *
 * @param problem why the text cannot be read at all; absent when it can
 * @param problemLine line of it, from 1; absent when it is not known
 * @param policies what is in the text, in its order, at most {@value #POLICIES_MAX}
 * @param simulation what they would have done; absent unless all of them would be taken
 */
public record DraftView(
    @Nullable String problem,
    @Nullable Integer problemLine,
    List<DraftPolicyView> policies,
    @Nullable SimulationView simulation) {
  /** Most policies in one text. */
  public static final int POLICIES_MAX = 100;

  /**
   * A policy in the text.
   *
   * @param policy its id; absent when it does not even say its name
   * @param line line on which it begins, from 1
   * @param accepted whether it would be taken
   * @param problems why not; empty when it would
   * @param notes what of it would mean nothing now
   * @param review conflicts with others, and rules that would do nothing
   * @param live mode of the policy of that name that lives in the cluster, {@code observe} or
   *     {@code enforce}; absent when there is none
   * @param diff lines of the policy that lives against those of this one, in one order of fields
   *     and without comments; empty while it would not be taken
   */
  public record DraftPolicyView(
      @Nullable String policy,
      int line,
      boolean accepted,
      List<DraftProblemView> problems,
      List<String> notes,
      List<PolicyRemarkView> review,
      @Nullable String live,
      List<DiffLineView> diff) {
    public DraftPolicyView {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
      review = List.copyOf(review);
      diff = List.copyOf(diff);
    }
  }

  /**
   * A field that is wrong.
   *
   * @param field for example {@code spec.inbound[0].then.deny.status}
   * @param found what is there; empty when nothing is
   * @param expected what should be
   * @param fix what to do, as a sentence; empty when {@code expected} says it
   * @param line line of the field, or of the nearest thing around it, from 1
   */
  public record DraftProblemView(
      String field, String found, String expected, String fix, int line) {}

  /**
   * A line of a difference.
   *
   * @param change {@code same}, {@code added} or {@code removed}
   * @param text the line
   */
  public record DiffLineView(String change, String text) {}

  public DraftView {
    policies = List.copyOf(policies);
  }
}
