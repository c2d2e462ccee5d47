// SPDX-License-Identifier: Apache-2.0
// From a view and a placement to what the graph library draws. Pure.
import type { LinkEdge } from "./CallLine";
import { labelWidth } from "./CallLine";
import {
  around,
  type Box,
  cardBox,
  type Caption,
  CARD_HEIGHT,
  CARD_WIDTH,
  GROUP_BOTTOM,
  GROUP_SIDE,
  GROUP_TOP,
  type Placement,
  type Point,
} from "./layout/geometry";
import { placeLabels } from "./layout/labels";
import { type Route, route } from "./layout/route";
import type { BoxNode, CaptionNode } from "./NamespaceBox";
import type { CardNode } from "./PartyCard";
import type { View } from "./view";
import { grouped } from "../../shared/grouped";

/** What stands out: everything else is faded unless nothing stands out. */
export interface Focus {
  chosen: string | undefined;
  pointed: string | undefined;
  matches: Set<string> | undefined;
}

/** Returns where the cards of a view stand: as laid out, or where they were dragged to. */
export function positions(view: View, placement: Placement | undefined, moved: Map<string, Point>): Map<string, Point> {
  return new Map(
    view.cards.flatMap((card) => {
      const point = moved.get(card.id) ?? placement?.cards.get(card.id);
      return point ? [[card.id, point] as [string, Point]] : [];
    }),
  );
}

/** Returns the ids of the cards and links that belong to what is chosen or found; absent when all do. */
export function bright(view: View, focus: Focus): Set<string> | undefined {
  const { chosen, matches } = focus;
  const start = chosen ? new Set([chosen]) : matches;
  if (!start) return undefined;
  const ids = new Set(start);
  for (const link of view.links) {
    if (start.has(link.id)) ids.add(link.source).add(link.target);
    if (chosen && (start.has(link.source) || start.has(link.target)))
      ids.add(link.id).add(link.source).add(link.target);
  }
  return view.cards.some((card) => ids.has(card.id)) || matches ? ids : undefined;
}

export function cardNodes(
  view: View,
  at: Map<string, Point>,
  lit: Set<string> | undefined,
  chosen: string | undefined,
  now: number,
  waiting: Set<string>,
): CardNode[] {
  return view.cards
    .filter((card) => at.has(card.id))
    .map((card) => ({
      id: card.id,
      type: "card",
      position: at.get(card.id)!,
      width: CARD_WIDTH,
      height: CARD_HEIGHT,
      zIndex: 2,
      focusable: false,
      data: {
        card,
        faded: lit !== undefined && !lit.has(card.id),
        chosen: chosen === card.id,
        now: card.party?.ended ? now : 0,
        pending: card.members.every(
          (party) => !party.pods || party.pods.captured === party.pods.running || waiting.has(party.id),
        ),
      },
    }));
}

/** Namespace boxes follow their cards, wherever those were dragged. */
export function boxNodes(view: View, at: Map<string, Point>): BoxNode[] {
  const inside = view.cards.filter((card) => card.group && at.has(card.id));
  return [...grouped(inside, (card) => card.group!)].map(([name, cards]) => {
    const inner = around(cards.map((card) => at.get(card.id)!));
    const [width, height] = [inner.width + 2 * GROUP_SIDE, inner.height + GROUP_TOP + GROUP_BOTTOM];
    return {
      id: `box/${name}`,
      type: "box",
      position: { x: inner.x - GROUP_SIDE, y: inner.y - GROUP_TOP },
      width,
      height,
      zIndex: -1,
      draggable: false,
      selectable: false,
      focusable: false,
      data: { name, width, height },
    };
  });
}

export const captionNodes = (placement: Placement): CaptionNode[] =>
  placement.captions.map((caption) => ({
    id: `caption/${caption.text}`,
    type: "caption",
    position: { x: caption.x, y: caption.y },
    width: CARD_WIDTH,
    height: 20,
    zIndex: 0,
    draggable: false,
    selectable: false,
    focusable: false,
    data: { text: caption.text },
  }));

/** Where lines and their numbers go: depends on cards, links and which links fail, not on rates. */
export interface Lines {
  routes: Map<string, Route>;
  labels: Map<string, Point>;
}

export function lines(view: View, at: Map<string, Point>, captions: Caption[]): Lines {
  const routes = route(at, view.links);
  const cards = [...at.values()].map(cardBox);
  const wanted = view.links.map((link) => ({
    id: link.id,
    width: labelWidth(link),
    // By order of magnitude only, so that labels do not change places whenever rates do.
    weight: link.errorShare > 0 ? 100 : Math.round(Math.log10(link.rate + 0.01)),
  }));
  return { routes, labels: placeLabels(wanted, routes, [...cards, ...headings(boxNodes(view, at), captions)]) };
}

/** The names of namespaces and bands, about as wide as their letters. */
const headings = (boxes: BoxNode[], captions: Caption[]): Box[] => [
  ...boxes.map(({ position, data }) => ({
    x: position.x + 8,
    y: position.y + 6,
    width: 16 + 8 * data.name.length,
    height: 20,
  })),
  ...captions.map(({ x, y, text }) => ({ x, y, width: 8 * text.length, height: 20 })),
];

/** Returns a text that changes exactly when `lines` must be drawn anew. */
export const linesKey = (view: View, at: Map<string, Point>): string =>
  JSON.stringify([
    [...at].map(([id, point]) => [id, point.x, point.y]),
    view.links.map((link) => [link.id, link.errorShare > 0]),
  ]);

export function linkEdges(
  view: View,
  { routes, labels }: Lines,
  lit: Set<string> | undefined,
  focus: Focus,
): LinkEdge[] {
  return view.links
    .filter((link) => routes.has(link.id))
    .map((link) => {
      const pointed = focus.pointed === link.id;
      const chosen = focus.chosen === link.id;
      const bright = lit?.has(link.id) ?? false;
      return {
        id: link.id,
        source: link.source,
        target: link.target,
        type: "call",
        focusable: false,
        zIndex: pointed || chosen || bright ? 1 : 0,
        data: {
          link,
          route: routes.get(link.id)!,
          label: labels.get(link.id),
          faded: lit !== undefined && !bright,
          lit: bright,
          chosen,
          pointed,
        },
      };
    });
}

/** Returns a text that changes exactly when the card has to be drawn anew. */
export const cardSignature = ({ position, data }: CardNode): string =>
  JSON.stringify([
    position.x,
    position.y,
    data.faded,
    data.chosen,
    data.pending,
    data.now && Math.floor(data.now / 1000),
    data.card.group,
    data.card.layer,
    data.card.members.map((party) => [
      party.name,
      party.workloadKind,
      party.pods,
      party.ended,
      party.protocols,
      party.lastSeen === undefined,
    ]),
  ]);
