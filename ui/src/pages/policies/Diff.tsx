// SPDX-License-Identifier: Apache-2.0
import type { DraftPolicy } from "../../api/types";

const SIGNS: Record<string, string> = { added: "+", removed: "−", same: " " };

/** What a policy changes against the one of that name that lives. */
export function Diff({ policy }: { policy: DraftPolicy }) {
  const name = policy.policy ?? "the policy";
  const changed = policy.diff.filter((line) => line.change !== "same").length;
  if (!policy.diff.length) return null;
  if (!changed) return <p className="quiet">It is as it lives: nothing would change.</p>;
  return (
    <div className="diff mono" tabIndex={0} role="group" aria-label={`Changes to ${name}`}>
      {policy.diff.map((line, at) => (
        <div key={at} className={line.change}>
          <span aria-hidden="true">{SIGNS[line.change]}</span>
          <span>
            {line.change !== "same" && <span className="unseen-text">{line.change}: </span>}
            {line.text}
          </span>
        </div>
      ))}
    </div>
  );
}
