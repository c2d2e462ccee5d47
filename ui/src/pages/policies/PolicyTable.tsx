// SPDX-License-Identifier: Apache-2.0
import type { PolicyView } from "../../api/types";
import { count, plural } from "../../shared/format";
import { modeOf } from "./words";

interface Props {
  policies: PolicyView[];
  /** Whether the list is that of the cluster; nothing can be said of it otherwise. */
  followed: boolean;
  chosen: string | undefined;
  onOpen: (id: string) => void;
}

export function PolicyTable({ policies, followed, chosen, onOpen }: Props) {
  if (!policies.length)
    return followed ? (
      <>
        <p className="quiet">There is no policy. Nothing is denied, redacted or throttled.</p>
        <p className="quiet">
          Proposals has policies that allow what was seen and nothing else; the editor says what one of yours would have
          done.
        </p>
      </>
    ) : (
      <p className="quiet">No policy is known.</p>
    );
  return (
    <div className="scroll">
      <table aria-label="Policies">
        <thead>
          <tr>
            <th scope="col">Policy</th>
            <th scope="col">Mode</th>
            <th scope="col">Tier</th>
            <th scope="col">Now</th>
            <th scope="col" className="number">
              Hits
            </th>
            <th scope="col" className="number">
              Denied
            </th>
            <th scope="col" className="number">
              Would deny
            </th>
            <th scope="col" className="number">
              Nodes
            </th>
          </tr>
        </thead>
        <tbody>
          {policies.map((policy) => (
            <Row key={policy.id} policy={policy} chosen={policy.id === chosen} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ policy, chosen, onOpen }: { policy: PolicyView; chosen: boolean; onOpen: (id: string) => void }) {
  const { id, accepted, review, counts, nodesCurrent, nodesTotal } = policy;
  const failed = counts.failedOpen + counts.failedClosed;
  return (
    <tr className={chosen ? "chosen" : ""}>
      <th scope="row">
        <button type="button" className="link" data-policy={id} aria-expanded={chosen} onClick={() => onOpen(id)}>
          {id}
        </button>
        {!policy.namespace && <span className="quiet"> whole cluster</span>}
      </th>
      <td>{modeOf(policy)}</td>
      <td>{policy.tier}</td>
      <td>
        <span className={accepted && !policy.rolledBack ? "" : "bad"}>{policy.effective}</span>
        {review.length > 0 && <span className="warning"> · {plural(review.length, "remark")}</span>}
        {failed > 0 && <span className="warning"> · {count(failed)} failed open or closed</span>}
      </td>
      <td className="number">{count(counts.hits)}</td>
      <td className={`number ${counts.denied > 0 ? "bad" : ""}`}>{count(counts.denied)}</td>
      <td className={`number ${counts.wouldDeny > 0 ? "warning" : ""}`}>{count(counts.wouldDeny)}</td>
      <td className={`number ${nodesCurrent < nodesTotal ? "warning" : ""}`}>
        {nodesCurrent}/{nodesTotal}
      </td>
    </tr>
  );
}
