// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import dev.sallyport.lab.api.ResourceKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes what lost its owner. */
final class GarbageCollector implements Controller {
  private static final List<ResourceKind> OWNERS =
      List.of(
          Kinds.DEPLOYMENT,
          Kinds.REPLICA_SET,
          Kinds.STATEFUL_SET,
          Kinds.DAEMON_SET,
          Kinds.CRON_JOB,
          Kinds.JOB,
          Kinds.SERVICE);
  private static final List<ResourceKind> OWNED =
      List.of(Kinds.REPLICA_SET, Kinds.JOB, Kinds.POD, Kinds.ENDPOINT_SLICE);

  @Override
  public void reconcile(ObjectStore store, Instant now) {
    Set<String> owners = new HashSet<>();
    OWNERS.forEach(kind -> store.list(kind).forEach(r -> owners.add(r.uid())));
    for (ResourceKind kind : OWNED) {
      store.list(kind).stream()
          .filter(
              r ->
                  !r.deleting()
                      && r.controllerUid().filter(uid -> !owners.contains(uid)).isPresent())
          .forEach(r -> delete(store, r));
    }
  }

  private static void delete(ObjectStore store, Resource orphan) {
    store.delete(orphan.kind(), orphan.namespace(), orphan.name(), -1);
  }
}
