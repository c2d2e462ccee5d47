// SPDX-License-Identifier: Apache-2.0
import type { Blueprint, EdgeView, Sight } from "../../../api/types";
import { ago, bytes, count, millis, protocolName, rate, share, spokenOn } from "../../../shared/format";
import {
  isWeakProof,
  layerInWords,
  proofInWords,
  reasonInWords,
  tierInWords,
  vantageInWords,
} from "../../../shared/words";
import { ContentsSections } from "./Contents";
import { DecidingRules } from "./DecidingRules";
import { Operations } from "./Operations";
import { Facts, Panel, Section } from "./Panel";
import { nameOf } from "./PartyPanel";
import { Rulings } from "./Rulings";

interface Props {
  edge: EdgeView;
  blueprint: Blueprint;
  now: number;
  onOpen: (id: string) => void;
  onClose: () => void;
}

export function EdgePanel({ edge, blueprint, now, onOpen, onClose }: Props) {
  const [source, target] = [nameOf(blueprint, edge.source), nameOf(blueprint, edge.target)];
  const title = (
    <>
      <button type="button" className="link" onClick={() => onOpen(edge.source)}>
        {source}
      </button>
      <span className="arrow" aria-label="calls">
        {" "}
        →{" "}
      </span>
      <button type="button" className="link" onClick={() => onOpen(edge.target)}>
        {target}
      </button>
    </>
  );
  return (
    <Panel
      label={`Details of the call from ${source} to ${target}`}
      kicker={edge.attempts?.noneReached ? protocolName(spokenOn(edge)) : `${protocolName(edge.protocol)} call`}
      title={title}
      subject={edge.id}
      onClose={onClose}
    >
      <ul className="figures">
        <Figure name="Rate" value={rate(edge.ratePerSecond)} />
        <Figure name="Errors" value={share(edge.errorShare)} bad={edge.errorShare > 0} />
        <Figure name="p50" value={millis(edge.p50Millis)} />
        <Figure name="p99" value={millis(edge.p99Millis)} />
      </ul>
      <Attempts edge={edge} now={now} />
      <Rulings rulings={edge.rulings} now={now} />
      <DecidingRules edge={edge.id} />
      <Section title="Operations">
        <Operations operations={edge.operations} omitted={edge.operationsOmitted} statusesOf={edge.protocol} />
      </Section>
      <ContentsSections contents={edge.contents} />
      <Section title="What was seen">
        <Ledger sights={edge.visibility} />
      </Section>
      <Section title="How the ends are proven">
        <Proof name={source} proof={edge.sourceProof} />
        <Proof name={target} proof={edge.targetProof} />
        <p className="quiet">
          {tierInWords(edge.tier)} {vantageInWords(edge.vantage)}
        </p>
      </Section>
      <Section title="In the window">
        <Facts
          facts={[
            ["Exchanges", count(edge.exchanges)],
            ["Failed", count(edge.errors)],
            ["Bytes sent", bytes(edge.requestBytes)],
            ["Bytes answered", bytes(edge.responseBytes)],
            ["Distinct callers", edge.outsideClients === undefined ? undefined : `about ${count(edge.outsideClients)}`],
            ["First seen", ago(edge.firstSeen, now)],
            ["Last seen", ago(edge.lastSeen, now)],
          ]}
        />
      </Section>
    </Panel>
  );
}

/** Connections that nobody took: trouble while they go on, a fact afterwards. */
function Attempts({ edge, now }: { edge: EdgeView; now: number }) {
  const attempts = edge.attempts;
  if (!attempts) return null;
  const reasons = Object.entries(attempts.reasons).map(([reason, times]) => `${count(times)} ${reasonInWords(reason)}`);
  return (
    <Section title="Attempts that reached nobody">
      <p className={attempts.goingOn ? "warning" : "quiet"}>
        {reasons.join(", ")}
        {attempts.ports.length > 0 && `, to port ${attempts.ports.join(", ")}`}; last {ago(attempts.lastSeen, now)}
        {attempts.goingOn ? ", still going on" : ""}
      </p>
    </Section>
  );
}

const Figure = ({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) => (
  <li>
    <span className="quiet">{name}</span>
    <strong className={bad ? "bad" : ""}>{value}</strong>
  </li>
);

function Proof({ name, proof }: { name: string; proof: string }) {
  return (
    <p className="proof">
      <b>{name}</b> <span className={isWeakProof(proof) ? "warning" : ""}>{proofInWords(proof)}</span>
    </p>
  );
}

/** The visibility ledger: every layer, seen or why not. */
function Ledger({ sights }: { sights: Sight[] }) {
  return (
    <ul className="ledger">
      {sights.map((sight) => (
        <li key={sight.layer} className={sight.seen ? "seen" : "unseen"}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={sight.seen ? "M5 12.500l4.500 4.500L19 7.500" : "M7 12h10"} />
          </svg>
          <span>{layerInWords(sight.layer)}</span>
          <span className="quiet">{sight.seen ? "seen" : `not seen: ${sight.because ?? "no reason given"}`}</span>
        </li>
      ))}
    </ul>
  );
}
