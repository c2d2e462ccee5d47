// SPDX-License-Identifier: Apache-2.0
import type { Party, PodCounts, PodStatus, Status } from "../../../api/types";
import { ago, plural } from "../../../shared/format";

export const podsOf = (party: Party, status: Status | undefined): PodStatus[] =>
  (status?.pods ?? []).filter((pod) => pod.workload === party.id);

const STATES: Record<PodStatus["state"], string> = {
  captured: "captured",
  "not-captured": "not captured",
  pending: "not proven yet",
};

export function Capture({
  party,
  pods,
  status,
  now,
}: {
  party: Party;
  pods: PodCounts;
  status: Status | undefined;
  now: number;
}) {
  const whole = pods.captured === pods.running && pods.running > 0;
  return (
    <>
      <p className={whole ? "proven" : pods.running ? "warning" : "quiet"}>
        {pods.running ? `${pods.captured} of ${plural(pods.running, "pod")} captured` : "No pod is running."}
      </p>
      <ul className="pods">
        {podsOf(party, status).map((pod) => (
          <li key={pod.name}>
            <span className="mono">{pod.name}</span> <span className="quiet">on {pod.node}</span>
            <span className={`state state-${pod.state}`}>{STATES[pod.state] ?? pod.state}</span>
            <span className="quiet">
              {pod.state === "captured"
                ? families(pod) + (pod.provedAt ? `, proven ${ago(pod.provedAt, now)}` : "")
                : pod.because}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function families(pod: PodStatus): string {
  const names = [pod.families.ipv4 && "IPv4", pod.families.ipv6 && "IPv6"].filter(Boolean);
  return names.length ? names.join(" and ") : "no address family";
}
