// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { matchesOf, search } from "../src/pages/blueprint/search";
import { shopBlueprint } from "./scene";

const blueprint = shopBlueprint();
const titles = (query: string) => search(blueprint, query).map((hit) => hit.title);

test("a workload is found by its name, first", () => expect(titles("catalog")[0]).toBe("catalog"));
test("a host is found by part of its name", () => expect(titles("openai")).toContain("api.openai.com"));
test("an operation is found and leads to its call", () => {
  const hit = search(blueprint, "POST /payments")[0]!;
  expect(hit).toMatchObject({ kind: "operation", title: "POST /payments" });
  expect(blueprint.edges.find((edge) => edge.id === hit.open)?.target).toBe("workload/shop/Deployment/payments");
});
test("every word has to match", () => expect(titles("catalog nonsense")).toEqual([]));
test("nothing is found for nothing", () => {
  expect(titles("  ")).toEqual([]);
  expect(matchesOf(blueprint, "  ")).toBeUndefined();
});
test("what is found stays bright in the graph", () =>
  expect(matchesOf(blueprint, "catalog")).toContain("workload/shop/Deployment/catalog"));
