// SPDX-License-Identifier: Apache-2.0
// Sizes of the drawing, in its own pixels.

export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  width: number;
  height: number;
}

export const CARD_WIDTH = 188;
export const CARD_HEIGHT = 52;
/** From one card's top to the next one's below it. */
export const ROW = 68;
/** The most room a row gets when there is height to spare. */
export const ROW_MOST = 96;
/** Height over width of the screen that is aimed at. */
export const SCREEN = 0.46;
/** From one column's left side to the next one's. The gap holds curves and labels. */
export const COLUMN = CARD_WIDTH + 140;
export const GROUP_SIDE = 16;
export const GROUP_TOP = 38;
export const GROUP_BOTTOM = 16;
/** Free height between two namespace boxes. */
export const GROUP_GAP = 22;
/** Height of a caption such as "Data stores" above its cards. */
export const CAPTION = 30;

/** What a layout needs to know of the graph. */
export interface Shape {
  cards: { id: string; band: Band; group: string | undefined; named: boolean }[];
  /** The weight says how much a link counts when not all can lead to the right. */
  links: { id: string; source: string; target: string; weight: number }[];
}

/** The five bands from left to right; data stores and AI share one, platform follows the egress. */
export type Band = "outside" | "ingress" | "workload" | "store" | "ai" | "egress" | "platform";

export interface Group extends Box {
  name: string;
}
export interface Caption extends Point {
  text: string;
}

/** Where everything goes. */
export interface Placement {
  cards: Map<string, Point>;
  captions: Caption[];
}

export const cardBox = (point: Point): Box => ({ x: point.x, y: point.y, width: CARD_WIDTH, height: CARD_HEIGHT });

/** Returns the box around cards at these points, of which there is at least one. */
export function around(points: Point[]): Box {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) + CARD_WIDTH - x, height: Math.max(...ys) + CARD_HEIGHT - y };
}
