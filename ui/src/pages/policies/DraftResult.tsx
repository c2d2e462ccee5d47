// SPDX-License-Identifier: Apache-2.0
import type { Draft, DraftPolicy } from "../../api/types";
import { Diff } from "./Diff";
import { SimulationResult } from "./SimulationResult";

interface Props {
  draft: Draft;
  onLine: (line: number) => void;
}

/** What would become of a draft: what is wrong and where, what it changes, what it would have done. */
export function DraftResult({ draft, onLine }: Props) {
  return (
    <>
      {draft.problem && (
        <p className="bad">
          This is no YAML: {draft.problem}{" "}
          {draft.problemLine !== undefined && <Line {...{ onLine }} line={draft.problemLine} />}
        </p>
      )}
      {!draft.problem && draft.policies.length === 0 && <p className="quiet">Write a policy, or take a proposal.</p>}
      {draft.simulation && <SimulationResult simulation={draft.simulation} />}
      {draft.policies.map((policy, at) => (
        <OfPolicy key={policy.policy ?? at} {...{ policy, onLine }} />
      ))}
    </>
  );
}

const Line = ({ line, onLine }: { line: number; onLine: (line: number) => void }) => (
  <button type="button" className="link" onClick={() => onLine(line)}>
    line {line}
  </button>
);

function OfPolicy({ policy, onLine }: { policy: DraftPolicy; onLine: (line: number) => void }) {
  return (
    <section className="of-policy" aria-label={policy.policy ?? `Line ${policy.line}`}>
      <h3>
        {policy.policy ?? `Line ${policy.line}`}{" "}
        <span className={policy.accepted ? "proven" : "bad"}>
          {policy.accepted ? "would be taken" : "would be refused"}
        </span>
        {policy.live && <span className="quiet"> · one of that name lives and {policy.live}s</span>}
      </h3>
      {policy.problems.length > 0 && (
        <ul className="contents" aria-label="What is wrong">
          {policy.problems.map((problem) => (
            <li key={problem.field + problem.expected}>
              <b className="mono bad">{problem.field}</b>
              <span className="evidence">
                <Line line={problem.line} onLine={onLine} />:{" "}
                {problem.found ? `${problem.found} (expected: ${problem.expected})` : `expected: ${problem.expected}`}
              </span>
              {problem.fix && <span className="quiet evidence">{problem.fix}</span>}
            </li>
          ))}
        </ul>
      )}
      {policy.notes.map((note) => (
        <p key={note} className="warning">
          {note}
        </p>
      ))}
      {policy.review.map((remark) => (
        <p key={remark.kind + remark.rule + remark.message}>
          <b className="warning">{remark.kind}</b> <span className="quiet">{remark.rule}</span> {remark.message}
        </p>
      ))}
      {policy.diff.length > 0 && (
        <details open={policy.live !== undefined}>
          <summary>{policy.live ? "Changes against what lives" : "It would be new"}</summary>
          <Diff policy={policy} />
        </details>
      )}
    </section>
  );
}
