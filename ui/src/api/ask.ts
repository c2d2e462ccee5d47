// SPDX-License-Identifier: Apache-2.0
// What the page asks once rather than follows: drafts, proposals, rules of an edge, what is declared, and changes.
import type { Declared, Draft, EdgeRules, Party, PolicyChange, Problem, Proposals } from "./types";

const API = "/api/v1";
/** A page of another site cannot send a header of its own. */
const OWN = { "x-sallyport-request": "page", accept: "application/json" };

/** An answer, or why there is none: never both. */
export type Answer<T> = { value: T; problem?: undefined } | { problem: Problem; value?: undefined };

async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(`${API}${path}`, { ...init, headers: { ...OWN, ...init.headers } });
    const said: unknown = await response.json();
    return response.ok ? { value: said as T } : { problem: said as Problem };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const detail = "Sallyport does not answer. Try again.";
    return { problem: { type: "about:blank", title: "No answer", status: 0, detail } };
  }
}

const send = (method: string, body: unknown, signal?: AbortSignal): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  ...(signal ? { signal } : {}),
});

/** The path of a policy: `namespace/name`, or the name alone of one of the whole cluster. */
function pathOf(id: string): string {
  const [first = "", second] = id.split("/", 2).map(encodeURIComponent);
  return second === undefined ? `/policies/cluster/${first}` : `/policies/namespaces/${first}/${second}`;
}

export const lookAtDraft = (yaml: string, since: string, signal: AbortSignal): Promise<Answer<Draft>> =>
  ask("/policies/draft", send("POST", since ? { yaml, since } : { yaml }, signal));
export const proposals = (signal: AbortSignal): Promise<Answer<Proposals>> => ask("/proposals", { signal });
export const edgeRules = (edge: string, signal: AbortSignal): Promise<Answer<EdgeRules>> =>
  ask(`/edges/rules?edge=${encodeURIComponent(edge)}`, { signal });
export const declared = ({ namespace, workloadKind, name }: Party, signal: AbortSignal): Promise<Answer<Declared>> =>
  ask(
    `/workloads/${[namespace, workloadKind, name].map((part) => encodeURIComponent(part ?? "")).join("/")}/declared`,
    {
      signal,
    },
  );
/** Applies the policy of that name in the text, to be observed. */
export const accept = (id: string, yaml: string): Promise<Answer<PolicyChange>> =>
  ask(pathOf(id), send("PUT", { yaml }));
export const promote = (id: string, percent: number): Promise<Answer<PolicyChange>> =>
  ask(`${pathOf(id)}/promote`, send("POST", { percent }));
export const rollBack = (id: string): Promise<Answer<PolicyChange>> => ask(`${pathOf(id)}/rollback`, send("POST", {}));
