// SPDX-License-Identifier: Apache-2.0
// Which card an arrow key leads to. Pure.
import type { Point } from "./layout/geometry";

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
const WAYS: Record<Arrow, Point> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

export const isArrow = (key: string): key is Arrow => key in WAYS;

/** Returns the card nearest in that direction: straight ahead counts, aside counts double. Absent at the border. */
export function steer(from: string, arrow: Arrow, cards: Map<string, Point>): string | undefined {
  const here = cards.get(from);
  if (!here) return undefined;
  const way = WAYS[arrow];
  let best: string | undefined;
  let least = Infinity;
  for (const [id, point] of cards) {
    const [dx, dy] = [point.x - here.x, point.y - here.y];
    const ahead = dx * way.x + dy * way.y;
    if (id === from || ahead < 8) continue;
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x);
    const cost = ahead + aside * (way.x ? 1.5 : 3);
    if (cost < least) [best, least] = [id, cost];
  }
  return best;
}
