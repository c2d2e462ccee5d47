// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.identity.IdentityCounters.Count;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The DNS answers that each pod was given, joined to the connections that it opens afterwards. A
 * name counts for the pod that asked and for no other: the same address means different names to
 * different pods. Safe for use by many threads; each pod has its own lock, held briefly.
 */
public final class NameEvidence {
  private static final int NAMES_PER_ADDRESS_MAX = 8;

  private final IdentityLimits limits;
  private final IdentityCounters counters;
  private final Map<String, PodNames> pods;

  /** Makes an empty table. */
  public NameEvidence(IdentityLimits limits, IdentityCounters counters) {
    this.limits = requireNonNull(limits, "limits");
    this.counters = requireNonNull(counters, "counters");
    this.pods =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, PodNames> eldest) {
            return over(size(), limits.namedPodsMax());
          }
        };
  }

  /**
   * An address that a DNS answer gave.
   *
   * @param address the address
   * @param ttlSeconds how long the answer may be used
   */
  public record Answered(InetAddress address, long ttlSeconds) {
    public Answered {
      requireNonNull(address, "address");
    }
  }

  /**
   * A pod was given an answer.
   *
   * @param podUid the pod that asked
   * @param askedName the name it asked for; aliases on the way do not matter
   * @param answers the addresses at the end of the chain
   * @param nowNanos monotonic time
   */
  public void answered(
      String podUid, String askedName, Collection<Answered> answers, long nowNanos) {
    String name = HostNames.normal(askedName).orElse("");
    if (name.isEmpty() || answers.isEmpty()) {
      return;
    }
    PodNames names = namesOf(podUid);
    for (Answered answer : answers) {
      long ttl = Math.clamp(answer.ttlSeconds(), 0, limits.nameTtlMax().toSeconds());
      long until = nowNanos + ttl * 1_000_000_000L + limits.nameGrace().toNanos();
      names.add(answer.address(), new Name(name, until));
    }
  }

  /** Returns the names that DNS gave the pod for the address and that still count, latest first. */
  public List<String> names(String podUid, InetAddress address, long atNanos) {
    PodNames names;
    synchronized (pods) {
      names = pods.get(podUid);
    }
    return names == null ? List.of() : names.of(address, atNanos);
  }

  /** The pod is gone. */
  public void forget(String podUid) {
    synchronized (pods) {
      pods.remove(podUid);
    }
  }

  private PodNames namesOf(String podUid) {
    synchronized (pods) {
      return pods.computeIfAbsent(podUid, uid -> new PodNames());
    }
  }

  private boolean over(int size, int max) {
    if (size > max) {
      counters.add(Count.NAMES_FULL);
    }
    return size > max;
  }

  private record Name(String name, long untilNanos) {}

  private final class PodNames {
    private final Map<InetAddress, List<Name>> byAddress =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<InetAddress, List<Name>> eldest) {
            return over(size(), limits.namesPerPodMax());
          }
        };

    synchronized void add(InetAddress address, Name latest) {
      List<Name> names = new ArrayList<>(2);
      names.add(latest);
      for (Name name : byAddress.getOrDefault(address, List.of())) {
        if (names.size() < NAMES_PER_ADDRESS_MAX && !name.name().equals(latest.name())) {
          names.add(name);
        }
      }
      byAddress.put(address, List.copyOf(names));
    }

    synchronized List<String> of(InetAddress address, long atNanos) {
      return byAddress.getOrDefault(address, List.of()).stream()
          .filter(name -> name.untilNanos() >= atNanos)
          .map(Name::name)
          .toList();
    }
  }
}
