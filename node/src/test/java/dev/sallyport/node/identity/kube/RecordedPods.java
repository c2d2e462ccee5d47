// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Keeps what a watch told. */
final class RecordedPods implements PodsListener {
  final Map<String, PodIdentity> pods = new ConcurrentHashMap<>();
  final AtomicInteger lists = new AtomicInteger();

  @Override
  public void listed(Collection<PodIdentity> listed) {
    pods.clear();
    listed.forEach(this::changed);
    lists.incrementAndGet();
  }

  @Override
  public void changed(PodIdentity pod) {
    pods.put(pod.uid(), pod);
  }

  @Override
  public void gone(String uid) {
    pods.remove(uid);
  }

  @Override
  public void ownerFound(PodIdentity pod) {
    pods.computeIfPresent(pod.uid(), (uid, before) -> before.settled(pod.workload()));
  }

  boolean names(String uid, String workload) {
    PodIdentity pod = pods.get(uid);
    return pod != null && pod.workload().key().equals("workload/" + workload);
  }

  static void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        fail("not within 60 s: " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted");
      }
    }
  }
}
