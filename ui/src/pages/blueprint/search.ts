// SPDX-License-Identifier: Apache-2.0
// Finds workloads, hosts and operations by their names. Pure.
import type { Blueprint } from "../../api/types";

/** One thing found; `open` is the id whose panel shows it. */
export interface Hit {
  key: string;
  open: string;
  kind: "party" | "operation";
  title: string;
  detail: string;
  score: number;
}

const MOST = 12;

export function search(blueprint: Blueprint, query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const names = new Map(blueprint.parties.map((party) => [party.id, party.name]));
  const hits: Hit[] = [];
  for (const party of blueprint.parties) {
    const score = rank(words, party.name, [party.namespace, party.workloadKind, party.serviceAccount].join(" "));
    if (score)
      hits.push({
        key: party.id,
        open: party.id,
        kind: "party",
        title: party.name,
        detail: [party.workloadKind ?? party.kind, party.namespace].filter(Boolean).join(" in "),
        score: score + 1,
      });
  }
  for (const edge of blueprint.edges) {
    const ends = `${names.get(edge.source) ?? edge.source} → ${names.get(edge.target) ?? edge.target}`;
    for (const operation of edge.operations) {
      const score = rank(words, operation.key, ends);
      if (score)
        hits.push({
          key: `${edge.id} ${operation.key}`,
          open: edge.id,
          kind: "operation",
          title: operation.key,
          detail: ends,
          score,
        });
    }
  }
  return hits.sort((a, b) => b.score - a.score || a.title.localeCompare(b.title)).slice(0, MOST);
}

/** Every word must be somewhere; the title counts for more, its beginning for most. 0 when it does not match. */
function rank(words: string[], title: string, rest: string): number {
  const [name, other] = [title.toLowerCase(), rest.toLowerCase()];
  let score = 0;
  for (const word of words) {
    if (name.startsWith(word)) score += 4;
    else if (name.includes(word)) score += 3;
    else if (other.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** Returns the ids that stay bright while the query stands; absent without one. */
export function matchesOf(blueprint: Blueprint, query: string): Set<string> | undefined {
  if (!query.trim()) return undefined;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const ids = new Set<string>();
  for (const party of blueprint.parties)
    if (rank(words, party.name, [party.namespace, party.workloadKind, party.serviceAccount].join(" ")))
      ids.add(party.id);
  for (const edge of blueprint.edges)
    if (edge.operations.some((operation) => rank(words, operation.key, ""))) ids.add(edge.id);
  return ids;
}
