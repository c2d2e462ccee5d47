// SPDX-License-Identifier: Apache-2.0
import type { Blueprint, Denials, Policies, Status } from "../src/api/types";
import { shop } from "../dev/shop.mjs";
import { town } from "../dev/town.mjs";
import { World } from "../dev/world.mjs";
import { type Filters, view } from "../src/pages/blueprint/view";
import type { Shape } from "../src/pages/blueprint/layout/geometry";
import { question, ranks } from "../src/pages/blueprint/layout/question";
import { shapeOf } from "../src/pages/blueprint/layout/shape";
import ELK from "elkjs/lib/elk.bundled.js";

export const NOW = Date.parse("2026-01-02T03:04:05Z");
export const EVERYTHING: Filters = { namespaces: [], protocols: [], errors: false, platform: false, collapsed: [] };

/** As it comes over the wire. */
const sent = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

export const shopBlueprint = (): Blueprint => sent(new World(shop(), NOW).blueprint());
export const townBlueprint = (workloads: number, edges: number): Blueprint =>
  sent(new World(town(workloads, edges), NOW).blueprint());
export const shopPolicies = (): Policies => sent(new World(shop(), NOW).policies());
export const shopDenials = (): Denials => sent(new World(shop(), NOW).denials());
export const shopStatus = (): Status => sent(new World(shop(), NOW).status());

/** The layout engine as the page asks it, without the worker. */
export const rankedOf = async (shape: Shape) => ranks(await new ELK().layout(question(shape)));
export const shapeFor = (blueprint: Blueprint, filters: Partial<Filters> = {}): Shape =>
  shapeOf(view(blueprint, { ...EVERYTHING, ...filters }));
