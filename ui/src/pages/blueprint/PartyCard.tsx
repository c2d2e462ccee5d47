// SPDX-License-Identifier: Apache-2.0
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Fragment, memo, type ReactNode, useContext } from "react";
import type { Party } from "../../api/types";
import { ago, plural, protocolName } from "../../shared/format";
import { Icon, iconOf } from "./Icon";
import { Pick } from "./pick";
import type { Card } from "./view";

export type CardNode = Node<{ card: Card; faded: boolean; chosen: boolean; now: number; pending: boolean }, "card">;

const NAMES: Partial<Record<Party["layer"], string>> = {
  datastore: "data store",
  ai: "AI",
  egress: "outside host",
  outside: "outside",
  ingress: "ingress",
  platform: "platform",
};

/** Returns how many pods are not proven captured, over all parties of a card. */
const uncaptured = (card: Card): number =>
  card.members.reduce((sum, party) => sum + (party.pods ? party.pods.running - party.pods.captured : 0), 0);
const running = (card: Card): number => card.members.reduce((sum, party) => sum + (party.pods?.running ?? 0), 0);

function detail(card: Card, now: number): string {
  const party = card.party;
  if (!party) return plural(card.members.length, "workload");
  if (party.ended) return `ended, seen ${ago(party.lastSeen, now)}`;
  if (!party.lastSeen) return "no traffic seen yet";
  if (party.layer === "datastore")
    return [party.protocols.map(protocolName).join(", "), party.namespace].filter(Boolean).join(" · ");
  if (party.kind === "workload")
    return [party.workloadKind, party.layer === "workload" ? undefined : party.namespace].filter(Boolean).join(" · ");
  return party.kind === "unidentified" ? "not identified" : (NAMES[party.layer] ?? party.kind);
}

/** What a screen reader says of a card. */
export function spoken(card: Card, now: number): string {
  const party = card.party;
  const missing = uncaptured(card);
  const where = party?.namespace ? ` in ${party.namespace}` : "";
  const capture = missing ? `, ${missing} of ${plural(running(card), "pod")} not captured` : "";
  return party
    ? `${party.name}${where}, ${detail(card, now)}${capture}`
    : `namespace ${card.members[0]?.namespace}, collapsed, ${detail(card, now)}${capture}`;
}

/** A host name that may be broken after its dots. */
const dotted = (name: string): ReactNode =>
  name.split(".").map((part, i) => (
    <Fragment key={i}>
      {i > 0 && "."}
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));

export const PartyCard = memo(function PartyCard({ data }: NodeProps<CardNode>) {
  const { card, faded, chosen, now, pending } = data;
  const pick = useContext(Pick);
  const party = card.party;
  const missing = uncaptured(card);
  const all = running(card);
  const state = [
    "card",
    `card-${card.layer}`,
    faded && "faded",
    chosen && "chosen",
    party?.ended && "ended",
    party?.kind === "external" && "host",
    missing > 0 && !pending && (missing === all ? "uncaptured" : "part-captured"),
    party?.kind === "unidentified" && "unidentified",
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        className={state}
        data-card={card.id}
        aria-label={spoken(card, now)}
        aria-pressed={chosen}
        tabIndex={pick.active === card.id ? 0 : -1}
        onClick={() => pick.open(card.id)}
        onFocus={() => pick.activate(card.id)}
      >
        <Icon name={party ? iconOf(card.layer, party.kind) : "namespace"} />
        <span className="card-words">
          <span className="card-name" title={party?.name}>
            {party?.kind === "external" ? dotted(party.name) : (party?.name ?? card.members[0]?.namespace)}
          </span>
          {!(party?.kind === "external") && (
            <span className="card-detail">
              {missing === 0 || missing < all ? detail(card, now) : pending ? "capture not proven yet" : "not captured"}
            </span>
          )}
        </span>
        {missing > 0 && (
          <span
            className={pending ? "card-badge pending" : "card-badge"}
            title={`${missing} of ${all} pods ${pending ? "not proven captured yet" : "not captured"}`}
          >
            {all - missing}/{all}
          </span>
        )}
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
});
