// SPDX-License-Identifier: Apache-2.0
// Numbers and times as a person reads them.
import type { EdgeView } from "../api/types";

const PROTOCOLS: Record<string, string> = {
  http: "HTTP",
  h2: "HTTP/2",
  grpc: "gRPC",
  websocket: "WebSocket",
  tls: "TLS",
  dns: "DNS",
  postgresql: "PostgreSQL",
  mysql: "MySQL",
  redis: "Redis",
  mongodb: "MongoDB",
  kafka: "Kafka",
  amqp: "AMQP",
  mqtt: "MQTT",
  smtp: "SMTP",
  ssh: "SSH",
  tcp: "TCP",
  unreached: "no connection reached it",
};

export const protocolName = (id: string): string => PROTOCOLS[id] ?? id;

/** Returns the protocol an edge speaks, or `unreached` where no connection of it ever came about. */
export const spokenOn = (edge: EdgeView): string => (edge.attempts?.noneReached ? "unreached" : edge.protocol);

/** Returns three significant digits at most, without trailing zeros. */
const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(2)));

/** Returns a rate such as `12/s`, `0.2/s` or, below one in ten seconds, `3/min`. */
export function rate(perSecond: number): string {
  if (perSecond <= 0) return "0/s";
  if (perSecond >= 1000) return `${short(perSecond / 1000)}k/s`;
  if (perSecond >= 0.1) return `${perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toFixed(1))}/s`;
  const perMinute = perSecond * 60;
  return perMinute >= 1 ? `${Math.round(perMinute)}/min` : "<1/min";
}

/** Returns a share such as `5 %`; a share above zero never reads as zero. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent <= 0) return "0 %";
  if (percent < 0.1) return "<0.1 %";
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

export function millis(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value >= 1000) return `${short(value / 1000)} s`;
  return value < 0.1 ? "<0.1 ms" : `${short(value)} ms`;
}

export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let amount = value;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? amount : short(amount)} ${units[unit]}`;
}

export const count = (value: number): string => value.toLocaleString("en");

/** Returns a span of seconds, or a dash when it is unknown. */
export const maybeSpan = (seconds: number | undefined): string => (seconds === undefined ? "–" : span(seconds));

/** Returns a span of time such as `12 s`, `4 min` or `3 h`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  if (whole < 90 * 60) return `${Math.round(whole / 60)} min`;
  return whole < 48 * 3600 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86400)} d`;
}

/** Returns how long before `now` (ms since 1970) an instant was, such as `12 s ago`. */
export function ago(instant: string | undefined, now: number): string {
  if (instant === undefined) return "not yet";
  const seconds = (now - Date.parse(instant)) / 1000;
  return Number.isNaN(seconds) ? "unknown" : seconds < 1.5 ? "just now" : `${span(seconds)} ago`;
}

export const plural = (amount: number, one: string, many = `${one}s`): string =>
  `${count(amount)} ${amount === 1 ? one : many}`;
