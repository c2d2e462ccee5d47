// SPDX-License-Identifier: Apache-2.0
// Keeps one document of the API up to date: server-sent events, and polling while those do not work.

import type { Problem } from "./types";

/** How the newest data came: by the stream, by polling, or nothing works at the moment, or it may not be seen. */
export type LinkState = "connecting" | "live" | "polling" | "reconnecting" | "refused";

export interface Feed<T> {
  state: LinkState;
  value: T | undefined;
  /** When the value arrived, by the browser's clock; 0 before the first. */
  receivedAt: number;
  /** Why it may not be seen; only then. */
  problem?: Problem | undefined;
}

/**
 * How a document is followed: what the page is about by the stream, or by asking often where the API has none; what it
 * only mentions by polling.
 */
export type Manner = "stream" | "ask" | "poll";

/** The API promises one event in 15 s; after this long without any, the stream is taken for dead. */
export const SILENCE_MILLIS = 20_000;
const POLL_MILLIS = { stream: 2_000, ask: 2_000, poll: 5_000 };
/** The stream is tried again after this long, and after twice as long each time, up to the second. */
const STREAM_RETRY_MILLIS = [1_500, 15_000] as const;
/** A browser opens six connections to one server: a page that nobody looks at gives its own back. */
const HIDDEN_MILLIS = 5_000;
/** A right that is missing may be granted meanwhile. */
const REFUSED_MILLIS = 10_000;

/** Feeds `receive` until the returned function is called. */
export function follow<T>(path: string, event: string, manner: Manner, receive: (feed: Feed<T>) => void): () => void {
  let feed: Feed<T> = { state: "connecting", value: undefined, receivedAt: 0 };
  let source: EventSource | undefined;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  /** Grows with each stop, so that an answer that comes late is known as such. */
  let round = 0;
  let failures = 0;
  let closed = false;

  const tell = (change: Partial<Feed<T>>) => {
    if (!closed) receive((feed = { ...feed, ...change }));
  };
  const later = (millis: number, what: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, millis);
    timers.add(timer);
  };
  const calm = () => {
    timers.forEach(clearTimeout);
    timers.clear();
  };
  const stop = () => {
    round++;
    source?.close();
    source = undefined;
    calm();
  };

  const poll = async () => {
    const asked = round;
    let heard: Partial<Feed<T>>;
    try {
      const response = await fetch(path, { headers: { accept: "application/json" } });
      if (response.status === 401 || response.status === 403) {
        const problem = (await response.json()) as Problem;
        if (!closed && asked === round) refused(problem);
        return;
      }
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      heard = {
        state: "polling",
        value: (await response.json()) as T,
        receivedAt: Date.now(),
        problem: undefined,
      };
    } catch {
      heard = { state: "reconnecting" };
    }
    // Stopped or streaming again meanwhile: the answer is not wanted any more.
    if (closed || asked !== round) return;
    tell(heard);
    later(POLL_MILLIS[manner], poll);
  };
  /** What was shown before may not be seen any more either. */
  const refused = (problem: Problem) => {
    stop();
    tell({ state: "refused", problem, value: undefined, receivedAt: 0 });
    later(REFUSED_MILLIS, start);
  };
  const stream = () => {
    stop();
    later(SILENCE_MILLIS, lost);
    source = new EventSource(`${path}/stream`);
    source.onerror = lost;
    source.addEventListener(event, (message) => {
      failures = 0;
      calm();
      later(SILENCE_MILLIS, lost);
      const value = JSON.parse((message as MessageEvent<string>).data) as T;
      tell({ state: "live", value, receivedAt: Date.now(), problem: undefined });
    });
  };
  /** Polls at once, and tries the stream again: soon when it worked before. */
  const lost = () => {
    stop();
    if (feed.state === "live") tell({ state: "reconnecting" });
    const [first, last] = STREAM_RETRY_MILLIS;
    later(300, poll);
    later(Math.min(last, first * 2 ** failures++), stream);
  };
  function start() {
    if (manner === "stream") stream();
    else void poll();
  }
  const seen = () => {
    if (document.visibilityState === "hidden") later(HIDDEN_MILLIS, stop);
    else {
      stop();
      start();
    }
  };

  start();
  document.addEventListener("visibilitychange", seen);
  return () => {
    closed = true;
    stop();
    document.removeEventListener("visibilitychange", seen);
  };
}
