// SPDX-License-Identifier: Apache-2.0
import type { Blueprint, EdgeView, Party, Status } from "../../../api/types";
import { ago, plural, protocolName, rate, share, spokenOn } from "../../../shared/format";
import { Capture } from "./Capture";
import { DataOfParty } from "./Contents";
import { DeclaredSections } from "./Declared";
import { Operations } from "./Operations";
import { Facts, Panel, Section } from "./Panel";

interface Props {
  party: Party;
  blueprint: Blueprint;
  status: Status | undefined;
  now: number;
  onOpen: (id: string) => void;
  onClose: () => void;
}

const KINDS: Record<Party["kind"], string> = {
  workload: "Workload",
  node: "Cluster node",
  "kube-api": "Kubernetes API",
  external: "Outside host",
  outside: "Outside",
  unidentified: "Not identified",
};

export function PartyPanel({ party, blueprint, status, now, onOpen, onClose }: Props) {
  const callers = blueprint.edges.filter((edge) => edge.target === party.id);
  const callees = blueprint.edges.filter((edge) => edge.source === party.id);
  return (
    <Panel
      label={`Details of ${party.name}`}
      kicker={party.workloadKind ?? KINDS[party.kind]}
      title={party.name}
      subject={party.id}
      onClose={onClose}
    >
      <Section title="Identity">
        <Facts
          facts={[
            ["Namespace", party.namespace],
            ["Kind", party.workloadKind],
            ["Service account", party.serviceAccount],
            ["Serves", party.protocols.map(protocolName).join(", ")],
            ["First seen", ago(party.firstSeen, now)],
            [party.ended ? "Ended" : "Last seen", ago(party.lastSeen, now)],
          ]}
        />
        <Labels labels={party.labels ?? {}} />
      </Section>
      {party.pods && (
        <Section title="Capture">
          <Capture party={party} pods={party.pods} status={status} now={now} />
        </Section>
      )}
      <DataOfParty id={party.id} edges={[...callers, ...callees]} />
      <Peers title="Called by" edges={callers} end="source" blueprint={blueprint} onOpen={onOpen} />
      <Peers title="Calls" edges={callees} end="target" blueprint={blueprint} onOpen={onOpen} />
      {party.kind === "workload" && <DeclaredSections party={party} />}
      {callers.length > 0 && (
        <Section title="Operations served" aside="by caller">
          {callers.map((edge) => (
            <div key={edge.id} className="by-caller">
              <p className="quiet">
                {nameOf(blueprint, edge.source)} · {protocolName(spokenOn(edge))}
              </p>
              <Operations operations={edge.operations} omitted={edge.operationsOmitted} />
            </div>
          ))}
        </Section>
      )}
    </Panel>
  );
}

export const nameOf = (blueprint: Blueprint, id: string): string =>
  blueprint.parties.find((party) => party.id === id)?.name ?? id;

function Labels({ labels }: { labels: Record<string, string> }) {
  const entries = Object.entries(labels);
  if (!entries.length) return null;
  return (
    <ul className="chips" aria-label="Labels">
      {entries.map(([name, value]) => (
        <li key={name} className="mono">
          {name}={value}
        </li>
      ))}
    </ul>
  );
}

function Peers({
  title,
  edges,
  end,
  blueprint,
  onOpen,
}: {
  title: string;
  edges: EdgeView[];
  end: "source" | "target";
  blueprint: Blueprint;
  onOpen: (id: string) => void;
}) {
  const sorted = [...edges].sort((a, b) => b.exchanges - a.exchanges);
  return (
    <Section title={title} aside={edges.length ? undefined : "nobody, as far as seen"}>
      <ul className="peers">
        {sorted.map((edge) => (
          <li key={edge.id}>
            <button
              type="button"
              onClick={() => onOpen(edge.id)}
              aria-label={`${nameOf(blueprint, edge[end])}, ${protocolName(spokenOn(edge))}, ${rate(edge.ratePerSecond)}${edge.errorShare > 0 ? `, ${share(edge.errorShare)} errors` : ""}. Open the call`}
            >
              <span>{nameOf(blueprint, edge[end])}</span>
              <span className="quiet">{protocolName(spokenOn(edge))}</span>
              <span className="number">{rate(edge.ratePerSecond)}</span>
              <span className={`number ${edge.errorShare > 0 ? "bad" : "quiet"}`}>
                {edge.errorShare > 0 ? share(edge.errorShare) : ""}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {edges.length > 8 && <p className="quiet">{plural(edges.length, "call")}</p>}
    </Section>
  );
}
