// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { promote, rollBack } from "../../api/ask";
import type { PolicyView, Problem } from "../../api/types";
import { Trouble } from "../../shared/Trouble";

const SHARES = [10, 50, 100];

/** Moves a policy on to more pods, or back to observing. What became of it stands above, as everybody sees it. */
export function RolloutActions({ policy }: { policy: PolicyView }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (change: () => Promise<{ problem?: Problem | undefined }>) => {
    setBusy(true);
    setProblem((await change()).problem);
    setBusy(false);
  };
  return (
    <div className="rollout-actions">
      {SHARES.map((share) => (
        <button
          key={share}
          type="button"
          className="plain"
          disabled={busy || !policy.accepted || policy.enforcedPercent === share}
          onClick={() => void run(() => promote(policy.id, share))}
        >
          {share === 100 ? "Enforce on all pods" : `Enforce on ${share} %`}
        </button>
      ))}
      <button
        type="button"
        className="plain"
        disabled={busy || policy.mode === "observe"}
        onClick={() => void run(() => rollBack(policy.id))}
      >
        Roll back
      </button>
      {problem && <Trouble problem={problem} />}
    </div>
  );
}
