// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.link;

import dev.sallyport.wire.link.v1.InventoryDelta;
import dev.sallyport.wire.link.v1.InventoryFull;
import dev.sallyport.wire.link.v1.MachineEntry;
import dev.sallyport.wire.link.v1.PodEntry;
import dev.sallyport.wire.link.v1.ServiceEntry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** What changed between two inventories, in their wire form, where labels and all else compare. */
final class InventoryDifference {
  private InventoryDifference() {}

  static InventoryDelta between(InventoryFull held, InventoryFull next) {
    InventoryDelta.Builder delta =
        InventoryDelta.newBuilder().setBaseVersion(held.getVersion()).setVersion(next.getVersion());
    difference(
        held.getPodsList(),
        next.getPodsList(),
        PodEntry::getUid,
        delta::addPods,
        delta::addPodsRemoved);
    difference(
        held.getServicesList(),
        next.getServicesList(),
        InventoryDifference::key,
        delta::addServices,
        delta::addServicesRemoved);
    difference(
        held.getMachinesList(),
        next.getMachinesList(),
        MachineEntry::getName,
        delta::addMachines,
        delta::addMachinesRemoved);
    if (!held.getCluster().equals(next.getCluster())) {
      delta.setCluster(next.getCluster());
    }
    return delta.build();
  }

  static InventoryFull apply(InventoryFull held, InventoryDelta delta) {
    return InventoryFull.newBuilder()
        .setVersion(delta.getVersion())
        .addAllPods(
            applied(
                held.getPodsList(),
                delta.getPodsList(),
                delta.getPodsRemovedList(),
                PodEntry::getUid))
        .addAllServices(
            applied(
                held.getServicesList(),
                delta.getServicesList(),
                delta.getServicesRemovedList(),
                InventoryDifference::key))
        .addAllMachines(
            applied(
                held.getMachinesList(),
                delta.getMachinesList(),
                delta.getMachinesRemovedList(),
                MachineEntry::getName))
        .setCluster(delta.hasCluster() ? delta.getCluster() : held.getCluster())
        .build();
  }

  private static String key(ServiceEntry service) {
    return service.getNamespace() + "/" + service.getName();
  }

  private static <E> void difference(
      List<E> held,
      List<E> next,
      Function<E, String> key,
      Consumer<E> changed,
      Consumer<String> removed) {
    Map<String, E> before = index(held, key);
    for (E entry : next) {
      E old = before.remove(key.apply(entry));
      if (!entry.equals(old)) {
        changed.accept(entry);
      }
    }
    before.keySet().forEach(removed);
  }

  private static <E> Collection<E> applied(
      List<E> held, List<E> changed, List<String> removed, Function<E, String> key) {
    Map<String, E> entries = index(held, key);
    removed.forEach(entries::remove);
    changed.forEach(entry -> entries.put(key.apply(entry), entry));
    return entries.values();
  }

  private static <E> Map<String, E> index(List<E> entries, Function<E, String> key) {
    Map<String, E> index = new LinkedHashMap<>();
    entries.forEach(entry -> index.put(key.apply(entry), entry));
    return index;
  }
}
