// SPDX-License-Identifier: Apache-2.0
import type { EdgeView } from "../../../api/types";
import { ago, count } from "../../../shared/format";
import { decider, outcome } from "../../../shared/rulings";
import { Section } from "./Panel";

type Ruling = NonNullable<EdgeView["rulings"]>[number];

/** What policies said of one call, and what was done about it. */
export function Rulings({ rulings, now }: { rulings: EdgeView["rulings"]; now: number }) {
  if (!rulings?.length)
    return (
      <Section title="Policies">
        <p className="quiet">No policy said anything of this call.</p>
      </Section>
    );
  return (
    <Section title="Policies">
      <ul className="contents">
        {[...rulings].sort(gravestFirst).map((ruling) => (
          <Line key={keyOf(ruling)} ruling={ruling} now={now} />
        ))}
      </ul>
    </Section>
  );
}

const keyOf = (it: Ruling): string => [it.policy, it.version, it.rule, it.says, it.done, it.wouldBe].join(" ");

const GRAVITY = { bad: 0, warning: 1, plain: 2, quiet: 3 };
const gravestFirst = (a: Ruling, b: Ruling): number =>
  GRAVITY[outcome(a).tone] - GRAVITY[outcome(b).tone] || b.exchanges - a.exchanges;

function Line({ ruling, now }: { ruling: Ruling; now: number }) {
  const { words, because, tone } = outcome(ruling);
  return (
    <li data-outcome={tone}>
      <b className={tone === "plain" ? "" : tone}>{words}</b>
      <span className="number" title="Exchanges">
        {count(ruling.exchanges)}
      </span>
      <span className="quiet evidence">
        by {decider(ruling)}
        {ruling.version > 0 && ` (version ${ruling.version})`}, last {ago(ruling.lastSeen, now)}
      </span>
      {because && <span className="quiet evidence">{because}</span>}
    </li>
  );
}
