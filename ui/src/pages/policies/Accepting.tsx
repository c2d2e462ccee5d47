// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { accept } from "../../api/ask";
import type { Draft, Problem } from "../../api/types";
import { plural } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";

/** Applies all policies of a text, to be observed: nothing is denied by accepting. */
export function Accepting({ draft, yaml, word }: { draft: Draft; yaml: string; word: string }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ of: string; ids: string[]; problem?: Problem }>();
  const ids = draft.policies.flatMap((each) => (each.accepted && each.policy ? [each.policy] : []));
  const ready = draft.simulation !== undefined && ids.length === draft.policies.length;
  const run = async () => {
    setBusy(true);
    const applied: string[] = [];
    let problem: Problem | undefined;
    for (const id of ids) {
      const answer = await accept(id, yaml);
      problem = answer.problem;
      if (problem) break;
      applied.push(id);
    }
    setDone({ of: yaml, ids: applied, ...(problem ? { problem } : {}) });
    setBusy(false);
  };
  const said = done?.of === yaml ? done : undefined;
  return (
    <div className="accepting">
      <button type="button" className="plain main" disabled={!ready || busy} onClick={() => void run()}>
        {busy ? "Applying…" : word}
      </button>
      <span className="quiet">It only observes until you promote it.</span>
      {said && said.ids.length > 0 && (
        <p role="status" className="proven">
          {plural(said.ids.length, "policy", "policies")} applied: {said.ids.join(", ")}.
        </p>
      )}
      {said?.problem && <Trouble problem={said.problem} />}
    </div>
  );
}
