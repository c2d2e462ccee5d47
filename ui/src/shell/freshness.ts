// SPDX-License-Identifier: Apache-2.0
import { type Feed, SILENCE_MILLIS } from "../api/link";
import type { Provenance } from "../api/types";
import { plural, span } from "../shared/format";

/** What the header says of the data's age: `tone` is calm only while data is fresh. */
export interface Freshness {
  tone: "live" | "late" | "stale" | "none";
  words: string;
}

/** Older than this, data is not called live even if the stream is open. */
const LATE_MILLIS = 16_000;

export function freshness(feed: Pick<Feed<unknown>, "state" | "receivedAt">, now: number): Freshness {
  if (feed.state === "refused") return { tone: "none", words: "not allowed" };
  if (!feed.receivedAt)
    return { tone: "none", words: feed.state === "connecting" ? "connecting" : "no connection to Sallyport" };
  const age = Math.max(0, now - feed.receivedAt);
  const old = `data ${span(age / 1000)} old`;
  if (feed.state === "live" && age < LATE_MILLIS) return { tone: "live", words: "live" };
  if (feed.state === "polling" && age < LATE_MILLIS) return { tone: "live", words: "live, every 2 s" };
  return age < SILENCE_MILLIS
    ? { tone: "late", words: `reconnecting, ${old}` }
    : { tone: "stale", words: `not live, ${old}` };
}

/** What the header says of the picture as a whole. Old data, or none from any node, is never called complete. */
export function completeness(provenance: Provenance, fresh: boolean): { tone: "live" | "late"; words: string } {
  if (provenance.missing.length)
    return { tone: "late", words: `Incomplete: ${plural(provenance.missing.length, "gap")}` };
  if (!provenance.complete) return { tone: "late", words: "Incomplete" };
  if (!provenance.nodes.length) return { tone: "late", words: "No node has reported" };
  return fresh ? { tone: "live", words: "Complete" } : { tone: "late", words: "Complete when last heard" };
}
