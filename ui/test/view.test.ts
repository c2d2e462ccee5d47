// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { collapsedOf, namespaceId, view } from "../src/pages/blueprint/view";
import { protocolName } from "../src/shared/format";
import { waitingFor } from "../src/pages/blueprint/waiting";
import { EVERYTHING, shopBlueprint, shopStatus, townBlueprint } from "./scene";

const blueprint = shopBlueprint();
const shown = (filters: Partial<typeof EVERYTHING>) => view(blueprint, { ...EVERYTHING, ...filters });
const names = (filters: Partial<typeof EVERYTHING>) => shown(filters).cards.map((card) => card.party?.name ?? card.id);

describe("platform", () => {
  test("is hidden, and counted", () => {
    expect(names({})).not.toContain("coredns");
    expect(shown({}).hiddenPlatform).toBe(4);
    expect(shown({}).links.some((link) => link.protocol === "dns")).toBe(false);
  });
  test("takes along what is known only by calls with it, never a workload", () => {
    const only = (kind: "unidentified" | "workload") => {
      const party = { ...blueprint.parties.find((each) => each.kind === kind)!, id: `only-${kind}` };
      const edge = { ...blueprint.edges[0]!, id: `of-${kind}`, source: party.id, target: "kube-api" };
      return { ...blueprint, parties: [...blueprint.parties, party], edges: [...blueprint.edges, edge] };
    };
    const ids = (kind: "unidentified" | "workload", platform: boolean) =>
      view(only(kind), { ...EVERYTHING, platform }).cards.map((card) => card.id);
    expect(ids("unidentified", false)).not.toContain("only-unidentified");
    expect(ids("unidentified", true)).toContain("only-unidentified");
    expect(ids("workload", false)).toContain("only-workload");
    expect(view(only("unidentified"), EVERYTHING).hiddenPlatform).toBe(5);
  });
  test("is shown on demand", () => {
    expect(names({ platform: true })).toContain("coredns");
    expect(shown({ platform: true }).hiddenPlatform).toBe(0);
  });
});

describe("filters", () => {
  test("a namespace comes with whom it talks to, and without strangers", () => {
    expect(names({ namespaces: ["partner"] }).sort()).toEqual([
      "203.0.113.77",
      "checkout",
      "hook-receiver",
      "ledger-sync",
    ]);
  });
  test("a protocol leaves only its calls and their ends", () => {
    const { cards, links } = shown({ protocols: ["grpc"] });
    expect(new Set(links.map((link) => link.protocol))).toEqual(new Set(["grpc"]));
    expect(cards.map((card) => card.party?.name).sort()).toEqual(["checkout", "inventory", "restock"]);
  });
  test("errors leave only calls that failed", () => {
    const { links } = shown({ errors: true });
    expect(links.length).toBeGreaterThan(0);
    expect(links.every((link) => link.edges.every((edge) => edge.errors > 0))).toBe(true);
  });
});

describe("attempts that reached nobody", () => {
  const seen = "2026-01-01T10:00:00Z";
  const attempts = {
    count: 2,
    reasons: { refused: 2 },
    ports: [8080],
    firstSeen: seen,
    lastSeen: seen,
    goingOn: false,
    noneReached: true,
  };
  const quiet = { ...blueprint.edges.find((edge) => edge.errors === 0 && edge.protocol === "http")!, attempts };
  const drawn = (edge: typeof quiet) => view({ ...blueprint, edges: [edge] }, { ...EVERYTHING, errors: true }).links;
  test("are no protocol: the line says what it is", () => {
    const { links } = view({ ...blueprint, edges: [quiet] }, EVERYTHING);
    expect(links.map((link) => protocolName(link.protocol))).toEqual(["no connection reached it"]);
  });
  test("are trouble only while they go on", () => {
    expect(drawn(quiet)).toEqual([]);
    expect(drawn({ ...quiet, attempts: { ...attempts, goingOn: true } })).toHaveLength(1);
  });
});

describe("a collapsed namespace", () => {
  const folded = shown({ collapsed: ["shop"] });
  test("is one card that stands for its members, its data stores among them", () => {
    const card = folded.cards.find((each) => each.id === namespaceId("shop"))!;
    expect(card.members.map((party) => party.name)).toEqual(expect.arrayContaining(["catalog", "postgres"]));
    expect(folded.cards.some((each) => each.party?.namespace === "shop")).toBe(false);
  });
  test("loses no call over its border and hides those inside", () => {
    const rate = (links: typeof folded.links) =>
      links
        .filter((link) => link.source === "workload/ingress/Deployment/edge")
        .reduce((sum, link) => sum + link.rate, 0);
    expect(rate(folded.links)).toBeCloseTo(rate(shown({}).links), 6);
    expect(folded.links.some((link) => link.source === link.target)).toBe(false);
  });
  test("shows the error share of all its calls together", () => {
    const link = folded.links.find((each) => each.edges.length > 1 && each.errorShare > 0)!;
    const errors = link.edges.reduce((sum, edge) => sum + edge.ratePerSecond * edge.errorShare, 0);
    expect(link.errorShare).toBeCloseTo(errors / link.rate, 9);
  });
});

test("a line is only as deep as the least seen of its calls", () => {
  const folded = shown({ collapsed: ["shop", "assist"] });
  for (const link of folded.links)
    expect(link.depth).toBe(
      Math.min(...link.edges.map((edge) => edge.visibility.filter((sight) => sight.seen).length)),
    );
});
test("a large application starts collapsed, a small one does not, and the reader's choice wins", () => {
  const large = townBlueprint(200, 600);
  expect(collapsedOf(large, undefined).length).toBeGreaterThan(5);
  expect(collapsedOf(large, [])).toEqual([]);
  expect(collapsedOf(blueprint, undefined)).toEqual([]);
});

describe("sensitive data that leaves the cluster", () => {
  const charge = blueprint.edges.find((edge) => edge.contents)!;
  const marked = (leaves: boolean) =>
    view(
      {
        ...blueprint,
        edges: blueprint.edges.map((edge) =>
          edge.id === charge.id
            ? {
                ...edge,
                contents: { ...edge.contents!, data: edge.contents!.data.map((each) => ({ ...each, leaves })) },
              }
            : edge,
        ),
      },
      EVERYTHING,
    ).links.filter((link) => link.leaving.length > 0);
  test("marks its call with the classes", () => {
    expect(marked(true).map((link) => link.leaving)).toEqual([["CREDIT_CARD", "PERSON"]]);
  });
  test("what stays inside marks nothing", () => {
    expect(marked(false)).toEqual([]);
  });
});

test("a pod that has just begun is waited for, one that is known not to be captured is not", () => {
  const begun = { ...blueprint.parties.find((each) => each.name === "catalog")!, pods: { running: 4, captured: 3 } };
  const now = { ...blueprint, parties: blueprint.parties.map((each) => (each.id === begun.id ? begun : each)) };
  expect([...waitingFor(now, shopStatus())]).toEqual([begun.id]);
  expect(waitingFor(now, undefined).size).toBe(0);
});
