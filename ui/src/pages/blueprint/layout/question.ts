// SPDX-License-Identifier: Apache-2.0
// What ELK is asked, and what its answer says: which column a card belongs to and in which order cards stand in it. Pure.
import type { ElkNode } from "elkjs/lib/elk-api";
import { type Band, CARD_HEIGHT, CARD_WIDTH, type Shape } from "./geometry";

/** ELK's answer for one card: a rank that grows to the right, and a height that orders the rank. */
export interface Rank {
  rank: number;
  order: number;
}

const PARTITION: Record<Band, number> = {
  outside: 0,
  ingress: 1,
  workload: 2,
  store: 3,
  ai: 3,
  egress: 4,
  platform: 5,
};
const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.partitioning.activate": "true",
  "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
  "elk.layered.cycleBreaking.strategy": "GREEDY",
  "elk.edgeRouting": "POLYLINE",
  "elk.separateConnectedComponents": "false",
};

/** Above this many links a good order that comes soon is worth more than the best one. */
const MANY_LINKS = 250;

/** The graph as ELK takes it. */
export function question(shape: Shape): ElkNode {
  // Who could not be named may be anybody: such links say nothing about the order of the named.
  const ids = new Set(shape.cards.filter((card) => card.named).map((card) => card.id));
  return {
    id: "blueprint",
    layoutOptions: { ...OPTIONS, "elk.layered.thoroughness": shape.links.length > MANY_LINKS ? "2" : "8" },
    children: shape.cards.map((card) => ({
      id: card.id,
      width: CARD_WIDTH,
      height: CARD_HEIGHT,
      layoutOptions: { "elk.partitioning.partition": String(PARTITION[card.band]) },
    })),
    edges: shape.links
      .filter((link) => link.source !== link.target && ids.has(link.source) && ids.has(link.target))
      .map((link) => ({
        id: link.id,
        sources: [link.source],
        targets: [link.target],
        layoutOptions: { "elk.layered.priority.direction": String(link.weight) },
      })),
  };
}

/** Numbers the columns that ELK's answer has. */
export function ranks(answer: ElkNode): Map<string, Rank> {
  const children = answer.children ?? [];
  const columns = [...new Set(children.map((child) => Math.round(child.x ?? 0)))].sort((a, b) => a - b);
  return new Map(
    children.map((child) => [child.id, { rank: columns.indexOf(Math.round(child.x ?? 0)), order: child.y ?? 0 }]),
  );
}
