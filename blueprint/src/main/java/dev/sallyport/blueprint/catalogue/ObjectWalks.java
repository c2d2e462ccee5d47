// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import dev.sallyport.blueprint.summary.ObjectCounts;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds callers that walk through the objects of an operation. Whether they may is not seen in
 * traffic; that one identity is given very many objects, one number after the other or many times
 * what others are given, is.
 *
 * <p>Callers that are many people are left out: clients outside the cluster, and workloads that
 * they call, such as an ingress controller. Where a workload is called by others its calls may be
 * theirs, so only numbers in a row speak against it, not that there are many.
 */
final class ObjectWalks {
  /** Fewer objects are no walk. */
  static final int OBJECTS_MIN = 50;

  /** How many times what others are given is far more. */
  private static final int TIMES_OTHERS = 5;

  /** Fingerprints from which on an estimate of a thinned sample is one. */
  private static final int SAMPLE_MIN = 8;

  private final ApiOperation operation;
  private final ApiOperation.Caller caller;
  private final ObjectCounts objects;

  private ObjectWalks(ApiOperation operation, ApiOperation.Caller caller) {
    this.operation = operation;
    this.caller = caller;
    this.objects = caller.counts().api().objects();
  }

  static List<ApiFinding> of(ApiOperation operation) {
    List<ApiFinding> found = new ArrayList<>();
    if (namesObjects(operation.path())) {
      for (ApiOperation.Caller each : operation.callers()) {
        ObjectWalks walk = new ObjectWalks(operation, each);
        if (walk.isOne()) {
          found.add(walk.finding());
        }
      }
    }
    return found;
  }

  /**
   * Pages of a list are numbered too, and walking through them is what they are for. Where a path
   * has no values they stood in the query or the body, under the name of an id.
   */
  private static boolean namesObjects(String path) {
    String[] segments = path.toLowerCase(Locale.ROOT).split("/", -1);
    boolean objects = !path.contains("{}");
    for (int i = 1; i < segments.length; i++) {
      boolean page = ApiFindings.PAGES.contains(segments[i - 1]) || segments[i - 1].equals("pages");
      objects |= segments[i].contains("{}") && !page;
    }
    return objects;
  }

  private boolean isOne() {
    boolean oneIdentity =
        caller.party() instanceof Workload && caller.speaksFor() != ApiOperation.SpeaksFor.OUTSIDE;
    return oneIdentity
        && objects.distinct() >= OBJECTS_MIN
        && objects.given().size() >= SAMPLE_MIN
        && (inARow() || farMore());
  }

  /** Numbers in a row, and not simply what callers of this operation do. */
  private boolean inARow() {
    List<ObjectCounts> others = otherCounts();
    long alike =
        others.stream()
            .filter(ObjectWalks::isStepping)
            .filter(each -> each.distinct() * 2 >= objects.distinct())
            .count();
    return isStepping(objects) && (others.isEmpty() || alike * 2 < others.size());
  }

  private static boolean isStepping(ObjectCounts objects) {
    return objects.steps() * 2 >= objects.exchanges();
  }

  private boolean farMore() {
    return caller.speaksFor() == ApiOperation.SpeaksFor.ITSELF
        && !others().isEmpty()
        && objects.distinct() >= TIMES_OTHERS * Math.max(1, median());
  }

  private List<ObjectCounts> otherCounts() {
    return operation.callers().stream()
        .filter(each -> !each.party().equals(caller.party()))
        .map(each -> each.counts().api().objects())
        .filter(each -> each.answered() > 0)
        .toList();
  }

  private List<Long> others() {
    return otherCounts().stream().map(ObjectCounts::distinct).sorted().toList();
  }

  private long median() {
    List<Long> others = others();
    return others.get(others.size() / 2);
  }

  private ApiFinding finding() {
    List<Long> others = others();
    String evidence =
        "%s: %s%d different objects by id, %d of %d calls answered 2xx (%d %%), %d to the next id; %s; since %s"
            .formatted(
                caller.party().displayName(),
                objects.given().complete() ? "" : "about ",
                objects.distinct(),
                objects.answered(),
                objects.exchanges(),
                100 * objects.answered() / Math.max(1, objects.exchanges()),
                objects.steps(),
                others.isEmpty()
                    ? "no other caller"
                    : "median of " + others.size() + " other callers " + median(),
                Instant.ofEpochMilli(caller.counts().firstSeenMillis()));
    return new ApiFinding(
        ApiFinding.Risk.API1,
        operation,
        "gives one caller object after object; whether they are its own is not seen here",
        evidence);
  }
}
