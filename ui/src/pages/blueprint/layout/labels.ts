// SPDX-License-Identifier: Apache-2.0
// Finds a place for each link's number where it covers no card, no heading and no other number. Pure.
import type { Box, Point } from "./geometry";
import { along, type Route } from "./route";

/** One label: how wide its text is, and how much it matters if not all fit. */
export interface Wanted {
  id: string;
  width: number;
  weight: number;
}

const HEIGHT = 19;
const TRIES = [0.5, 0.62, 0.38, 0.74, 0.26, 0.82, 0.18, 0.9, 0.1, 0.56, 0.44, 0.68, 0.32];

/** Returns the centre of every label that found a place; the others are shown when their link is pointed at. */
export function placeLabels(wanted: Wanted[], routes: Map<string, Route>, obstacles: Box[]): Map<string, Point> {
  const taken = obstacles.map((box) => ({ x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 }));
  const places = new Map<string, Point>();
  for (const label of [...wanted].sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id))) {
    const points = routes.get(label.id);
    if (!points) continue;
    for (const part of TRIES) {
      const centre = along(points, part);
      const box = { x: centre.x - label.width / 2, y: centre.y - HEIGHT / 2, width: label.width, height: HEIGHT };
      if (taken.some((other) => overlaps(box, other))) continue;
      taken.push({ x: box.x - 2, y: box.y - 1, width: box.width + 4, height: box.height + 2 });
      places.set(label.id, centre);
      break;
    }
  }
  return places;
}

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
