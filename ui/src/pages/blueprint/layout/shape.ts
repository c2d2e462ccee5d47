// SPDX-License-Identifier: Apache-2.0
import type { Card, Link, View } from "../view";
import type { Band, Shape } from "./geometry";

const bandOf = (card: Card): Band => (card.layer === "datastore" ? "store" : card.layer);

/** What of a view a layout depends on: neither rates nor order. */
export function shapeOf(view: View): Shape {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return {
    cards: view.cards
      .map((card) => ({
        id: card.id,
        band: bandOf(card),
        group: card.group,
        named: card.party?.kind !== "unidentified",
      }))
      .sort(byId),
    links: view.links
      .map((link) => ({ id: link.id, source: link.source, target: link.target, weight: weightOf(link) }))
      .sort(byId),
  };
}

/** By order of magnitude of all calls so far; what was only ever tried counts nothing. */
function weightOf(link: Link): number {
  const answered = link.edges.reduce((sum, edge) => sum + edge.exchanges - edge.errors, 0);
  return Math.round(2 * Math.log10(1 + answered));
}

/** Returns a text that changes exactly when a layout is out of date. */
export const shapeKey = (shape: Shape): string =>
  JSON.stringify([
    shape.cards.map(({ id, band, group }) => [id, band, group]),
    shape.links.map(({ id, source, target }) => [id, source, target]),
  ]);
