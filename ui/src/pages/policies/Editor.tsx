// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "react";
import { lookAtDraft } from "../../api/ask";
import { useAsked } from "../../api/useAsked";
import { Trouble } from "../../shared/Trouble";
import { Accepting } from "./Accepting";
import { CodeArea, goToLine } from "./CodeArea";
import { DraftResult } from "./DraftResult";

/** A keystroke is not a question: one is asked after so many ms of rest. */
const REST_MILLIS = 400;
const LOOKS_BACK: [string, string][] = [
  ["7d", "7 days"],
  ["30d", "30 days"],
  ["", "all that is kept"],
];

export const TEMPLATE = `apiVersion: sallyport.dev/v1alpha1
kind: GuardPolicy
metadata: {name: read-only, namespace: shop}
spec:
  protects: {workloads: [{kind: Deployment, name: catalog}]}
  inbound:
  - name: no-deletes
    calls: [{http: {methods: [DELETE]}}]
    then: {deny: {}}
`;

/** Policies as YAML, and beside them what would become of them, as they are typed. */
export function Editor({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [since, setSince] = useState("30d");
  const area = useRef<HTMLTextAreaElement>(null);
  const { answer, of, asking } = useAsked(`${since}\n${text}`, REST_MILLIS, (signal) =>
    lookAtDraft(text, since, signal),
  );
  const draft = answer?.value;
  const fresh = of === `${since}\n${text}`;
  const marked = new Set(
    fresh && draft
      ? [
          ...draft.policies.flatMap((policy) => policy.problems.map((problem) => problem.line)),
          ...(draft.problemLine === undefined ? [] : [draft.problemLine]),
        ]
      : [],
  );
  return (
    <div className="editor">
      <div className="writing">
        <CodeArea text={text} label="Policy as YAML" {...{ marked, area, onText }} />
        {draft && fresh && <Accepting draft={draft} yaml={text} word="Apply, observing" />}
      </div>
      <div className="told" aria-busy={asking}>
        <label className="since">
          Tried against{" "}
          <select value={since} onChange={(event) => setSince(event.target.value)}>
            {LOOKS_BACK.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>{" "}
          <span className="quiet" role="status">
            {asking ? "Looking…" : ""}
          </span>
        </label>
        {answer?.problem && <Trouble problem={answer.problem} />}
        {draft && (
          <div className={fresh ? "" : "older"}>
            <DraftResult draft={draft} onLine={(line) => goToLine(area.current, line)} />
          </div>
        )}
      </div>
    </div>
  );
}
