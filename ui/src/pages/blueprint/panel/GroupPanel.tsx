// SPDX-License-Identifier: Apache-2.0
import { plural, protocolName, rate, share } from "../../../shared/format";
import type { Card, Link } from "../view";
import type { Blueprint } from "../../../api/types";
import { Panel, Section } from "./Panel";
import { nameOf } from "./PartyPanel";

interface Props {
  card: Card;
  blueprint: Blueprint;
  onOpen: (id: string) => void;
  onExpand: () => void;
  onClose: () => void;
}

/** What a collapsed namespace stands for. */
export function NamespacePanel({ card, onOpen, onExpand, onClose }: Props) {
  const namespace = card.members[0]?.namespace ?? card.id;
  return (
    <Panel
      label={`Namespace ${namespace}`}
      kicker="Namespace, collapsed"
      title={namespace}
      subject={card.id}
      onClose={onClose}
    >
      <p>
        <button type="button" className="plain" onClick={onExpand}>
          Expand in the graph
        </button>
      </p>
      <Section title={plural(card.members.length, "workload")}>
        <ul className="peers">
          {card.members.map((party) => (
            <li key={party.id}>
              <button type="button" onClick={() => onOpen(party.id)}>
                <span>{party.name}</span>
                <span className="quiet">{party.workloadKind ?? party.kind}</span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
    </Panel>
  );
}

/** What a line between collapsed namespaces stands for. */
export function BundlePanel({
  link,
  blueprint,
  onOpen,
  onClose,
}: {
  link: Link;
  blueprint: Blueprint;
  onOpen: (id: string) => void;
  onClose: () => void;
}) {
  return (
    <Panel
      label="Calls of this line"
      kicker={`${protocolName(link.protocol)} calls, taken together`}
      title={plural(link.edges.length, "call")}
      subject={link.id}
      onClose={onClose}
    >
      <ul className="peers">
        {[...link.edges]
          .sort((a, b) => b.ratePerSecond - a.ratePerSecond)
          .map((edge) => (
            <li key={edge.id}>
              <button type="button" onClick={() => onOpen(edge.id)}>
                <span>
                  {nameOf(blueprint, edge.source)} → {nameOf(blueprint, edge.target)}
                </span>
                <span className="quiet">{edge.vantage === "server" ? "seen at the callee" : "seen at the caller"}</span>
                <span className="number">{rate(edge.ratePerSecond)}</span>
                <span className={`number ${edge.errorShare > 0 ? "bad" : "quiet"}`}>
                  {edge.errorShare > 0 ? share(edge.errorShare) : ""}
                </span>
              </button>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
