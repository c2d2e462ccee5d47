// SPDX-License-Identifier: Apache-2.0
import type { Blueprint, Status } from "../../api/types";

/**
 * Workloads some of whose pods are not proven yet, with none that is known not to be captured: a pod that has just begun
 * is in the blueprint before the status tells of it.
 */
export function waitingFor(blueprint: Blueprint, status: Status | undefined): Set<string> {
  if (!status) return new Set();
  const failed = new Set(status.pods.filter((pod) => pod.state === "not-captured").map((pod) => pod.workload));
  return new Set(
    blueprint.parties
      .filter(({ id, pods }) => pods && pods.captured < pods.running && !failed.has(id))
      .map((party) => party.id),
  );
}
