// SPDX-License-Identifier: Apache-2.0
// Leads every link from the right side of one card to the left side of another, between the cards and never under them. Pure.
import { grouped } from "../../../shared/grouped";
import { type Box, CARD_HEIGHT, CARD_WIDTH, type Point } from "./geometry";

/** The points a link runs through; it is level at each of them. */
export type Route = Point[];
export interface Line {
  id: string;
  source: string;
  target: string;
}

/** Room kept between a line and a card, and between two lines. */
const CLEARANCE = 9;
const APART = 5;
/** Share of a card's side that line ends may use. */
const SIDE = 0.72;
/** How far a way back swings out. */
const TURN = 44;

export function route(cards: Map<string, Point>, links: Line[]): Map<string, Route> {
  const boxes = [...cards.values()].map((point) => ({ ...point, width: CARD_WIDTH, height: CARD_HEIGHT }));
  const columns = columnsOf(boxes);
  const drawn = links.filter((link) => cards.has(link.source) && cards.has(link.target));
  const outs = ports(drawn, cards, "source", "target");
  const ins = ports(drawn, cards, "target", "source");
  const used = new Map<Column, number[]>();
  const routes = new Map<string, Route>();
  const length = (link: Line) => Math.abs(cards.get(link.target)!.x - cards.get(link.source)!.x);
  for (const link of [...drawn].sort((a, b) => length(a) - length(b) || a.id.localeCompare(b.id))) {
    const from = { x: cards.get(link.source)!.x + CARD_WIDTH, y: outs.get(link.id)! };
    const to = { x: cards.get(link.target)!.x, y: ins.get(link.id)! };
    routes.set(link.id, to.x > from.x + 8 ? forward(from, to, columns, used) : around(from, to, boxes));
  }
  return routes;
}

interface Column {
  left: number;
  right: number;
  boxes: Box[];
}

/** Cards whose sides overlap from left to right make one column. */
function columnsOf(boxes: Box[]): Column[] {
  const columns: Column[] = [];
  for (const box of [...boxes].sort((a, b) => a.x - b.x)) {
    const last = columns[columns.length - 1];
    if (last && box.x < last.right) {
      last.right = Math.max(last.right, box.x + box.width);
      last.boxes.push(box);
    } else columns.push({ left: box.x, right: box.x + box.width, boxes: [box] });
  }
  return columns;
}

/** Spreads line ends over a card's side, in the order of what they lead to, so that they do not cross at once. */
function ports(
  links: Line[],
  cards: Map<string, Point>,
  end: "source" | "target",
  other: "source" | "target",
): Map<string, number> {
  const ys = new Map<string, number>();
  for (const [id, own] of grouped(links, (link) => link[end])) {
    const card = cards.get(id)!;
    const slope = (link: Line) => {
      const far = cards.get(link[other])!;
      return (far.y - card.y) / Math.max(CARD_WIDTH, Math.abs(far.x - card.x));
    };
    const sorted = [...own].sort((a, b) => slope(a) - slope(b) || a.id.localeCompare(b.id));
    const step = Math.min(9, (CARD_HEIGHT * SIDE) / Math.max(1, sorted.length - 1));
    sorted.forEach((link, i) => ys.set(link.id, card.y + CARD_HEIGHT / 2 + (i - (sorted.length - 1) / 2) * step));
  }
  return ys;
}

function forward(from: Point, to: Point, columns: Column[], used: Map<Column, number[]>): Route {
  const points: Route = [from];
  let y = from.y;
  for (const column of columns) {
    if (column.left < from.x - 1 || column.right > to.x + 1) continue;
    const lanes = used.get(column) ?? [];
    const part = (column.left - from.x) / (to.x - from.x);
    const wish = Math.abs(to.y - from.y) < 24 ? y : from.y + (to.y - from.y) * (0.3 + 0.7 * part);
    y = freeNear(wish, column, lanes);
    used.set(column, [...lanes, y]);
    points.push({ x: column.left - CLEARANCE, y }, { x: column.right + CLEARANCE, y });
  }
  return [...points, to];
}

/** Returns the height nearest to the wish that no card and no other line of the column takes. */
function freeNear(wish: number, column: Column, lanes: number[]): number {
  const free = (y: number) =>
    column.boxes.every((box) => y < box.y - CLEARANCE + 2 || y > box.y + box.height + CLEARANCE - 2) &&
    lanes.every((lane) => Math.abs(lane - y) >= APART - 0.5);
  for (let away = 0; away < 4000; away += APART) {
    if (free(wish - away)) return wish - away;
    if (free(wish + away)) return wish + away;
  }
  return wish;
}

/** A link back to the left, or within a column: out, past the lower card, and in again. */
function around(from: Point, to: Point, boxes: Box[]): Route {
  const left = Math.min(from.x, to.x) - TURN;
  const right = Math.max(from.x, to.x) + TURN;
  const blocked = boxes.filter((box) => box.x < right && box.x + box.width > left);
  const y = freeNear(Math.max(from.y, to.y) + CARD_HEIGHT / 2 + 10, { left, right, boxes: blocked }, []);
  return [from, { x: from.x, y }, { x: to.x, y }, to];
}

/** Returns the curve through the points as SVG path data, level at every point; padded to a number of segments. */
export function curve(points: Route, segments = points.length - 1): string {
  const first = points[0]!;
  const last = points[points.length - 1]!;
  let path = `M${n(first.x)},${n(first.y)}`;
  points.slice(1).forEach((point, i) => (path += bend(points[i]!, point, i === 0)));
  // Curves with the same number of segments can be moved smoothly into one another.
  const rest = `C${n(last.x)},${n(last.y)} ${n(last.x)},${n(last.y)} ${n(last.x)},${n(last.y)}`;
  return path + rest.repeat(Math.max(0, segments - (points.length - 1)));
}

/** One piece of a curve; straight up or down it is the turn at the begin or end of a way back. */
function bend(a: Point, b: Point, leaving: boolean): string {
  const [ax, bx] =
    a.x === b.x ? (leaving ? [a.x + TURN, b.x + TURN] : [a.x - TURN, b.x - TURN]) : [(a.x + b.x) / 2, (a.x + b.x) / 2];
  return `C${n(ax)},${n(a.y)} ${n(bx)},${n(b.y)} ${n(b.x)},${n(b.y)}`;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Returns the point at a share of the way, by the route's own points: near enough for a label. */
export function along(points: Route, part: number): Point {
  const spans = points.slice(1).map((point, i) => Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y));
  let rest = spans.reduce((sum, span) => sum + span, 0) * part;
  for (let i = 0; i < spans.length; i++) {
    if (rest <= spans[i]! || i === spans.length - 1)
      return onBend(points[i]!, points[i + 1]!, spans[i]! ? Math.min(1, rest / spans[i]!) : 0);
    rest -= spans[i]!;
  }
  return points[0]!;
}

function onBend(a: Point, b: Point, t: number): Point {
  const s = 1 - t;
  const half = (b.x - a.x) / 2;
  const x = s ** 3 * a.x + 3 * s * s * t * (a.x + half) + 3 * s * t * t * (b.x - half) + t ** 3 * b.x;
  return { x, y: s ** 3 * a.y + 3 * s * s * t * a.y + 3 * s * t * t * b.y + t ** 3 * b.y };
}
