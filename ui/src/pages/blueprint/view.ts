// SPDX-License-Identifier: Apache-2.0
// What of the blueprint is drawn: filters, collapsed namespaces, hidden platform. Pure.
import type { Blueprint, EdgeView, Layer, Party } from "../../api/types";
import { spokenOn } from "../../shared/format";

export interface Filters {
  namespaces: string[];
  protocols: string[];
  errors: boolean;
  platform: boolean;
  collapsed: string[];
}

/** A box of the graph: one party, or a collapsed namespace that stands for several. */
export interface Card {
  id: string;
  layer: Layer;
  /** The namespace box it is drawn in, if any. */
  group: string | undefined;
  party: Party | undefined;
  /** The parties a collapsed namespace stands for. */
  members: Party[];
}

/** A line of the graph: the edges of one protocol between two cards, mostly just one. */
export interface Link {
  id: string;
  source: string;
  target: string;
  protocol: string;
  rate: number;
  errorShare: number;
  /** How many of the five layers are seen, the least of all its edges. */
  depth: number;
  /** Classes of sensitive data that it carries to a host out of the cluster. */
  leaving: string[];
  edges: EdgeView[];
}

export interface View {
  cards: Card[];
  links: Link[];
  hiddenPlatform: number;
}

const seenLayers = (edge: EdgeView): number => edge.visibility.filter((sight) => sight.seen).length;

const leaving = (edge: EdgeView): string[] => [
  ...new Set((edge.contents?.data ?? []).filter((datum) => datum.leaves).map((datum) => datum.dataClass)),
];

/** What a click on a line opens: its edge, or all of them when it stands for several. */
export const opens = (link: Link): string => (link.edges.length === 1 ? link.edges[0]!.id : link.id);

/** Ids of collapsed namespaces cannot meet those of parties, which never start like this. */
export const namespaceId = (namespace: string): string => `namespace/${namespace}`;

export function view(blueprint: Blueprint, filters: Filters): View {
  const wanted = new Set(filters.protocols);
  let edges = blueprint.edges.filter(
    (edge) =>
      (!wanted.size || wanted.has(spokenOn(edge))) && (!filters.errors || edge.errors > 0 || edge.attempts?.goingOn),
  );
  let parties = blueprint.parties;
  if (!filters.platform) parties = withoutPlatform(parties, blueprint.edges);
  const hiddenPlatform = blueprint.parties.length - parties.length;
  if (filters.namespaces.length) parties = inNamespaces(parties, edges, new Set(filters.namespaces));
  const ids = new Set(parties.map((party) => party.id));
  edges = edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  if (wanted.size || filters.errors) {
    const touched = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
    parties = parties.filter((party) => touched.has(party.id));
  }
  return { ...fold(parties, edges, new Set(filters.collapsed)), hiddenPlatform };
}

/** With the platform goes what is known only by calls with it: a card without a line would say nothing. */
function withoutPlatform(parties: Party[], edges: EdgeView[]): Party[] {
  const platform = new Set(parties.filter((party) => party.layer === "platform").map((party) => party.id));
  const withIt = new Set<string>();
  const withOthers = new Set<string>();
  for (const { source, target } of edges) {
    const found = platform.has(source) || platform.has(target) ? withIt : withOthers;
    found.add(source).add(target);
  }
  return parties.filter(
    ({ id, kind }) => !platform.has(id) && (kind === "workload" || !withIt.has(id) || withOthers.has(id)),
  );
}

/** Keeps the parties of these namespaces and, as context, whom they talk to. */
function inNamespaces(parties: Party[], edges: EdgeView[], namespaces: Set<string>): Party[] {
  const inside = new Set(
    parties.filter((party) => party.namespace && namespaces.has(party.namespace)).map((party) => party.id),
  );
  const near = new Set(inside);
  for (const edge of edges) {
    if (inside.has(edge.source)) near.add(edge.target);
    if (inside.has(edge.target)) near.add(edge.source);
  }
  return parties.filter((party) => near.has(party.id));
}

function fold(parties: Party[], edges: EdgeView[], collapsed: Set<string>): { cards: Card[]; links: Link[] } {
  const cards = new Map<string, Card>();
  const cardOf = new Map<string, string>();
  for (const party of parties) {
    const within = party.namespace !== undefined && collapsed.has(party.namespace) && party.layer !== "ingress";
    const id = within ? namespaceId(party.namespace!) : party.id;
    cardOf.set(party.id, id);
    const known = cards.get(id);
    if (known) known.members.push(party);
    else if (within) cards.set(id, { id, layer: "workload", group: undefined, party: undefined, members: [party] });
    else
      cards.set(id, {
        id,
        layer: party.layer,
        group: party.layer === "workload" ? party.namespace : undefined,
        party,
        members: [party],
      });
  }
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const source = cardOf.get(edge.source)!;
    const target = cardOf.get(edge.target)!;
    if (source === target && edge.source !== edge.target) continue;
    const id = `${source} > ${target} > ${spokenOn(edge)}`;
    const known = links.get(id);
    if (known) join(known, edge);
    else
      links.set(id, {
        id,
        source,
        target,
        protocol: spokenOn(edge),
        rate: edge.ratePerSecond,
        errorShare: edge.errorShare,
        depth: seenLayers(edge),
        leaving: leaving(edge),
        edges: [edge],
      });
  }
  return { cards: [...cards.values()], links: [...links.values()] };
}

function join(link: Link, edge: EdgeView): void {
  const errors = link.errorShare * link.rate + edge.errorShare * edge.ratePerSecond;
  const rate = link.rate + edge.ratePerSecond;
  link.errorShare = rate > 0 ? errors / rate : Math.max(link.errorShare, edge.errorShare);
  link.rate = rate;
  link.depth = Math.min(link.depth, seenLayers(edge));
  link.leaving = [...new Set([...link.leaving, ...leaving(edge)])];
  link.edges.push(edge);
}

export const namespacesOf = (blueprint: Blueprint, platform: boolean): string[] =>
  [
    ...new Set(
      blueprint.parties
        .filter((party) => platform || party.layer !== "platform")
        .flatMap((party) => party.namespace ?? []),
    ),
  ].sort();

export const protocolsOf = (blueprint: Blueprint): string[] => [...new Set(blueprint.edges.map(spokenOn))].sort();

/** Above this many workloads the page starts with its namespaces collapsed. */
export const MANY_WORKLOADS = 80;

/** Returns what is collapsed: what the reader chose, else everything if there is too much to read. */
export function collapsedOf(blueprint: Blueprint, chosen: string[] | undefined): string[] {
  if (chosen) return chosen;
  const workloads = blueprint.parties.filter((party) => party.kind === "workload" && party.layer !== "platform");
  return workloads.length > MANY_WORKLOADS ? namespacesOf(blueprint, false) : [];
}
