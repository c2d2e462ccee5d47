// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { LinkState } from "../src/api/link";
import { completeness, freshness } from "../src/shell/freshness";

const tone = (state: LinkState, age: number) => freshness({ state, receivedAt: 1_000_000 }, 1_000_000 + age).tone;

test("fresh data of a working stream is live, and so is polled data", () => {
  expect(tone("live", 1_000)).toBe("live");
  expect(tone("polling", 1_000)).toBe("live");
});
test("old data is never called live, whatever the link says", () => {
  for (const state of ["live", "polling", "reconnecting", "connecting"] as const)
    for (const age of [17_000, 60_000, 3_600_000]) expect(tone(state, age)).not.toBe("live");
});
test("the age is said as soon as the link is gone", () =>
  expect(freshness({ state: "reconnecting", receivedAt: 1 }, 7_001).words).toContain("7 s old"));
test("without any data nothing is claimed", () =>
  expect(freshness({ state: "reconnecting", receivedAt: 0 }, 5).tone).toBe("none"));

const NODE = { name: "a", lagSeconds: 1, lostShare: 0, connected: true };
test("complete is said only of fresh data that some node reported and that misses nothing", () => {
  const said = (nodes: (typeof NODE)[], complete: boolean, missing: string[], fresh: boolean) =>
    completeness({ nodes, complete, missing }, fresh);
  expect(said([NODE], true, [], true)).toEqual({ tone: "live", words: "Complete" });
  expect(said([NODE], true, [], false).tone).not.toBe("live");
  expect(said([], true, [], true).tone).not.toBe("live");
  expect(said([NODE], false, ["Node b is not connected."], true)).toEqual({ tone: "late", words: "Incomplete: 1 gap" });
});
