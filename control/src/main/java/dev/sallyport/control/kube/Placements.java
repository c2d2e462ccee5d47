// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import dev.sallyport.control.link.Hosting;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which workload has, or had, a pod on which node, as far back as this life of control followed the
 * cluster. Safe for any thread.
 *
 * <p>A pod stands for its workload under every name that a node may give it before it knows the
 * owners above: its own, its owner's, and what the names of owners say.
 */
public final class Placements implements Hosting {
  /**
   * Pairs of workload and node that are kept, some 30 MB. Beyond it the oldest go, and what nodes
   * counted before that is taken unchecked, which is counted.
   */
  static final int PLACES_MAX = 200_000;

  private static final Pattern OF_CRON_JOB = Pattern.compile("(.+)-[0-9]{6,}");

  private final InstantSource clock;
  private final BooleanSupplier followed;
  private final Map<String, String> podNodes = new HashMap<>();
  private final LinkedHashSet<String> places = new LinkedHashSet<>();
  private @Nullable Instant since;

  /**
   * Returns an empty memory.
   *
   * @param clock wall clock
   * @param followed whether changes of the cluster arrive now
   */
  public Placements(InstantSource clock, BooleanSupplier followed) {
    this.clock = clock;
    this.followed = followed;
  }

  @Override
  public Answer hosts(String node, Workload workload, Instant from) {
    boolean current = followed.getAsBoolean();
    synchronized (this) {
      if (places.contains(place(workload.key(), node))) {
        return Answer.YES;
      }
      if (!current) {
        return Answer.UNKNOWN;
      }
      Instant began = since;
      if (began == null) {
        since = clock.instant();
        return Answer.UNKNOWN;
      }
      return from.isBefore(began) ? Answer.UNKNOWN : Answer.NO;
    }
  }

  @Override
  public synchronized Answer hosts(String node, String podUid) {
    String known = podNodes.get(podUid);
    return known == null ? Answer.UNKNOWN : known.equals(node) ? Answer.YES : Answer.NO;
  }

  /** Begins to judge; to be called when the cluster was read whole, and from then on at will. */
  public void following() {
    boolean current = followed.getAsBoolean();
    synchronized (this) {
      if (current && since == null) {
        since = clock.instant();
      }
    }
  }

  synchronized void note(PodFact pod, @Nullable Workload workload) {
    if (pod.node().isEmpty()) {
      return;
    }
    podNodes.put(pod.uid(), pod.node());
    if (workload != null) {
      add(workload.key(), pod.node());
    }
    names(pod).forEach(each -> add(each.key(), pod.node()));
  }

  synchronized void gone(String podUid) {
    podNodes.remove(podUid);
  }

  private void add(String workload, String node) {
    String place = place(workload, node);
    places.remove(place);
    places.add(place);
    if (places.size() > PLACES_MAX) {
      places.removeFirst();
      // What it stood for cannot be told from what never was.
      since = clock.instant();
    }
  }

  private static List<Workload> names(PodFact pod) {
    Workload self = Workload.of(pod.namespace(), "Pod", pod.name());
    Owner owner = pod.owner();
    if (owner == null) {
      return List.of(self);
    }
    Workload direct = Workload.of(pod.namespace(), owner.kind(), owner.name());
    Set<Workload> all = new LinkedHashSet<>(List.of(self, direct));
    String suffix = "-" + pod.templateHash();
    if (owner.kind().equals("ReplicaSet") && owner.name().endsWith(suffix)) {
      int end = owner.name().length() - suffix.length();
      all.add(Workload.of(pod.namespace(), "Deployment", owner.name().substring(0, end)));
    }
    Matcher scheduled = OF_CRON_JOB.matcher(owner.name());
    if (owner.kind().equals("Job") && scheduled.matches()) {
      all.add(Workload.of(pod.namespace(), "CronJob", scheduled.group(1)));
    }
    return List.copyOf(all);
  }

  private static String place(String workload, String node) {
    return workload + "@" + node;
  }
}
