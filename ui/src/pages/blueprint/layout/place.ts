// SPDX-License-Identifier: Apache-2.0
// Puts ranked cards on a grid of columns: namespaces as boxes packed above each other, the other bands beside them. Pure.
import { grouped } from "../../../shared/grouped";
import {
  type Band,
  CAPTION,
  CARD_HEIGHT,
  CARD_WIDTH,
  COLUMN,
  GROUP_BOTTOM,
  GROUP_GAP,
  GROUP_TOP,
  type Placement,
  ROW,
  ROW_MOST,
  SCREEN,
  type Shape,
} from "./geometry";
import type { Rank } from "./question";
import { spread, spreadWithin } from "./spread";

interface Cell {
  id: string;
  column: number;
  order: number;
  group: string;
  y: number;
}

const UNGROUPED = "";
const CAPTIONS: Partial<Record<Band, string>> = {
  outside: "Outside",
  ingress: "Ingress",
  store: "Data stores",
  ai: "AI",
  egress: "Egress",
  platform: "Platform",
};
/** Bands of one column, from left to right; the workloads go between the second and the third. */
const BEFORE: Band[][] = [["outside"], ["ingress"]];
const AFTER: Band[][] = [["store", "ai"], ["egress"], ["platform"]];
const SWEEPS = 6;
/** So many columns of workloads are always allowed; more only for many workloads. */
const LEAST_COLUMNS = 5;

/** Returns where everything goes; a picture much wider than a screen gets more room between its rows. */
export function place(shape: Shape, ranked: Map<string, Rank>): Placement {
  const tight = placeWith(shape, ranked, ROW);
  const [width, height] = [
    extent([...tight.cards.values()].map((point) => point.x)) + CARD_WIDTH,
    extent([...tight.cards.values()].map((point) => point.y)) + CARD_HEIGHT,
  ];
  // Many lines for few cards need more room between them.
  const most = ROW_MOST + 12 * Math.max(0, shape.links.length / Math.max(1, shape.cards.length) - 2);
  const airy = Math.min(most, (ROW * width * SCREEN) / height);
  return airy > ROW * 1.05 ? placeWith(shape, ranked, airy) : tight;
}

function placeWith(shape: Shape, ranked: Map<string, Rank>, row: number): Placement {
  const placement: Placement = { cards: new Map(), captions: [] };
  const beside = neighbours(shape);
  const has = (bands: Band[]) => shape.cards.some((card) => bands.includes(card.band));
  const before = BEFORE.filter(has);
  const cells = middle(shape, ranked);
  const width = cells.reduce((most, cell) => Math.max(most, cell.column + 1), 0);
  pack(cells, beside, row);
  relax(cells, beside, row);
  for (const cell of cells) placement.cards.set(cell.id, { x: (before.length + cell.column) * COLUMN, y: cell.y });
  const after = AFTER.filter(has);
  after.forEach((bands, i) => column(bands, (before.length + width + i) * COLUMN));
  [...before].reverse().forEach((bands, i) => column(bands, (before.length - 1 - i) * COLUMN));
  return placement;

  /** Places one column: each card as near as can be to the middle of whom it talks to, captions above each band. */
  function column(bands: Band[], x: number): void {
    const centre = middleOf([...placement.cards.values()].map((point) => point.y));
    const blocks = bands
      .map((band) => {
        const wish = (id: string) =>
          mean((beside.get(id) ?? []).flatMap((other) => placement.cards.get(other)?.y ?? [])) ?? centre;
        const ids = shape.cards
          .filter((card) => card.band === band)
          .map((card) => card.id)
          .sort(
            (a, b) =>
              wish(a) - wish(b) || (ranked.get(a)?.order ?? 0) - (ranked.get(b)?.order ?? 0) || a.localeCompare(b),
          );
        return { band, ids, ys: spread(ids.map(wish), row) };
      })
      .filter((block) => block.ids.length);
    let floor = -Infinity;
    for (const [i, block] of blocks.entries()) {
      const rest = blocks.slice(i + 1).reduce((sum, next) => sum + next.ids.length * row + CAPTION, 0);
      const top = Math.max(floor, Math.min(block.ys[0]!, rest ? centre + 400 : Infinity));
      const ys = block.ys.map((y, k) => Math.max(y, top + k * row));
      block.ids.forEach((id, k) => placement.cards.set(id, { x, y: ys[k]! }));
      placement.captions.push({ text: CAPTIONS[block.band] ?? "", x, y: ys[0]! - CAPTION });
      floor = ys[ys.length - 1]! + row + CAPTION;
    }
  }
}

/** The workload band on columns of its own, without gaps that no card fills; a chain too long for a screen is folded. */
function middle(shape: Shape, ranked: Map<string, Rank>): Cell[] {
  const cards = shape.cards.filter((card) => card.band === "workload");
  const rankOf = (id: string) => ranked.get(id)?.rank ?? 0;
  const columns = [...new Set(cards.map((card) => rankOf(card.id)))].sort((a, b) => a - b);
  const most = Math.max(LEAST_COLUMNS, Math.ceil(Math.sqrt(1.6 * cards.length)));
  const columnOf = (rank: number) =>
    columns.length <= most ? columns.indexOf(rank) : Math.floor((columns.indexOf(rank) * most) / columns.length);
  return cards.map((card) => ({
    id: card.id,
    column: columnOf(rankOf(card.id)),
    order: ranked.get(card.id)?.order ?? 0,
    group: card.group ?? UNGROUPED + card.id,
    y: 0,
  }));
}

/** Stacks the groups, each in the highest place where its columns are free, then evens out the rows inside. */
function pack(cells: Cell[], beside: Map<string, string[]>, row: number): void {
  const groups = grouped(cells, (cell) => cell.group);
  const skyline = new Map<number, number>();
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const ordered = [...groups.values()].sort(
    (a, b) =>
      (mean(a.map((cell) => cell.order)) ?? 0) - (mean(b.map((cell) => cell.order)) ?? 0) ||
      a[0]!.group.localeCompare(b[0]!.group),
  );
  for (const group of ordered) {
    const columns = group.map((cell) => cell.column);
    const [first, last] = [Math.min(...columns), Math.max(...columns)];
    const lanes = [...grouped(group, (cell) => cell.column).values()].map((lane) =>
      lane.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id)),
    );
    const rows = Math.max(...lanes.map((lane) => lane.length));
    let top = 0;
    for (let column = first; column <= last; column++) top = Math.max(top, skyline.get(column) ?? 0);
    const boxed = group.length > 1 || !group[0]!.group.endsWith(group[0]!.id);
    const low = top + (boxed ? GROUP_TOP : 0);
    const high = low + (rows - 1) * row;
    for (const lane of lanes) lane.forEach((cell, i) => (cell.y = low + i * row + ((rows - lane.length) * row) / 2));
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (const lane of sweep % 2 ? [...lanes].reverse() : lanes) {
        const wishes = lane.map(
          (cell) =>
            mean(
              (beside.get(cell.id) ?? []).flatMap((id) => (byId.get(id)?.group === cell.group ? byId.get(id)!.y : [])),
            ) ?? cell.y,
        );
        spreadWithin(wishes, row, low, high).forEach((y, i) => (lane[i]!.y = y));
      }
    }
    const bottom = high + row + (boxed ? GROUP_BOTTOM + GROUP_GAP - (row - CARD_HEIGHT) : 0);
    for (let column = first; column <= last; column++) skyline.set(column, bottom);
  }
}

/** Columns that hold no box may stand as their calls want them. */
function relax(cells: Cell[], beside: Map<string, string[]>, row: number): void {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const centre = middleOf(cells.map((cell) => cell.y));
  const loose = [...grouped(cells, (cell) => cell.column).values()].filter((column) =>
    column.every((cell) => cell.group === UNGROUPED + cell.id),
  );
  for (const column of loose) column.forEach((cell, i) => (cell.y = centre + (i - (column.length - 1) / 2) * row));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 ? [...loose].reverse() : loose) {
      const wish = new Map(
        column.map((cell) => [
          cell,
          mean((beside.get(cell.id) ?? []).flatMap((id) => byId.get(id)?.y ?? [])) ?? cell.y,
        ]),
      );
      const sorted = [...column].sort((a, b) => wish.get(a)! - wish.get(b)! || a.id.localeCompare(b.id));
      spread(
        sorted.map((cell) => wish.get(cell)!),
        row,
      ).forEach((y, i) => (sorted[i]!.y = y));
    }
  }
}

function neighbours(shape: Shape): Map<string, string[]> {
  const beside = new Map<string, string[]>();
  const add = (one: string, other: string) => beside.set(one, [...(beside.get(one) ?? []), other]);
  for (const link of shape.links) {
    if (link.source === link.target) continue;
    add(link.source, link.target);
    add(link.target, link.source);
  }
  return beside;
}

const mean = (values: number[]): number | undefined =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
const extent = (values: number[]): number => (values.length ? Math.max(...values) - Math.min(...values) : 0);
const middleOf = (values: number[]): number => (values.length ? (Math.min(...values) + Math.max(...values)) / 2 : 0);
