// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How the Kubernetes API does, as seen from here. Safe for use by many threads. */
public final class KubeHealth {
  private final LongAdder failures = new LongAdder();
  private final LongAdder watches = new LongAdder();
  private final LongAdder lists = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder full = new LongAdder();
  private final LongAdder ownerFailures = new LongAdder();
  private volatile boolean ok;
  private volatile String message = "not asked yet";

  /** Returns whether the last list or watch that was begun answered. */
  public boolean ok() {
    return ok;
  }

  /** Returns why not, as one sentence; empty when it does. */
  public String message() {
    return ok ? "" : message;
  }

  /** Returns all counts by lower-case name. */
  public Map<String, Long> snapshot() {
    Map<String, Long> snapshot = new TreeMap<>();
    snapshot.put("api_failures", failures.sum());
    snapshot.put("api_lists", lists.sum());
    snapshot.put("api_watches", watches.sum());
    snapshot.put("api_objects_refused", refused.sum());
    snapshot.put("api_limits_hit", full.sum());
    snapshot.put("api_owner_failures", ownerFailures.sum());
    return snapshot;
  }

  void listed() {
    ok = true;
    lists.increment();
  }

  void watching() {
    ok = true;
    watches.increment();
  }

  void failed(String why) {
    ok = false;
    message = why;
    failures.increment();
  }

  void refusedObject() {
    refused.increment();
  }

  void limitHit() {
    full.increment();
  }

  void ownerFailed() {
    ownerFailures.increment();
  }
}
