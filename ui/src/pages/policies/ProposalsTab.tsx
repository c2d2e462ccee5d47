// SPDX-License-Identifier: Apache-2.0
import { lookAtDraft, proposals } from "../../api/ask";
import type { Proposal } from "../../api/types";
import { useAsked } from "../../api/useAsked";
import { plural } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { Accepting } from "./Accepting";
import { DraftResult } from "./DraftResult";
import { nameOfId, PartyLabel } from "./PartyLabel";

interface Props {
  chosen: string | undefined;
  onChoose: (workload: string) => void;
  onEdit: (yaml: string) => void;
}

/** Policies that follow from what happened: each against what lives now, with what speaks for it. */
export function ProposalsTab({ chosen, onChoose, onEdit }: Props) {
  const { answer } = useAsked("all", 0, proposals);
  if (!answer) return <p className="quiet">Asking…</p>;
  if (answer.problem) return <Trouble problem={answer.problem} />;
  const all = answer.value.proposals;
  if (!all.length) return <p className="quiet">Nothing to propose: no workload was seen in what the ledger keeps.</p>;
  const open = all.find((each) => each.workload === chosen);
  return (
    <div className="editor proposals">
      <ul className="proposal-list" aria-label="Proposals">
        {all.map((each) => (
          <li key={each.workload}>
            <button
              type="button"
              data-proposal={each.workload}
              aria-pressed={each.workload === chosen}
              onClick={() => onChoose(each.workload)}
            >
              <b>
                <PartyLabel id={each.workload} />
              </b>
              <span className="quiet">
                {plural(each.policies.length, "policy", "policies")}, confidence{" "}
                <span className={each.confidence === "low" ? "warning" : ""}>{each.confidence}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open ? (
        <Opened key={open.workload} proposal={open} onEdit={onEdit} />
      ) : (
        <p className="quiet">Choose a workload to see what is proposed for it, and what that would have done.</p>
      )}
    </div>
  );
}

function Opened({ proposal, onEdit }: { proposal: Proposal; onEdit: (yaml: string) => void }) {
  const { answer, asking } = useAsked(proposal.workload + proposal.baseline, 0, (signal) =>
    lookAtDraft(proposal.yaml, "", signal),
  );
  return (
    <section className="told" aria-label={`Proposal for ${nameOfId(proposal.workload)}`} aria-busy={asking}>
      <h2>{nameOfId(proposal.workload)}</h2>
      {proposal.notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
      {!answer && <p className="quiet">Looking…</p>}
      {answer?.problem && <Trouble problem={answer.problem} />}
      {answer?.value && (
        <>
          <Accepting draft={answer.value} yaml={proposal.yaml} word="Accept, observing" />
          <button type="button" className="plain" onClick={() => onEdit(proposal.yaml)}>
            Open in the editor
          </button>
          <DraftResult draft={answer.value} onLine={() => onEdit(proposal.yaml)} />
        </>
      )}
      <details>
        <summary>What speaks for each rule</summary>
        <pre className="mono evidence-text" tabIndex={0} aria-label="Proposal with its evidence">
          {proposal.yaml}
        </pre>
      </details>
    </section>
  );
}
