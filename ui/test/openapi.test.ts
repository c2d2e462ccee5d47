// SPDX-License-Identifier: Apache-2.0
// What the fixture says must be what the API may say, or the other tests prove nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shopBlueprint, shopDenials, shopPolicies, shopStatus, townBlueprint } from "./scene";

interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

const file = join(import.meta.dirname, "../../wire/src/main/resources/dev/sallyport/wire/api/openapi.json");
const schemas = (JSON.parse(readFileSync(file, "utf8")) as { components: { schemas: Record<string, Schema> } })
  .components.schemas;

/** Returns what of the value the schema does not allow, by path. */
function problems(value: unknown, schema: Schema, at: string): string[] {
  if (schema.$ref) return problems(value, schemas[schema.$ref.split("/").pop()!]!, at);
  if (schema.enum && !schema.enum.includes(value as string))
    return [`${at}: ${String(value)} is none of ${schema.enum}`];
  switch (schema.type) {
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, i) => problems(item, schema.items!, `${at}[${i}]`))
        : [`${at} is no list`];
    case "object":
      return objectProblems(value as Record<string, unknown>, schema, at);
    case "integer":
      return Number.isInteger(value) ? [] : [`${at}: ${String(value)} is no whole number`];
    default:
      return typeof value === schema.type ? [] : [`${at}: ${String(value)} is no ${schema.type}`];
  }
}

function objectProblems(value: Record<string, unknown>, schema: Schema, at: string): string[] {
  const found = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  for (const [name, field] of Object.entries(value)) {
    const known = schema.properties?.[name] ?? schema.additionalProperties;
    if (typeof known === "object") found.push(...problems(field, known, `${at}.${name}`));
    else if (!known) found.push(`${at}.${name} is unknown`);
  }
  return found;
}

test.each([
  ["the shop", shopBlueprint()],
  ["40 workloads", townBlueprint(40, 150)],
])("the fixture's blueprint of %s is one the API may give", (_, blueprint) =>
  expect(problems(blueprint, schemas["BlueprintView"]!, "blueprint")).toEqual([]),
);
test("the fixture's status is one the API may give", () =>
  expect(problems(shopStatus(), schemas["StatusView"]!, "status")).toEqual([]));
test("the fixture's policies and denials are ones the API may give", () => {
  expect(problems(shopPolicies(), schemas["PoliciesView"]!, "policies")).toEqual([]);
  expect(problems(shopDenials(), schemas["DenialsView"]!, "denials")).toEqual([]);
});
test("a wrong value is found", () => {
  const broken = { ...shopBlueprint(), generatedAt: 7, edges: [{}] };
  expect(problems(broken, schemas["BlueprintView"]!, "blueprint")).toContain("blueprint.generatedAt: 7 is no string");
  expect(problems(broken, schemas["BlueprintView"]!, "blueprint")).toContain("blueprint.edges[0].id is missing");
});
