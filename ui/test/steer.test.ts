// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { steer } from "../src/pages/blueprint/steer";

const cards = new Map([
  ["left", { x: 0, y: 100 }],
  ["top", { x: 300, y: 0 }],
  ["middle", { x: 300, y: 100 }],
  ["bottom", { x: 300, y: 200 }],
  ["right", { x: 600, y: 110 }],
]);

test.each([
  ["ArrowUp", "top"],
  ["ArrowDown", "bottom"],
  ["ArrowLeft", "left"],
  ["ArrowRight", "right"],
] as const)("%s leads to %s", (arrow, next) => expect(steer("middle", arrow, cards)).toBe(next));
test("there is nothing beyond the border", () => {
  expect(steer("right", "ArrowRight", cards)).toBeUndefined();
  expect(steer("unknown", "ArrowRight", cards)).toBeUndefined();
});
