// SPDX-License-Identifier: Apache-2.0
// Keeps one document of the API up to date: server-sent events, and polling while those do not work.

/** How the newest data came: by the stream, by polling, or nothing works at the moment. */
export type LinkState = "connecting" | "live" | "polling" | "reconnecting";

export interface Feed<T> {
  state: LinkState;
  value: T | undefined;
  /** When the value arrived, by the browser's clock; 0 before the first. */
  receivedAt: number;
}

const POLL_MILLIS = 2_000;
/** The API promises one event in 15 s; after this long without any, the stream is taken for dead. */
export const SILENCE_MILLIS = 20_000;
const STREAM_RETRY_MILLIS = 15_000;

/** Feeds `receive` until the returned function is called. */
export function follow<T>(path: string, event: string, receive: (feed: Feed<T>) => void): () => void {
  let feed: Feed<T> = { state: "connecting", value: undefined, receivedAt: 0 };
  let source: EventSource | undefined;
  let timers: ReturnType<typeof setTimeout>[] = [];
  let closed = false;

  const tell = (change: Partial<Feed<T>>) => {
    if (!closed) receive((feed = { ...feed, ...change }));
  };
  const later = (millis: number, what: () => void) => timers.push(setTimeout(what, millis));
  const still = () => {
    timers.forEach(clearTimeout);
    timers = [];
  };

  const watch = () => {
    still();
    later(SILENCE_MILLIS, () => {
      tell({ state: "reconnecting" });
      stream();
    });
  };
  const poll = async () => {
    if (closed || source?.readyState === EventSource.OPEN) return;
    try {
      const response = await fetch(path, { headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      const value = (await response.json()) as T;
      if (source?.readyState !== EventSource.OPEN) tell({ state: "polling", value, receivedAt: Date.now() });
    } catch {
      tell({ state: "reconnecting" });
    }
    if (!closed) later(POLL_MILLIS, poll);
  };
  const stream = () => {
    source?.close();
    still();
    source = new EventSource(`${path}/stream`);
    source.addEventListener(event, (message) => {
      watch();
      tell({ state: "live", value: JSON.parse((message as MessageEvent<string>).data) as T, receivedAt: Date.now() });
    });
    source.onerror = () => {
      source?.close();
      still();
      if (feed.state === "live") tell({ state: "reconnecting" });
      later(300, poll);
      later(feed.state === "reconnecting" ? 1_500 : STREAM_RETRY_MILLIS, stream);
    };
  };
  stream();
  return () => {
    closed = true;
    still();
    source?.close();
  };
}
