// SPDX-License-Identifier: Apache-2.0
import type { Card, View } from "../view";
import type { Band, Shape } from "./geometry";

const bandOf = (card: Card): Band => (card.layer === "datastore" ? "store" : card.layer);

/** What of a view a layout depends on: neither rates nor order. */
export function shapeOf(view: View): Shape {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return {
    cards: view.cards.map((card) => ({ id: card.id, band: bandOf(card), group: card.group })).sort(byId),
    links: view.links.map(({ id, source, target }) => ({ id, source, target })).sort(byId),
  };
}
