// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import type { Feed } from "../../api/link";
import type { Blueprint, DenialView, Denials } from "../../api/types";
import { ago, count } from "../../shared/format";
import { decider, outcome } from "../../shared/rulings";
import { nameOf } from "../blueprint/panel/PartyPanel";

/** More than these are counted, not listed. */
const LISTED = 100;

interface Props {
  denials: Feed<Denials>;
  blueprint: Blueprint | undefined;
  now: number;
  onCall: (edge: string) => void;
}

export function DenialTable({ denials, blueprint, now, onCall }: Props) {
  const [real, setReal] = useState(false);
  if (!denials.value) return <Unread state={denials.state} />;
  const all = denials.value.denials.filter((each) => !real || !each.wouldBe);
  const more = Math.max(0, all.length - LISTED) + denials.value.omitted;
  return (
    <>
      <p>
        <label className="check">
          <input type="checkbox" checked={real} onChange={(event) => setReal(event.target.checked)} /> Without what
          policies only observed
        </label>
      </p>
      {all.length === 0 ? (
        <p className="quiet">
          {denials.value.denials.length ? "Nothing was really denied." : "No policy denied anything, or would have."}
        </p>
      ) : (
        <div className="scroll">
          <table aria-labelledby="denials">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Call</th>
                <th scope="col">Operation</th>
                <th scope="col">By</th>
                <th scope="col" className="number">
                  Times
                </th>
                <th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {all.slice(0, LISTED).map((denial) => (
                <Row key={keyOf(denial)} {...{ denial, blueprint, now, onCall }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p className="quiet">and {count(more)} older</p>}
    </>
  );
}

export const keyOf = (it: DenialView): string =>
  [it.edge, it.operation, it.policy, it.version, it.rule, it.wouldBe, it.done].join(" ");

/** Says that the denials are not known, which is not the same as none. */
export function Unread({ state }: { state: string }) {
  return state === "connecting" ? (
    <p className="quiet">Asking…</p>
  ) : (
    <p className="warning">What was denied could not be read. Trying again.</p>
  );
}

function Row({ denial, ...props }: { denial: DenialView } & Omit<Props, "denials">) {
  const { words, tone } = outcome({ says: "deny", ...denial });
  return (
    <tr>
      <th scope="row" className={tone}>
        {words}
      </th>
      <td>
        <CallLink denial={denial} {...props} />
      </td>
      <td className="mono">{denial.operation}</td>
      <td>{decider(denial)}</td>
      <td className="number">{count(denial.exchanges)}</td>
      <td className="quiet">{ago(denial.lastSeen, props.now)}</td>
    </tr>
  );
}

/** Who called whom, leading to the call in the blueprint. */
export function CallLink({ denial, blueprint, onCall }: { denial: DenialView } & Pick<Props, "blueprint" | "onCall">) {
  const name = (id: string) => (blueprint ? nameOf(blueprint, id) : id);
  return (
    <button type="button" className="link" onClick={() => onCall(denial.edge)}>
      {name(denial.source)} → {name(denial.target)}
    </button>
  );
}
