// SPDX-License-Identifier: Apache-2.0

/** Returns the name of a party that may not be in the blueprint any more, from its id. */
export function nameOfId(id: string): string {
  const [kind, ...rest] = id.split("/");
  if (kind === "workload") return `${rest[0]}/${rest[2] ?? ""}`;
  return kind === "external" || kind === "node" ? rest.join("/") : id.replace(/\/$/, "");
}

export const PartyLabel = ({ id }: { id: string }) => <span title={id}>{nameOfId(id)}</span>;
