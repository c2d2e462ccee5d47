// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { type Box, CARD_HEIGHT, CARD_WIDTH, type Point } from "../src/pages/blueprint/layout/geometry";
import { placeLabels } from "../src/pages/blueprint/layout/labels";
import { place } from "../src/pages/blueprint/layout/place";
import { curve, route } from "../src/pages/blueprint/layout/route";
import { spread, spreadWithin } from "../src/pages/blueprint/layout/spread";
import { rankedOf, shapeFor, shopBlueprint, townBlueprint } from "./scene";

const card = (point: Point): Box => ({ ...point, width: CARD_WIDTH, height: CARD_HEIGHT });
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const collisions = (boxes: Box[]) =>
  boxes.reduce((sum, box, i) => sum + boxes.slice(i + 1).filter((other) => overlap(box, other)).length, 0);

describe.each([
  ["shop", shopBlueprint()],
  ["40 workloads, 150 edges", townBlueprint(40, 150)],
  ["200 workloads", townBlueprint(200, 600)],
])("%s", async (_, blueprint) => {
  const shape = shapeFor(blueprint, { platform: true });
  const placement = place(shape, await rankedOf(shape));
  const at = placement.cards;
  const routes = route(at, shape.links);

  test("every card has a place, and no two overlap", () => {
    expect([...at.keys()].sort()).toEqual(shape.cards.map((each) => each.id).sort());
    expect(collisions([...at.values()].map(card))).toBe(0);
  });
  test("bands follow each other from left to right", () => {
    const xs = (bands: string[]) =>
      shape.cards.filter((each) => bands.includes(each.band)).map((each) => at.get(each.id)!.x);
    const order = [["outside"], ["ingress"], ["workload"], ["store", "ai"], ["egress"], ["platform"]]
      .map(xs)
      .filter((band) => band.length);
    order.slice(1).forEach((band, i) => expect(Math.min(...band)).toBeGreaterThan(Math.max(...order[i]!)));
  });
  test("namespace boxes do not overlap", () => {
    const boxes = new Map<string, Box>();
    for (const { id, group } of shape.cards) {
      if (!group) continue;
      const point = at.get(id)!;
      const box = boxes.get(group);
      const [x, y] = [Math.min(box?.x ?? Infinity, point.x), Math.min(box?.y ?? Infinity, point.y)];
      boxes.set(group, {
        x,
        y,
        width: Math.max(box ? box.x + box.width : 0, point.x + CARD_WIDTH) - x,
        height: Math.max(box ? box.y + box.height : -Infinity, point.y + CARD_HEIGHT) - y,
      });
    }
    expect(collisions([...boxes.values()])).toBe(0);
  });
  test("lines to the right run between the cards", () => {
    const boxes = [...at.values()].map(card);
    for (const link of shape.links) {
      const points = routes.get(link.id)!;
      if (points[points.length - 1]!.x <= points[0]!.x) continue;
      for (let i = 1; i + 2 < points.length; i += 2) {
        const [a, b] = [points[i]!, points[i + 1]!];
        expect(a.y).toBe(b.y);
        expect(
          boxes.some((box) => box.x < b.x && box.x + box.width > a.x && a.y > box.y && a.y < box.y + box.height),
        ).toBe(false);
      }
    }
  });
  test("numbers cover neither cards nor each other", () => {
    const places = placeLabels(
      shape.links.map(({ id }) => ({ id, width: 80, weight: 1 })),
      routes,
      [...at.values()].map(card),
    );
    const boxes = [...places.values()].map((centre) => ({
      x: centre.x - 40,
      y: centre.y - 9.5,
      width: 80,
      height: 19,
    }));
    expect(collisions(boxes)).toBe(0);
    const cards = [...at.values()].map(card);
    expect(boxes.filter((box) => cards.some((other) => overlap(box, other)))).toEqual([]);
    expect(places.size).toBeGreaterThan(shape.links.length * 0.6);
  });
});

test("the same shape is placed the same way", async () => {
  const shape = shapeFor(townBlueprint(40, 150));
  expect(place(shape, await rankedOf(shape))).toEqual(place(shape, await rankedOf(shape)));
});
test("without ranks every card still has a place", () => {
  const shape = shapeFor(shopBlueprint());
  expect(place(shape, new Map()).cards.size).toBe(shape.cards.length);
});
test("a way back and a call to itself are drawn too", () => {
  const cards = new Map([
    ["a", { x: 0, y: 0 }],
    ["b", { x: 400, y: 0 }],
  ]);
  const routes = route(cards, [
    { id: "back", source: "b", target: "a" },
    { id: "self", source: "a", target: "a" },
  ]);
  for (const points of routes.values()) expect(curve(points)).not.toMatch(/NaN|undefined/);
  expect(routes.size).toBe(2);
});
test("curves are padded to the same number of segments", () => {
  const segments = (path: string) => path.match(/C/g)!.length;
  expect(
    segments(
      curve(
        [
          { x: 0, y: 0 },
          { x: 9, y: 9 },
        ],
        12,
      ),
    ),
  ).toBe(12);
  expect(
    segments(
      curve([
        { x: 0, y: 0 },
        { x: 9, y: 9 },
      ]),
    ),
  ).toBe(1);
});
describe("spread", () => {
  test("leaves positions alone that are far enough apart", () =>
    expect(spread([0, 100, 250], 70)).toEqual([0, 100, 250]));
  test("moves colliding ones apart by as little as it can", () => expect(spread([0, 0, 0], 10)).toEqual([-10, 0, 10]));
  test("keeps within bounds", () => expect(spreadWithin([-50, -40, 500], 10, 0, 100)).toEqual([0, 10, 100]));
});

test("who could not be named does not decide where the named stand", async () => {
  const blueprint = shopBlueprint();
  const named = shapeFor(blueprint);
  const nobody = "unidentified/ADDRESS_AMBIGUOUS";
  const before = await rankedOf(named);
  // Calls that lead back would turn the order round if they counted.
  const links = ["checkout", "storefront", "catalog"].map((name) => ({
    id: `back ${name}`,
    source: `workload/shop/Deployment/${name}`,
    target: nobody,
    weight: 9,
  }));
  const after = await rankedOf({ ...named, links: [...named.links, ...links] });
  expect(after).toEqual(before);
});
